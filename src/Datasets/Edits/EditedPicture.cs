using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>How far the work on a picture has come.</summary>
public enum PictureState
{
    /// <summary>Nobody and nothing has labelled it yet.</summary>
    [JsonStringEnumMemberName("notLabelled")]
    NotLabelled,

    /// <summary>A label run has been over it.</summary>
    [JsonStringEnumMemberName("found")]
    Found,

    /// <summary>A person has changed something.</summary>
    [JsonStringEnumMemberName("corrected")]
    Corrected,

    /// <summary>A person says that it needs no more work.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}

/// <summary>A picture with what was found in it and what a person made of that.</summary>
/// <param name="FileName">Its name in the data set.</param>
/// <param name="Width">Width in pixels of the upright picture.</param>
/// <param name="Height">Height in pixels of the upright picture.</param>
/// <param name="ExifOrientation">The file's EXIF orientation, 1 to 8.</param>
/// <param name="Version">How many edits there were; an edit names the version that it changes.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Instances">Its instances: those that were found in their order, then new ones in theirs.</param>
public sealed record EditedPicture(
    string FileName,
    int Width,
    int Height,
    int ExifOrientation,
    int Version,
    PictureState State,
    IReadOnlyList<EditedInstance> Instances);
