using System.Text;

namespace ClipSurgery.Tests;

public class LabelFileTests
{
    private const string Whole = """
        # Animals of the farm.
        classes:
          - name: Cat
            prompts: [cat, " kitten "]
            presence: 0.2
            contrast: [statue, Statue]
            color: "#FF8800"
            supercategory: animal
          - dog
        contrast:
          - teddy bear
        """;

    private const string WholeAsJson = """
        {
        	"classes": [
        		{
        			"name": "Cat", "prompts": ["cat", "kitten"], "presence": 0.2, "contrast": ["statue"],
        			"color": "#ff8800", "supercategory": "animal"
        		},
        		"dog"
        	],
        	"contrast": ["teddy bear"]
        }
        """;

    [Theory]
    [InlineData(Whole)]
    [InlineData(WholeAsJson)]
    [InlineData("\uFEFF" + Whole)]
    public void Every_key_is_read(string text)
    {
        LabelSet labels = Read(text);

        Assert.Equal(2, labels.Classes.Count);
        LabelClass cat = labels.Classes[0];
        Assert.Equal("Cat", cat.Name);
        Assert.Equal(["cat", "kitten"], cat.Prompts);
        Assert.Equal(0.2, cat.Presence);
        Assert.Equal(["statue"], cat.Contrast);
        Assert.Equal("#ff8800", cat.Color);
        Assert.Equal("animal", cat.Supercategory);
        LabelClass dog = labels.Classes[1];
        Assert.Equal("dog", dog.Name);
        Assert.Equal(["dog"], dog.Prompts);
        Assert.Null(dog.Presence);
        Assert.Null(dog.Color);
        Assert.Empty(dog.Contrast);
        Assert.Equal("", dog.Supercategory);
        Assert.Equal(["teddy bear"], labels.Contrast);
    }

    [Fact]
    public void What_looks_like_another_type_is_a_text()
    {
        LabelSet labels = Read("classes: [no, 7, null, 1e3, 'true', 2001-01-01]");

        Assert.Equal(["no", "7", "null", "1e3", "true", "2001-01-01"], labels.Classes.Select(label => label.Name));
    }

    [Fact]
    public void Examples_are_beside_the_prompts_or_instead_of_them()
    {
        LabelSet labels = Read(
            "classes:\n- name: part\n  examples: [{image: ref/a.jpg, box: [1, 2.5, 3, 4]}]\n- name: cat\n  prompts: [cat]\n  examples: [{image: /b.jpg, mask: b.png}]");

        (LabelClass part, LabelClass cat) = (labels.Classes[0], labels.Classes[1]);
        Assert.Equal((true, false), (part.IsByExamplesAlone, cat.IsByExamplesAlone));
        Assert.Equal(["part"], part.Prompts);
        Assert.Equal(new BoxXywh(1, 2.5, 3, 4), part.Examples[0].Box);
        Assert.EndsWith(Path.Combine("ref", "a.jpg"), part.Examples[0].Image);
        Assert.True(Path.IsPathFullyQualified(part.Examples[0].Image));
        Assert.Equal((Path.GetFullPath("/b.jpg"), "b.png"), (cat.Examples[0].Image, Path.GetFileName(cat.Examples[0].Mask)));
        Assert.Null(cat.Examples[0].Box);
    }

