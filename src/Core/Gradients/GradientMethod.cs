namespace ClipSurgery;

/// <summary>
/// A way to make maps from how CLIP's score of a picture and a text, logit scale · cosine, changes with something inside the unmodified
/// image tower: what the CLIP Surgery paper compares itself with, and two younger ones.
/// </summary>
public enum GradientMethod
{
    /// <summary>
    /// Grad-CAM (Selvaraju et al., ICCV 2017): channels of the last block behind its first normalisation, weighed by their mean gradient over
    /// the patches; of a ResNet, channels of its last stage.
    /// </summary>
    GradCam,

    /// <summary>Bi-Modal (Chefer et al., ICCV 2021) of the last block: positive gradient · attention at the class token.</summary>
    BiModal,

    /// <summary>Bi-Modal through all blocks.</summary>
    BiModalAll,

    /// <summary>
    /// gScoreCAM (Chen et al., ACCV 2022): channels of the last block's output, or of a ResNet's last stage, weighed by the score of the
    /// picture masked with them.
    /// </summary>
    GScoreCam,

    /// <summary>Grad-ECLIP (Zhao et al., ICML 2024): the last attention's values, weighed by gradient and by likeness to the class token.</summary>
    GradEclip,

    /// <summary>LeGrad (Bousselham et al., ICCV 2025): positive gradients at the attention of every block.</summary>
    LeGrad,
}
