using System.Security.Cryptography;
using System.Text;

namespace ClipSurgery;

/// <summary>The page without its data: the files of the folder <c>Page</c> put together.</summary>
internal static class ReviewTemplate
{
    private static readonly string[] Scripts =
        ["masks.js", "pictures.js", "decisions.js", "filters.js", "list.js", "stage.js", "review.js"];

    private static readonly string[] Parts = Build();

    /// <summary>What comes before the pictures.</summary>
    public static string Head => Parts[0];

    /// <summary>What comes after them.</summary>
    public static string Foot => Parts[1];

    private static string[] Build()
    {
        string style = ReadFile("review.css");
        string script = $"\"use strict\";\n{string.Join('\n', Scripts.Select(ReadFile))}";

        // Nothing may be loaded, and no script or style runs but these two.
        string policy = $"default-src 'none'; img-src data:; style-src '{Hash(style)}'; script-src '{Hash(script)}'; "
            + "base-uri 'none'; form-action 'none'";
        return ReadFile("review.html")
            .Replace("{{policy}}", policy, StringComparison.Ordinal)
            .Replace("{{style}}", style, StringComparison.Ordinal)
            .Replace("{{script}}", script, StringComparison.Ordinal)
            .Split("{{data}}\n");
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string ReadFile(string name)
    {
        using Stream stream = typeof(ReviewTemplate).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in ClipSurgery.Datasets.");
        using StreamReader reader = new(stream);

        // Browsers hash a script with line feeds alone, whatever a checkout made of them.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