    [Theory]
    [InlineData("classes:\n- name: cat\n  promts: [kitten]", "3:3: unknown key \"promts\"; expected \"prompts\".")]
    [InlineData("classes:\n- name: cat\n  colour: '#ff8800'", "3:3: unknown key \"colour\"; expected \"color\".")]
    [InlineData("clases: [cat]", "1:1: unknown key \"clases\"; expected \"classes\".")]
    [InlineData(
        "classes:\n- name: cat\n  threshold: 1",
        "3:3: unknown key \"threshold\"; "
        + "expected \"name\", \"prompts\", \"examples\", \"presence\", \"contrast\", \"color\", \"supercategory\".")]
    [InlineData("contrast: [cat]", "1:1: \"classes\" is missing; expected a list of classes under it.")]
    [InlineData("classes: []", "1:10: \"classes\" is an empty list; expected one class or more.")]
    [InlineData("classes: cat", "1:10: \"classes\" is a text; expected a list, such as [cat, dog].")]
    [InlineData("classes:", "1:9: \"classes\" is empty; expected a list, such as [cat, dog].")]
    [InlineData("- cat\n- dog", "1:1: the file is a list; expected an entry with \"classes\", \"contrast\".")]
    [InlineData("classes:\n- prompts: [cat]", "2:3: a class has no \"name\".")]
    [InlineData("classes:\n- name: [cat]", "2:9: \"name\" is a list; expected a text.")]
    [InlineData("classes:\n- name: ' '", "2:9: \"name\" is blank; expected a text, in quotes where it begins with #.")]
    [InlineData("classes:\n- dog\n-\n", "3:2: a class is blank; expected a text, in quotes where it begins with #.")]
    [InlineData("classes:\n- [cat]", "2:3: a class is a list; expected an entry with \"name\", \"prompts\", ")]
    [InlineData(
        "classes:\n- dog\n- name: Dog",
        "3:9: the class \"Dog\" is there already (line 2); give it another name.")]
    [InlineData(
        "classes:\n- name: cat\n  prompts: kitten",
        "3:12: \"prompts\" is a text; expected a list, such as [cat, kitten].")]
    [InlineData(
        "classes:\n- name: cat\n  prompts: []",
        "3:12: \"prompts\" is an empty list; leave it out where the name is the prompt.")]
    [InlineData("classes:\n- name: cat\n  prompts: [pet, {a: b}]", "3:18: a prompt is an entry with keys; expected a text.")]
    [InlineData(
        "classes:\n- name: pet\n  prompts: [dog, Cat]\n- cat",
        "4:3: \"cat\" finds the class \"pet\" already; give a prompt to one class.")]
    [InlineData(
        "classes:\n- name: cat\n  presence: 1.5",
        "3:13: \"presence\" is \"1.5\"; expected a number from 0 to 1, without quotes.")]
    [InlineData("classes:\n- name: cat\n  presence: -0.1", "3:13: \"presence\" is \"-0.1\"; expected a number from 0 to 1")]
    [InlineData("classes:\n- name: cat\n  presence: NaN", "3:13: \"presence\" is \"NaN\"; expected a number from 0 to 1")]
    [InlineData("classes:\n- name: cat\n  presence: 0,2", "3:13: \"presence\" is \"0,2\"; expected a number from 0 to 1")]
    [InlineData("classes:\n- name: cat\n  presence: '0.2'", "3:13: \"presence\" is \"0.2\"; expected a number from 0 to 1")]
    [InlineData("classes:\n- name: cat\n  presence: [0.2]", "3:13: \"presence\" is a list; expected a number from 0 to 1.")]
    [InlineData(
        "classes:\n- name: cat\n  color: red",
        "3:10: \"color\" is \"red\"; expected red, green and blue as in \"#ff8800\", in quotes.")]
    [InlineData("classes:\n- name: cat\n  color: '#ff88zz'", "3:10: \"color\" is \"#ff88zz\"; expected red")]
    [InlineData(
        "classes:\n- name: cat\n  color: #ff8800",
        "3:9: \"color\" is blank; expected a text, in quotes where it begins with #.")]
    [InlineData("classes:\n- name: cat\n  contrast: [Cat]", "3:14: \"Cat\" is a prompt too, which could not beat itself")]
    [InlineData("classes:\n- name: part\n  examples: []", "3:13: \"examples\" is an empty list; expected one or more, such as [{image: ref.jpg, ")]
    [InlineData("classes:\n- name: part\n  examples: [{box: [1, 2, 3, 4]}]", "3:14: an example has no \"image\".")]
    [InlineData("classes:\n- name: part\n  examples: [{image: a.jpg}]", "3:14: an example has no \"box\" and no \"mask\"; expected one of them")]
    [InlineData(
        "classes:\n- name: part\n  examples: [{image: a.jpg, box: [1, 2, 3, 4], mask: a.png}]",
        "3:14: an example has a \"box\" and a \"mask\"; expected one of them.")]
    [InlineData("classes:\n- name: part\n  examples: [{image: a.jpg, box: [1, 2, 3]}]", "3:34: \"box\" has 3 numbers; expected x, y, width and height")]
    [InlineData("classes:\n- name: part\n  examples: [{image: a.jpg, box: [1, 2, 0, 4]}]", "3:34: \"box\" has a width or height that is not above 0")]
    [InlineData(
        "classes:\n- name: part\n  examples: [{image: a.jpg, box: [1, two, 3, 4]}]", "3:38: a number of \"box\" is \"two\"; expected a number, without quotes.")]
    [InlineData("classes: [cat]\ncontrast: [toy, cat]", "2:17: \"cat\" is a prompt too, which could not beat itself")]
    [InlineData(
        "classes: [\"a\\nb\"]",
        "1:11: a class has a line break or another control character; expected a text of one line.")]
    public void A_mistake_is_told_with_its_place(string text, string expected) =>
        Assert.StartsWith($"labels.yaml:{expected}", Refusal(text));

