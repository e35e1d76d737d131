using System.IO.Hashing;

namespace ClipSurgery.Tests;

/// <summary>A run of three pictures of 8x6 pixels with a cat each, and a workspace on it.</summary>
internal sealed class EditedRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public EditedRun(bool isLabelled = true)
    {
        Directory.CreateDirectory(Pictures);
        foreach (string name in (string[])["a.png", "b.png", "c.png"])
        {
            Write(name, name);
        }

        if (isLabelled)
        {
            LabelRun.Run(Job);
        }
    }

    /// <summary>The cat that the run finds.</summary>
    public static Mask Cat { get; } = Box(1, 1, 3, 3);

    public string Pictures => _folder["pictures"];

    public string Output => _folder["labels"];

    public string Edits => Path.Combine(Output, "edits.jsonl");

    private LabelJob Job => new()
    {
        Output = Output,
        Classes = [new LabelClass { Name = "cat", Prompts = ["cat"] }, new LabelClass { Name = "dog", Prompts = ["dog"] }],
        FileNames = ["a.png", "b.png", "c.png"],
        Label = (name, _) => new LabelledPicture(8, 6, 1, [new LabelledInstance
        {
            Class = "cat",
            Mask = Cat,
            Score = name == "b.png" ? 0.4 : 0.9,
            Parts = new Dictionary<string, double> { ["presence"] = 0.5 },
            Prompt = "cat",
        }]),
        Provenance = new Dictionary<string, string> { ["tool"] = "test" },
        PictureFolder = Pictures,
    };

    public static Mask Box(int x, int y, int width, int height) =>
        Mask.FromPolygons(8, 6, [[x, y, x + width, y, x + width, y + height, x, y + height]]);

    public void Write(string name, string content) => File.WriteAllText(Path.Combine(Pictures, name), content);

    /// <summary>What the server knows of a picture's file.</summary>
    public PictureContent ContentOf(string name) => new(XxHash64.HashToUInt64(File.ReadAllBytes(Path.Combine(Pictures, name))), 8, 6, 1);

    public LabelWorkspace Open(params string[] classes) =>
        LabelWorkspace.Open(Output, Pictures, [.. classes.Select(name => new LabelClass { Name = name })], ["a.png", "b.png", "c.png"]);

    public EditedPicture Read(LabelWorkspace workspace, string name) => workspace.Read(name, ContentOf(name));

    public EditedPicture Edit(LabelWorkspace workspace, string name, PictureEdit edit) => workspace.Edit(name, ContentOf(name), edit);

    /// <summary>The run's annotations, picture by picture.</summary>
    public IReadOnlyList<CocoAnnotation> Annotations(string name) =>
        FinishedRun.Open(Output).Dataset.Pictures.Single(picture => picture.Image.FileName == name).Annotations;

    public void Dispose() => _folder.Dispose();
}
