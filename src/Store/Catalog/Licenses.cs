namespace ClipSurgery;

/// <summary>Which licences allow any use of a model's weights, by SPDX identifier.</summary>
internal static class Licenses
{
    public const string Unknown = "unknown";

    private static readonly HashSet<string> Permissive = new(StringComparer.OrdinalIgnoreCase)
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "Unlicense", "Zlib",
    };

    /// <summary>False for every licence that is not known to be permissive.</summary>
    public static bool IsPermissive(string license) => Permissive.Contains(license);
}