    [Theory]
    [InlineData("classes:\n\t- cat", "labels.yaml:2:1: the line begins with a tab; YAML is indented with spaces.")]
    [InlineData(
        "classes:\n  - name: cat\n \tprompts: [x]",
        "labels.yaml:3:1: the line begins with a tab; YAML is indented with spaces.")]
    [InlineData("classes: [cat", "labels.yaml:2:1: this is not YAML: While parsing a flow sequence, did not find expected")]
    [InlineData("classes: [cat]\nclasses: [dog]", "labels.yaml:2:1: this is not YAML: Duplicate key classes.")]
    [InlineData(
        "classes:\n  - cat\n   - dog",
        "labels.yaml:2:5: a text goes on to line 3; check the indentation there, or quote the text.")]
    [InlineData("classes: [&a cat]", "labels.yaml:1:11: anchors and aliases (& and *) are not taken")]
    [InlineData("classes: [*a]", "labels.yaml:1:11: anchors and aliases (& and *) are not taken")]
    [InlineData("classes: [!!int 5]", "labels.yaml:1:11: tags (!) are not taken")]
    [InlineData("classes: !x [a]", "labels.yaml:1:10: tags (!) are not taken")]
    [InlineData("classes: [cat]\n---\nclasses: [dog]", "labels.yaml:2:1: a second document begins (---); expected one.")]
    [InlineData("- : dog- ", "labels.yaml: this is not YAML. Close all brackets, quote texts with a colon.")]
    [InlineData("- [\nprompts: ", "labels.yaml: this is not YAML. Close all brackets, quote texts with a colon.")]
    [InlineData("classes: [\"\\ud800\"]", "labels.yaml:1:11: this is not YAML: ")]
    [InlineData("", "labels.yaml: the file is empty; expected a list of classes under \"classes:\".")]
    [InlineData("# nothing", "labels.yaml: the file is empty; expected a list of classes under \"classes:\".")]
    public void What_is_not_plain_YAML_is_told_with_its_place(string text, string expected) =>
        Assert.StartsWith(expected, Refusal(text));

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_is_refused_at_once(string opening) =>
        Assert.Contains("nested deeper than 16", Refusal(string.Concat(Enumerable.Repeat(opening, 100_000))));

    [Fact]
    public void Aliases_that_would_grow_are_refused()
    {
        StringBuilder bomb = new("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        Assert.StartsWith("labels.yaml:1:5: anchors and aliases", Refusal(bomb.ToString()));
    }

    [Fact]
    public void A_file_above_one_mebibyte_is_refused() =>
        Assert.Equal(
            "labels.yaml has more than 1048576 bytes; expected a label file, which has far less.",
            Refusal(new string('#', (1 << 20) + 1)));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused() =>
        Assert.Equal("labels.yaml: it is not UTF-8 text. Save it as UTF-8.", Refusal([.. "classes: ["u8, 0xE9, .. "]"u8]));

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith(
            "/none/labels.yaml: cannot be read (",
            Assert.Throws<ClipSurgeryException>(() => LabelFile.Read("/none/labels.yaml")).Message);

    [Fact]
    public void Texts_become_classes()
    {
        LabelSet labels = LabelSet.FromTexts([" cat", "dog", "Cat", "dog "]);

        Assert.Equal(["cat", "dog"], labels.Classes.Select(label => label.Name));
        Assert.Equal(["dog"], labels.Classes[1].Prompts);
        Assert.Throws<ArgumentException>(() => LabelSet.FromTexts([]));
        Assert.Throws<ArgumentException>(() => LabelSet.FromTexts(["cat", " "]));
        Assert.Throws<ArgumentException>(() => LabelSet.FromTexts(["cat", null!]));
    }

    private static LabelSet Read(string text)
    {
        using TemporaryFolder folder = new();
        return LabelFile.Read(folder.Write("labels.yaml", Encoding.UTF8.GetBytes(text)));
    }

    private static string Refusal(string text) => Refusal(Encoding.UTF8.GetBytes(text));

    /// <summary>The message, without the folder that the file is in.</summary>
    private static string Refusal(byte[] bytes)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("labels.yaml", bytes);
        string message = Assert.Throws<ClipSurgeryException>(() => LabelFile.Read(path)).Message;
        Assert.StartsWith(path, message);
        return message[(folder.FullPath.Length + 1)..];
    }
}
