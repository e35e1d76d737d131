using System.Net;
using System.Text;

namespace ClipSurgery.Tools;

/// <summary>The page of <c>explain</c>: plain HTML with its style inside, without script; pictures lie beside it.</summary>
/// <param name="title">The picture's name.</param>
/// <param name="sentence">The sentence, or null where the texts are a vocabulary.</param>
/// <param name="ranked">Every token or text, highest score first.</param>
internal sealed class ExplainPage(string title, string? sentence, IReadOnlyList<ExplainedText> ranked)
{
    private const string Style = """
        :root { color-scheme: light dark; --page: #fff; --text: #1a1a1a; --quiet: #5c5c5c; --line: #ddd; --shade: 255 160 0; }
        @media (prefers-color-scheme: dark) {
          :root { --page: #161616; --text: #f0f0f0; --quiet: #a8a8a8; --line: #3a3a3a; --shade: 165 70 0; }
        }
        body { margin: 0 auto; padding: 1rem; max-width: 70rem; font: 1rem/1.5 system-ui, sans-serif; }
        body { background: var(--page); color: var(--text); }
        h1 { font-size: 1.4rem; overflow-wrap: anywhere; }
        p { color: var(--quiet); }
        .sentence { color: var(--text); font-size: 1.2rem; line-height: 2; overflow-wrap: anywhere; }
        .shaded { padding: .15em .35em; border-radius: .3em; background: rgb(var(--shade) / var(--score)); }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 16rem), 1fr)); gap: 1rem; }
        figure { margin: 0; }
        img { display: block; width: 100%; height: auto; border-radius: .3em; }
        figcaption { overflow-wrap: anywhere; }
        table { margin-top: 1.5rem; border-collapse: collapse; }
        th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); }
        th, td { text-align: right; font-variant-numeric: tabular-nums; }
        th:nth-child(2), td:nth-child(2) { text-align: left; overflow-wrap: anywhere; }
        """;

    private const string TokenNote = " A token also carries what stands before it, and [end] the whole sentence.";

    private readonly StringBuilder _figures = new();
    private readonly double _highest = ranked.Count > 0 ? ranked[0].Score : 0;

    /// <summary>Adds a picture.</summary>
    /// <param name="link">Where it lies from the page, escaped as a URL.</param>
    /// <param name="caption">What it shows.</param>
    /// <param name="score">The score of what it shows, if it has one.</param>
    public void Add(string link, string caption, double? score = null)
    {
        string text = WebUtility.HtmlEncode(caption);
        string number = score is { } value ? $" <small>{value:F4}</small>" : "";
        _figures.Append($"<figure><img src=\"{WebUtility.HtmlEncode(link)}\" alt=\"{text}\">");
        _figures.Append($"<figcaption>{text}{number}</figcaption></figure>\n");
    }

    public string ToHtml() => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{WebUtility.HtmlEncode(title)}</title>
        <style>
        {Style}
        </style>
        </head>
        <body>
        <h1>{WebUtility.HtmlEncode(title)}</h1>
        {Sentence()}<div class="pictures">
        {_figures}</div>
        <p>The score is the mean of the highest 5 % of patches after feature surgery; each heat map reaches from its lowest (blue)
        to its highest patch (red).{(sentence is null ? "" : TokenNote)}</p>
        <table>
        <thead><tr><th>rank</th><th>{(sentence is null ? "text" : "token")}</th><th>position</th><th>score</th></tr></thead>
        <tbody>
        {Rows()}</tbody>
        </table>
        </body>
        </html>

        """;

    private string Sentence() => sentence is null
        ? ""
        : $"<p class=\"sentence\">{string.Join('\n', ranked.OrderBy(text => text.Position).Select(Shaded))}</p>\n";

    /// <summary>A text before a colour as strong as its share of the highest score.</summary>
    private string Shaded(ExplainedText text)
    {
        double share = _highest > 0 ? Math.Max(0, text.Score / _highest) : 0;
        return $"<span class=\"shaded\" style=\"--score: {share:F2}\">{WebUtility.HtmlEncode(text.Text)}</span>";
    }

    private string Rows()
    {
        StringBuilder rows = new();
        foreach ((int i, ExplainedText text) in ranked.Index())
        {
            rows.Append($"<tr><td>{i + 1}</td><td>{Shaded(text)}</td><td>{text.Position}</td><td>{text.Score:F4}</td></tr>\n");
        }

        return rows.ToString();
    }
}
