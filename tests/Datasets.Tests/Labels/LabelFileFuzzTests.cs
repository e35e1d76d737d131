using CsCheck;

namespace ClipSurgery.Tests;

public class LabelFileFuzzTests
{
    private static readonly string[] Pieces =
    [
        "classes:", "name: ", "prompts: ", "presence: ", "cat", "dog", "\n", "\n  ", "- ", "[", "]", "{", "}", ", ", ": ", "\"",
        "'", "#", "\t", "&a ", "*a", "!t ", "---", "|", ">", "%", "? ", "\\u00", "\0", "é", "0.5",
    ];

    [Fact]
    public void Whatever_is_in_a_file_gives_labels_or_one_line() =>
        Gen.OneOf([.. Pieces.Select(Gen.Const)]).Array[1, 25].Sample(
            pieces =>
            {
                try
                {
                    LabelSet labels = LabelSetReader.Read(YamlText.Parse(string.Concat(pieces), "l.yaml"));
                    Assert.NotEmpty(labels.Classes);
                    Assert.All(labels.Classes, label => Assert.NotEmpty(label.Prompts));
                }
                catch (ClipSurgeryException error)
                {
                    Assert.StartsWith("l.yaml:", error.Message);
                }
            },
            iter: 20_000);
}
