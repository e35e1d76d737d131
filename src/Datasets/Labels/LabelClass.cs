using System.Globalization;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>A class of a data set, and the texts that find it.</summary>
public sealed record LabelClass
{
    /// <summary>The class's name in the data set; it never comes from a prompt.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Texts of which each finds instances of this class, and which do not compete with each other. Empty for a class that only
    /// labels from elsewhere have.
    /// </summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>
    /// Pictures that show what it looks like, beside the prompts. A class that was given examples and no prompts goes by the examples alone;
    /// its name stands among <see cref="Prompts"/> then, and counts for nothing.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<LabelExample> Examples { get; init; } = [];

    /// <summary>Whether the examples are all that it goes by.</summary>
    [JsonIgnore]
    public bool IsByExamplesAlone { get; init; }

    /// <summary>Probability, 0 to 1, that an instance needs to be kept; null for the run's <see cref="SegmentOptions.Presence"/>.</summary>
    public double? Presence { get; init; }

    /// <summary>Look-alikes that the prompts must beat ("statue" beside "cat").</summary>
    public IReadOnlyList<string> Contrast { get; init; } = [];

    /// <summary>Colour for overlays and for tools that take one, as <c>#rrggbb</c> in lower case; null for the palette's.</summary>
    public string? Color { get; init; }

    /// <summary>COCO's group of classes, or empty.</summary>
    public string Supercategory { get; init; } = "";

    /// <summary>Everything about it but its name, in words, for a person who compares two runs.</summary>
    /// <param name="place">Its place among the classes, from 0.</param>
    internal string Describe(int place)
    {
        List<string> words = [$"number {place + 1}"];
        Add("prompts", string.Join(", ", Prompts));
        Add("examples", $"{(Examples.Count == 0 ? "" : Examples.Count)}{(IsByExamplesAlone ? " alone" : "")}");
        Add("presence", Presence is { } presence ? presence.ToString(CultureInfo.InvariantCulture) : "");
        Add("contrast", string.Join(", ", Contrast));
        Add("color", Color ?? "");
        Add("supercategory", Supercategory);
        return string.Join("; ", words);

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                words.Add($"{name} {value}");
            }
        }
    }
}
