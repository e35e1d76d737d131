namespace ClipSurgery;

/// <summary>The prompts that a text is put into before it is embedded.</summary>
public static class PromptTemplates
{
    private const string Placeholder = "{}";

    /// <summary>CLIP Surgery's 85 templates: OpenAI's 80 for ImageNet and 5 of the paper's; <c>{}</c> stands for the text.</summary>
    public static IReadOnlyList<string> Default { get; } = EmbeddedText.Lines("prompt_templates.txt");

    /// <summary>Puts a text into a template.</summary>
    public static string Fill(string template, string text) => template.Replace(Placeholder, text, StringComparison.Ordinal);
}
