using System.Text.RegularExpressions;

namespace ClipSurgery;

/// <summary>Which names of a folder are pictures that are asked for.</summary>
internal sealed class PictureSelection
{
    private static readonly HashSet<string> Extensions =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ".jpg", ".jpeg", ".jfif", ".jpe", ".png", ".webp", ".tif", ".tiff", ".bmp", ".gif",
        };

    private static readonly HashSet<string> UnreadableExtensions =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".jpx", ".jxr", ".svg", ".psd", ".tga", ".ico", ".exr", ".hdr", ".pbm",
            ".pgm", ".ppm", ".pnm", ".dds", ".dcm", ".raw", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2",
        };

    private readonly Regex? _included;
    private readonly Regex? _includedByExtension;
    private readonly Regex? _excluded;
    private readonly bool _takesHidden;

    /// <exception cref="ClipSurgeryException">A pattern is none.</exception>
    public PictureSelection(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
    {
        _included = GlobPattern.AnyOf(include, andWithin: true);
        _includedByExtension = GlobPattern.AnyOf(include.Where(pattern => LastPart(pattern).Contains('.')), andWithin: false);
        _excluded = GlobPattern.AnyOf(exclude, andWithin: true);
        _takesHidden = include.Any(pattern => pattern.Split('/').Any(IsHidden));
    }

    /// <summary>True for a folder that may hold pictures that are asked for; those above it are asked before.</summary>
    public bool Enters(string name) => (_takesHidden || !IsHidden(LastPart(name))) && _excluded?.IsMatch(name) != true;

    /// <summary>True for a file that is asked for, in a folder that is entered.</summary>
    public bool Takes(string name) =>
        Enters(name)
        && (_includedByExtension?.IsMatch(name) == true
            || (Extensions.Contains(Path.GetExtension(name)) && _included?.IsMatch(name) != false));

    /// <summary>The ending, in lower case, of a file that would be asked for if its kind of picture could be read; else null.</summary>
    public string? UnreadableKind(string name)
    {
        string extension = Path.GetExtension(name);
        return UnreadableExtensions.Contains(extension) && Enters(name) && _included?.IsMatch(name) != false
            ? extension.ToLowerInvariant()
            : null;
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static bool IsHidden(string part) => part.StartsWith('.');
}
