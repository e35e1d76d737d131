using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>
/// What is known of published checkpoints by their names, for what their files do not tell. Activations, means and deviations are
/// those of OpenCLIP's table of weights (<c>src/open_clip/pretrained.py</c>); licences are those of the model cards.
/// </summary>
internal sealed record KnownCheckpoint
{
    /// <summary>What a name is matched with, in lower case, with hyphens between its parts.</summary>
    private readonly string _pattern;

    private KnownCheckpoint(string name, string pattern, ClipActivation activation, string? license)
    {
        Name = name;
        Activation = activation;
        License = license;
        _pattern = pattern;
    }

    /// <summary>What it is called here.</summary>
    public string Name { get; }

    public ClipActivation Activation { get; }

    /// <summary>The licence of the weights; null where it is not known.</summary>
    public string? License { get; }

    /// <summary>Whether the licence forbids commercial use.</summary>
    public bool IsNonCommercial { get; private init; }

    /// <summary>Where it is told that published configurations name the wrong activation; null where they do not.</summary>
    public string? ActivationMistake { get; private init; }

    /// <summary>Mean and deviation of R, G and B where they are not OpenAI's.</summary>
    public float? MeanAndStd { get; private init; }

    /// <summary>The first that matches counts.</summary>
    private static IReadOnlyList<KnownCheckpoint> All { get; } =
    [
        new("TinyCLIP", "tinyclip", ClipActivation.Gelu, "MIT"),
        new("MetaCLIP 1.2", "metaclip.*altogether", ClipActivation.Gelu, "CC-BY-NC-4.0") { IsNonCommercial = true },
        new("MetaCLIP", "metaclip", ClipActivation.QuickGelu, "CC-BY-NC-4.0")
        {
            IsNonCommercial = true,
            ActivationMistake = "transformers issue 26584",
        },
        new("DFN2B-39B", "dfn2b.*39b", ClipActivation.Gelu, "apple-amlr") { IsNonCommercial = true },
        new("DFN", "dfn[25]b", ClipActivation.QuickGelu, "apple-amlr") { IsNonCommercial = true },
        new("LAION-2B ViT-L/14", "laion2b-s32b-b82k", ClipActivation.Gelu, "MIT") { MeanAndStd = 0.5f },
        new("LAION-2B", "laion2b", ClipActivation.Gelu, "MIT"),
        new("DataComp", "datacomp|commonpool", ClipActivation.Gelu, "MIT"),
        new("LAION-400M ViT-B/32", "(b-?32|patch32).*laion400m|laion400m.*(b-?32|patch32)", ClipActivation.QuickGelu, "MIT")
        {
            ActivationMistake = "open_clip issue 441",
        },
        new("LAION-400M", "laion400m", ClipActivation.Gelu, "MIT"),
        new("YFCC15M or CC12M ResNet", "rn-?(50|101).*(yfcc|cc12m)", ClipActivation.QuickGelu, null),
        new("OpenAI", "(openai|clip-vit-(base-patch(16|32)|large-patch14(-336)?))$", ClipActivation.QuickGelu, "MIT"),
    ];

    /// <summary>The checkpoint that a name means; null where it means none.</summary>
    public static KnownCheckpoint? Find(string name)
    {
        const int LongEnough = 200;
        string tail = name.Length > LongEnough ? name[^LongEnough..] : name;
        string plain = string.Concat(tail.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'));
        return All.FirstOrDefault(known => Regex.IsMatch(plain, known._pattern, RegexOptions.CultureInvariant));
    }

    /// <summary>The names that a checkpoint's file has by itself, the most telling first.</summary>
    /// <param name="weights">Full path of the file of weights.</param>
    public static IEnumerable<string> NamesOf(string weights)
    {
        yield return Path.GetFileNameWithoutExtension(weights);
        DirectoryInfo? folder = Directory.GetParent(weights);

        // The hub's cache: models--ORGANISATION--NAME/snapshots/REVISION.
        yield return (folder?.Parent?.Name == "snapshots" ? folder.Parent.Parent : folder)?.Name ?? "";
    }
}
