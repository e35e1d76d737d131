namespace ClipSurgery.Bench;

/// <summary>The demo models, on one thread, and the pictures that they are asked about.</summary>
/// <param name="clip">The CLIP model, converted.</param>
/// <param name="folder">A folder for texts and for what else is made.</param>
internal sealed class Demo(string clip, string folder)
{
    public const string Checkpoint = "models/clip/emoji";
    private const string Data = "bench/data/emoji-dev";
    private static readonly RuntimeOptions OneThread = new() { Threads = 1 };

    public static string FirstPictureFile => Path.Combine(Data, "images", "0001.jpg");

    public static RgbImage FirstPicture => ImageFile.Read(FirstPictureFile).Image;

    /// <summary>A label that is in the first picture, and its masks there.</summary>
    public static (string Label, IReadOnlyList<Mask> Masks) FirstTruth
    {
        get
        {
            EvaluationPicture picture = new EvaluationSet(CocoReader.Read(Path.Combine(Data, "instances.json"))).Pictures[0];
            return (picture.Truth.First().Key, [.. picture.Truth.First().Value]);
        }
    }

    public string Folder => folder;

    public ClipModel LoadClip((int Width, int Height)? size = null) => ClipModel.Load(clip, new ClipModelOptions
    {
        Runtime = OneThread,
        CacheDirectory = folder,
        Conversion = size is null ? null : new ConversionOptions { Size = size },
    });

    public static SamModel LoadSam() => SamModel.Load("models/sam/emoji", OneThread);
}
