namespace ClipSurgery;

/// <summary>The mask of an object whose rough outline was known.</summary>
public sealed record RefinedObject
{
    /// <summary>The part that tells <see cref="KeptOutline"/>.</summary>
    internal const string KeptPart = "kept_outline";

    /// <summary>Its pixels, of the picture's size; never empty.</summary>
    public required Mask Mask { get; init; }

    /// <summary>True where no mask of the model's fits, and <see cref="Mask"/> is the rough outline itself.</summary>
    public required bool KeptOutline { get; init; }

    /// <summary>IoU, 0 to 1, of the best mask's box with the box that was given, stray pixels of the mask left aside.</summary>
    public required double BoxAgreement { get; init; }

    /// <summary>IoU with the object that the model expects of its mask, 0 to 1.</summary>
    public required double PredictedIou { get; init; }

    /// <summary>As <see cref="MaskCandidate.Stability"/>, 0 to 1.</summary>
    public required double Stability { get; init; }

    /// <summary>0 to 1, higher is surer: the geometric mean of the three; 0 where the outline was kept.</summary>
    public double Score => KeptOutline ? 0 : Math.Cbrt(BoxAgreement * PredictedIou * Stability);

    /// <summary>What the score was made of, by the names that data sets give the parts.</summary>
    internal IReadOnlyDictionary<string, double> Parts
    {
        get
        {
            Dictionary<string, double> parts = new()
            {
                ["box_agreement"] = BoxAgreement,
                ["predicted_iou"] = PredictedIou,
                ["stability"] = Stability,
            };
            if (KeptOutline)
            {
                parts[KeptPart] = 1;
            }

            return parts;
        }
    }
}
