using System.Text;

namespace ClipSurgery.Tools;

/// <summary>
/// What <c>explain</c> writes for one picture: <c>OUTPUT/explain/STEM.html</c>, and what it shows in <c>OUTPUT/explain/STEM/</c>.
/// </summary>
internal sealed class ExplainResults(string output, InputPicture picture, string? sentence)
{
    private readonly string _stem = Path.Combine(output, "explain", picture.Stem);

    /// <summary>Writes the picture, the heat maps of the highest texts, and last the page that shows them.</summary>
    public void Write(RgbImage image, IReadOnlyList<ExplainedText> ranked, int top)
    {
        ExplainPage page = new(picture.FileName, sentence, ranked);
        page.Add(WritePicture("00-picture.png", image), "the picture");
        foreach ((int i, ExplainedText text) in ranked.Take(top).Index())
        {
            RgbImage heatMap = Overlay.HeatMap(image, text.Map.Resize(image.Width, image.Height));
            string name = $"{i + 1:D2}-{ResultNames.Slug(text.Text)}.png";
            page.Add(WritePicture(name, heatMap), $"{i + 1}. {text.Text}", text.Score);
        }

        AtomicFile.WriteAllBytes($"{_stem}.html", Encoding.UTF8.GetBytes(page.ToHtml()));
    }

    /// <summary>Writes a picture and returns the page's link to it.</summary>
    private string WritePicture(string name, RgbImage image)
    {
        PngFile.WriteRgb(Path.Combine(_stem, name), image);
        return $"{Uri.EscapeDataString(Path.GetFileName(_stem))}/{Uri.EscapeDataString(name)}";
    }
}
