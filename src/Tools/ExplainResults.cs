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

        WritePage(page.ToHtml());
    }

    /// <summary>Writes a picture and returns the page's link to it.</summary>
    private string WritePicture(string name, RgbImage image)
    {
        PngFile.WriteRgb(Path.Combine(_stem, name), image);
        return $"{Uri.EscapeDataString(Path.GetFileName(_stem))}/{Uri.EscapeDataString(name)}";
    }

    /// <summary>The page is complete or not there.</summary>
    private void WritePage(string html)
    {
        string path = $"{_stem}.html";
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllText(temporary, html);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary);
            throw new ClipSurgeryException($"{path}: cannot be written ({error.Message}). Give a folder that you may write to.", error);
        }
    }
}
