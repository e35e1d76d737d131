namespace ClipSurgery;

/// <summary>A mask as COCO's run lengths.</summary>
/// <param name="Size">Height and width in pixels.</param>
/// <param name="Counts">The compressed run lengths, as pycocotools writes them.</param>
internal sealed record RleMask(int[] Size, string Counts)
{
    public static RleMask Of(Mask mask) => new([mask.Height, mask.Width], mask.ToCompressed());

    /// <summary>The mask of a request.</summary>
    /// <exception cref="ProblemException">It is none of the picture's size.</exception>
    public Mask ToMask(int width, int height)
    {
        if (Size is not [int rows, int columns] || rows != height || columns != width)
        {
            throw ProblemException.Invalid(
                $"A mask has the size [{string.Join(", ", Size ?? [])}]; expected the picture's height and width [{height}, {width}].");
        }

        try
        {
            return Mask.FromCompressed(width, height, Counts ?? "");
        }
        catch (ClipSurgeryException error)
        {
            throw ProblemException.Invalid($"The run lengths of a mask are damaged: {error.Message}");
        }
    }
}

/// <summary>What is being worked on.</summary>
internal sealed record RunAnswer(
    string Title,
    bool CanFind,
    bool HasMaps,
    string Models,
    double Presence,
    int Pictures,
    StateCounts States,
    IReadOnlyList<ClassAnswer> Classes,
    IReadOnlyList<string> Formats,
    LimitsAnswer Limits);

/// <summary>How many pictures there are in each state.</summary>
internal sealed record StateCounts(int NotLabelled, int Found, int Corrected, int Done);

/// <summary>A class.</summary>
internal sealed record ClassAnswer(string Name, IReadOnlyList<string> Prompts, string Color);

/// <summary>All classes.</summary>
internal sealed record ClassesAnswer(IReadOnlyList<ClassAnswer> Classes);

/// <summary>The most that one request may hold.</summary>
internal sealed record LimitsAnswer(int Texts, int TextLength, int Points, int Instances);

/// <summary>A part of the list of pictures.</summary>
internal sealed record PictureListAnswer(int Total, IReadOnlyList<PictureEntry> Pictures);

/// <summary>A picture in the list.</summary>
internal sealed record PictureEntry(string Id, string Name, PictureState State, int Instances, double? LeastScore);

/// <summary>A picture with its instances.</summary>
/// <param name="Id">What requests call it.</param>
/// <param name="Name">Its name in the data set.</param>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="Version">How many edits there were.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Instances">Its instances.</param>
/// <param name="Content">Which file it is; another one of the same name has another content. Null in a conflict, where it is the one of the edit.</param>
internal sealed record PictureAnswer(
    string Id, string Name, int Width, int Height, int Version, PictureState State, IReadOnlyList<InstanceBody> Instances, string? Content = null)
{
    public static PictureAnswer Of(EditedPicture picture, PictureFile? file = null) => new(
        PictureFiles.IdOf(picture.FileName),
        picture.FileName,
        picture.Width,
        picture.Height,
        picture.Version,
        picture.State,
        [.. picture.Instances.Select(InstanceBody.Of)],
        file?.Content);
}

/// <summary>What a search found; nothing of it is kept until an edit puts it.</summary>
internal sealed record FindAnswer(
    IReadOnlyList<InstanceBody> Instances, IReadOnlyList<PresenceAnswer> Presence, IReadOnlyList<string> Notes);

/// <summary>Whether a class is in a picture at all.</summary>
internal sealed record PresenceAnswer(string Class, double Probability, bool IsPresent);

/// <summary>What the model offers for a prompt, the best first.</summary>
internal sealed record PromptAnswer(IReadOnlyList<OfferedMask> Masks);

/// <summary>A mask that the model offers.</summary>
internal sealed record OfferedMask(RleMask Mask, double Score, double PredictedIou, double Stability);

/// <summary>What an export wrote.</summary>
internal sealed record ExportAnswer(string Written, IReadOnlyList<string> Notes);

/// <summary>Whether the server runs.</summary>
internal sealed record ReadyAnswer(string Status);
