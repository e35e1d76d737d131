namespace ClipSurgery;

/// <summary>What the routes work with.</summary>
/// <param name="Title">What the page is called: the folder.</param>
/// <param name="Workspace">The labels.</param>
/// <param name="Files">The pictures.</param>
/// <param name="Inference">The models.</param>
/// <param name="Options">Presence and the like, where a request says nothing of it.</param>
/// <param name="Models">What the models are called.</param>
/// <param name="HasMaps">Whether a text has a heat map.</param>
internal sealed record ServedRun(
    string Title,
    LabelWorkspace Workspace,
    PictureFiles Files,
    PictureInference Inference,
    SegmentOptions Options,
    string Models,
    bool HasMaps)
{
    /// <summary>The file of a picture and its pixels.</summary>
    public (string FileName, PictureFile File, LoadedImage Image) Read(string id)
    {
        string fileName = Files.NameOf(id);
        PictureFile file = Files.Open(fileName);
        return (fileName, file, Inference.Decoded.Read(file));
    }

    /// <summary>What the workspace is told of a picture's file.</summary>
    public static PictureContent ContentOf(PictureFile file, LoadedImage image) =>
        new(file.Xxh64, image.Image.Width, image.Image.Height, image.ExifOrientation);
}
