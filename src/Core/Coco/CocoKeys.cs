namespace ClipSurgery;

/// <summary>Keys of a COCO file that are not COCO's own.</summary>
internal static class CocoKeys
{
    /// <summary>Holds what COCO has no name for, in <c>info</c> and in annotations.</summary>
    public const string Extra = "clipsurgery";

    public const string CoordinateSpace = "coordinate_space";
    public const string ExifOrientation = "exif_orientation";
    public const string Prompt = "prompt";
    public const string ScoreParts = "score_parts";
    public const string Source = "source";
}
