namespace ClipSurgery.Tests;

/// <summary>A run of pictures of 8x6 pixels with a cat and a dog each, whose presences are .3 and .5.</summary>
internal sealed class JudgedRun : IDisposable
{
    public static readonly Mask Cat = Box(1, 1, 3, 3);
    public static readonly Mask Dog = Box(4, 2, 3, 3);

    private readonly TemporaryFolder _folder = new();

    public JudgedRun(int pictures, IReadOnlyDictionary<string, string>? provenance = null) => LabelRun.Run(new LabelJob
    {
        Output = Output,
        Classes = Judged.Classes("cat", "dog"),
        FileNames = [.. Enumerable.Range(0, pictures).Select(NameOf)],
        Label = (name, _) => name == NameOf(3)
            ? new LabelledPicture(8, 6, 1, [])
            : new LabelledPicture(8, 6, 1, [Found("cat", Cat, .3), Found("dog", Dog, .5)]),
        Provenance = provenance ?? new Dictionary<string, string>
        {
            ["clip"] = "emoji c1ip",
            ["attention"] = "Surgery, depth 6, 192x192",
            ["sam"] = "emoji 5a3",
            ["presence"] = "0.28",
            ["instances"] = "Auto",
        },
    });

    public string Output => _folder["labels"];

    public static string NameOf(int picture) => $"{picture:00}.png";

    public static string KeyOf(int picture, string name) => InstanceKey.Of(NameOf(picture), name, name == "cat" ? Cat : Dog);

    public static Mask Box(int x, int y, int width, int height) =>
        Mask.FromPolygons(8, 6, [[x, y, x + width, y, x + width, y + height, x, y + height]]);

    public static ReviewDecisions Decide(params (int Picture, string Name, bool IsAccepted)[] decisions) => new(
        "0123456789abcdef",
        [.. decisions.Select(one => new ReviewDecision(NameOf(one.Picture), KeyOf(one.Picture, one.Name), one.IsAccepted))]);

    /// <summary>What somebody makes of a picture.</summary>
    public void Edit(int picture, Func<EditedPicture, PictureEdit> edit)
    {
        using LabelWorkspace workspace = LabelWorkspace.Open(Output, _folder.FullPath, [], []);
        PictureContent content = new(7, 8, 6, 1);
        workspace.Edit(NameOf(picture), content, edit(workspace.Read(NameOf(picture), content)));
    }

    public void Dispose() => _folder.Dispose();

    private static LabelledInstance Found(string name, Mask mask, double presence) => new()
    {
        Class = name,
        Mask = mask,
        Score = .7,
        Parts = new ScoreParts(presence, null, null, null).ByName,
        Prompt = name,
    };
}
