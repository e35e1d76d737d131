using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The data of the page.</summary>
internal static class ReviewJson
{
    // The default encoder escapes '<' and all that is not ASCII: no name can end the element that it lies in, and browsers keep
    // a page of ASCII in one byte a character.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Serialize<T>(T data) => JsonSerializer.Serialize(data, Options);
}

/// <summary>A data set as the page knows it.</summary>
/// <param name="Run">The state of the data set, which the browser keeps decisions by.</param>
/// <param name="Classes">All classes.</param>
internal sealed record ReviewRun(string Run, IReadOnlyList<ReviewClass> Classes)
{
    public static ReviewRun Of(LabelledDataset dataset, string run) =>
        new(run, [.. dataset.Classes.Select((label, index) => new ReviewClass(label.Name, dataset.ColorOf(index)))]);
}

/// <summary>A class.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Color">Its colour, as <c>#rrggbb</c>.</param>
internal sealed record ReviewClass(string Name, string Color);

/// <summary>A picture.</summary>
/// <param name="FileName">Its name in the data set.</param>
/// <param name="Width">Width in pixels of the thumbnail and the masks.</param>
/// <param name="Height">Height in pixels of the thumbnail and the masks.</param>
/// <param name="Problem">Why it cannot be shown; null where it can.</param>
/// <param name="Instances">Its instances.</param>
internal sealed record ReviewPicture(
    string FileName, int Width, int Height, string? Problem, IReadOnlyList<ReviewInstance> Instances)
{
    /// <summary>The thumbnail as a WebP file, which is written beside the JSON; empty where there is a problem.</summary>
    [JsonIgnore]
    public byte[] Thumbnail { get; init; } = [];
}

/// <summary>An instance.</summary>
/// <param name="Class">The class's place.</param>
/// <param name="Key">Its <see cref="InstanceKey"/>.</param>
/// <param name="Score">Confidence, rounded as in a COCO file; null for a label from elsewhere.</param>
/// <param name="Prompt">The text that found it.</param>
/// <param name="Counts">The mask in the size of the thumbnail, as COCO's compressed run lengths.</param>
internal sealed record ReviewInstance(int Class, string Key, double? Score, string? Prompt, string Counts);
