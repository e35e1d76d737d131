namespace ClipSurgery;

/// <summary>Makes a label set of a label file's entries, and checks what has to hold between them.</summary>
internal sealed class LabelSetReader
{
    private const string TextsExample = "[cat, kitten]";

    private static readonly string[] FileKeys = ["classes", "contrast"];
    private static readonly string[] ClassKeys = ["name", "prompts", "examples", "presence", "contrast", "color", "supercategory"];

    private readonly Dictionary<string, long> _lineOfName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _classOfPrompt = new(DistinctTexts.Comparer);

    private LabelSetReader()
    {
    }

    /// <summary>Reads a label file from its root.</summary>
    /// <exception cref="ClipSurgeryException">It is no label file.</exception>
    public static LabelSet Read(YamlEntry root) => new LabelSetReader().ReadFile(root);

    private LabelSet ReadFile(YamlEntry root)
    {
        IReadOnlyDictionary<string, YamlEntry> fields = root.Fields("the file", FileKeys);
        IReadOnlyList<YamlEntry> entries = fields.TryGetValue("classes", out YamlEntry list)
            ? list.Items("\"classes\"", "[cat, dog]")
            : throw root.Error("\"classes\" is missing; expected a list of classes under it");
        if (entries.Count == 0)
        {
            throw list.Error("\"classes\" is an empty list; expected one class or more");
        }

        LabelClass[] classes = [.. entries.Select(ReadClass)];
        return new LabelSet { Classes = classes, Contrast = ReadContrast(fields, _classOfPrompt.ContainsKey) };
    }

    private LabelClass ReadClass(YamlEntry entry)
    {
        const string Kind = "a class";
        IReadOnlyDictionary<string, YamlEntry> fields =
            entry.IsText ? new Dictionary<string, YamlEntry> { ["name"] = entry } : entry.Fields(Kind, ClassKeys);
        string name = fields.TryGetValue("name", out YamlEntry nameEntry)
            ? nameEntry.Text(entry.IsText ? Kind : "\"name\"")
            : throw entry.Error("a class has no \"name\"");
        if (!_lineOfName.TryAdd(name, nameEntry.Line))
        {
            throw nameEntry.Error($"the class \"{QuotedText.Short(name)}\" is there already (line {_lineOfName[name]})" +
                $"; give it another name");
        }

        List<string> prompts = ReadPrompts(fields, name, nameEntry);
        LabelExample[] examples = fields.TryGetValue("examples", out YamlEntry pictures) ? LabelExampleReader.Read(pictures) : [];
        return new LabelClass
        {
            Name = name,
            Prompts = prompts,
            Examples = examples,
            IsByExamplesAlone = examples.Length > 0 && !fields.ContainsKey("prompts"),
            Presence = fields.TryGetValue("presence", out YamlEntry presence) ? presence.Probability("\"presence\"") : null,
            Contrast = ReadContrast(fields, text => prompts.Contains(text, DistinctTexts.Comparer)),
            Color = fields.TryGetValue("color", out YamlEntry color) ? ReadColor(color) : null,
            Supercategory = fields.TryGetValue("supercategory", out YamlEntry group) ? group.Text("\"supercategory\"") : "",
        };
    }

    /// <summary>A class's prompts, or its name; none of them another class's.</summary>
    private List<string> ReadPrompts(IReadOnlyDictionary<string, YamlEntry> fields, string name, YamlEntry nameEntry)
    {
        IReadOnlyList<YamlEntry> entries =
            fields.TryGetValue("prompts", out YamlEntry list) ? list.Items("\"prompts\"", TextsExample) : [nameEntry];
        if (entries.Count == 0)
        {
            throw list.Error("\"prompts\" is an empty list; leave it out where the name is the prompt");
        }

        List<string> prompts = [];
        foreach (YamlEntry entry in entries)
        {
            string prompt = entry.Text("a prompt");
            if (_classOfPrompt.TryAdd(prompt, name))
            {
                prompts.Add(prompt);
            }
            else if (_classOfPrompt[prompt] is string other && other != name)
            {
                throw entry.Error($"\"{QuotedText.Short(prompt)}\" finds the class \"{QuotedText.Short(other)}\" already" +
                    $"; give a prompt to one class");
            }
        }

        return prompts;
    }

    private static IReadOnlyList<string> ReadContrast(IReadOnlyDictionary<string, YamlEntry> fields, Func<string, bool> isPrompt)
    {
        if (!fields.TryGetValue("contrast", out YamlEntry list))
        {
            return [];
        }

        List<string> texts = [];
        foreach (YamlEntry entry in list.Items("\"contrast\"", "[statue, toy]"))
        {
            string text = entry.Text("a contrast");
            if (isPrompt(text))
            {
                throw entry.Error($"\"{QuotedText.Short(text)}\" is a prompt too, which could not beat itself; take one of them away");
            }

            texts.Add(text);
        }

        return [.. texts.Distinct(DistinctTexts.Comparer)];
    }

    private static string ReadColor(YamlEntry entry)
    {
        string color = entry.Text("\"color\"");
        return color is ['#', .. { Length: 6 } digits] && digits.All(char.IsAsciiHexDigit)
            ? color.ToLowerInvariant()
            : throw entry.Error($"\"color\" is \"{QuotedText.Short(color)}\"; expected red, green and blue as in \"#ff8800\", in quotes");
    }
}
