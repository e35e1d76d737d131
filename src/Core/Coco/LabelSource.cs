using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>Where a label comes from.</summary>
public enum LabelSource
{
    /// <summary>A model found it, and nobody changed it.</summary>
    [JsonStringEnumMemberName("auto")]
    Auto,

    /// <summary>A model found it, and a person changed its mask or its class.</summary>
    [JsonStringEnumMemberName("corrected")]
    Corrected,

    /// <summary>A person made it.</summary>
    [JsonStringEnumMemberName("manual")]
    Manual,
}

/// <summary>What sources are called in files.</summary>
internal static class LabelSources
{
    /// <summary>The name of a source.</summary>
    public static string NameOf(LabelSource source) => source switch
    {
        LabelSource.Auto => "auto",
        LabelSource.Corrected => "corrected",
        _ => "manual",
    };

    /// <summary>The source of a name; null of any other, which other programs may write.</summary>
    public static LabelSource? Find(string name) => Enum.GetValues<LabelSource>().Cast<LabelSource?>().FirstOrDefault(
        source => NameOf(source!.Value) == name);
}
