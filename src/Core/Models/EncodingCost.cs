namespace ClipSurgery;

/// <summary>What it takes to encode a picture at a model's input size.</summary>
internal static class EncodingCost
{
    /// <summary>
    /// Numbers of the image tower's width that each patch needs at once: 24, measured between 512 and 1024 px with the demo model
    /// (<c>heatmap --size 1024</c>, peak 308 MB against 161). Attention is fused, so nothing grows with the square.
    /// </summary>
    private const long NumbersPerPatch = 24;

    /// <summary>Matrices of patches × patches that SC-CLIP has at once: distances, their order, likenesses, attention.</summary>
    private const long SquaresOfSelfCalibration = 8;

    /// <summary>The same for each head, of gradients at the attention of every block.</summary>
    private const long SquaresOfGradients = 5;

    /// <summary>Patches of a picture, and the class token.</summary>
    public static long Patches(ClipConfig config) => Patches(config, config.InputWidth, config.InputHeight);

    /// <summary>Bytes for a picture.</summary>
    public static long Bytes(ClipConfig config, GradientMethod? gradient = null)
    {
        long squares = (config.Attention == AttentionVariant.ScClip ? SquaresOfSelfCalibration : 0)
            + (gradient is GradientMethod.BiModalAll or GradientMethod.LeGrad ? SquaresOfGradients * config.Vision.Heads : 0);
        long patches = Patches(config);
        return sizeof(float) * (patches * config.Vision.Width * NumbersPerPatch + squares * patches * patches);
    }

    /// <summary>Multiplications in those of a picture at the trained size.</summary>
    public static double Work(ClipConfig config) =>
        Work(config, Patches(config)) / Work(config, Patches(config, config.TrainedSize, config.TrainedSize));

    /// <exception cref="ClipSurgeryException">A picture does not fit into memory.</exception>
    public static void RequireFit(ClipConfig config, long memory, GradientMethod? gradient = null)
    {
        if (Bytes(config, gradient) > memory)
        {
            throw new ClipSurgeryException(
                $"The size {config.InputWidth}x{config.InputHeight} makes {Patches(config)} patches of each picture, which take about " +
                $"{Bytes(config, gradient) >> 30} GB; this machine has {memory >> 30}. Give a smaller size.");
        }
    }

    private static long Patches(ClipConfig config, int width, int height) =>
        (long)(width / config.PatchSize) * (height / config.PatchSize) + 1;

    /// <summary>Of a block: the projections and the feed-forward layer, and the attention between all patches.</summary>
    private static double Work(ClipConfig config, long patches)
    {
        double width = config.Vision.Width;
        return patches * 12 * width * width + 2.0 * patches * patches * width;
    }
}
