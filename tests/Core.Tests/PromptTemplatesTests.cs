namespace ClipSurgery.Tests;

public class PromptTemplatesTests
{
    [Fact]
    public void The_default_templates_are_the_85_of_the_reference()
    {
        Assert.Equal(85, PromptTemplates.Default.Count);
        Assert.Equal(File.ReadAllLines(TestData.Golden("tokenizer", "templates.txt")), PromptTemplates.Default);
    }

    [Fact]
    public void A_text_takes_the_place_of_the_braces() =>
        Assert.Equal("a photo of a traffic light.", PromptTemplates.Fill("a photo of a {}.", "traffic light"));

    [Fact]
    public void A_template_without_braces_is_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => PromptTemplates.Fill("a photo", "cat"));

        Assert.Contains("\"a photo\" has no {}", error.Message);
    }

    [Fact]
    public void The_context_labels_are_59_different_nouns()
    {
        Assert.Equal(59, ContextLabels.PascalContext59.Distinct().Count());
        Assert.Equal(("airplane", "wood"), (ContextLabels.PascalContext59[0], ContextLabels.PascalContext59[^1]));
    }
}
