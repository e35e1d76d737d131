namespace ClipSurgery;

/// <summary>Sentences that a label is put into; the mean of their embeddings stands for the label (prompt ensemble).</summary>
public static class PromptTemplates
{
    private const string Slot = "{}";

    /// <summary>
    /// The 85 templates of CLIP Surgery: OpenAI's 80 for ImageNet, then five of the paper's ("there is a {} in the scene."). Each
    /// has the label's place as <c>{}</c>.
    /// </summary>
    public static IReadOnlyList<string> Default { get; } = EmbeddedFile.ReadLines("prompt_templates.txt");

    /// <summary>Puts a text where the template has <c>{}</c>; an empty text gives the prompt of nothing in particular.</summary>
    /// <exception cref="ArgumentException">The template has no <c>{}</c>.</exception>
    public static string Fill(string template, string text)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(text);
        if (!template.Contains(Slot, StringComparison.Ordinal))
        {
            throw new ArgumentException($"The prompt template \"{template}\" has no {Slot} for the label.", nameof(template));
        }

        return template.Replace(Slot, text, StringComparison.Ordinal);
    }
}
