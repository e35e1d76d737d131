namespace ClipSurgery;

/// <summary>One instance, in answers and in edits.</summary>
internal sealed record InstanceBody
{
    /// <summary>Null in an edit for a new one.</summary>
    public string? Id { get; init; }

    public required string Class { get; init; }

    public required RleMask Mask { get; init; }

    public double? Score { get; init; }

    public IReadOnlyDictionary<string, double>? Parts { get; init; }

    public string? Prompt { get; init; }

    /// <summary>Null in an edit to let it follow from what was there.</summary>
    public LabelSource? Source { get; init; }

    public bool Accepted { get; init; }

    public static InstanceBody Of(EditedInstance instance) => new()
    {
        Id = instance.Id,
        Class = instance.Class,
        Mask = RleMask.Of(instance.Mask),
        Score = instance.Score,
        Parts = instance.Parts.Count == 0 ? null : instance.Parts,
        Prompt = instance.Prompt,
        Source = instance.Source,
        Accepted = instance.IsAccepted,
    };

    /// <summary>One that a search found.</summary>
    public static InstanceBody Of(Instance found) => new()
    {
        Class = found.Label,
        Mask = RleMask.Of(found.Mask),
        Score = found.Score,
        Parts = found.Parts.ByName,
        Prompt = found.Text,
        Source = LabelSource.Auto,
    };

    public EditedInstance ToInstance(int width, int height) => new()
    {
        Id = Id ?? "",
        Class = Class,
        Mask = Mask.ToMask(width, height),
        Score = Score,
        Parts = Parts ?? new Dictionary<string, double>(),
        Prompt = Prompt,
        Source = Source,
        IsAccepted = Accepted,
    };
}

/// <summary>What to look for: texts, classes by their names, or neither for all classes.</summary>
internal sealed record FindRequest(IReadOnlyList<string>? Texts = null, IReadOnlyList<string>? Classes = null, double? Presence = null);

/// <summary>What a person pointed at.</summary>
/// <param name="Points">Places that the mask must contain or leave out.</param>
/// <param name="Box">A box around the object.</param>
/// <param name="Mask">An earlier mask of the object, which is refined.</param>
internal sealed record PromptRequest(IReadOnlyList<PointBody>? Points = null, BoxBody? Box = null, RleMask? Mask = null);

/// <summary>A place in picture pixels.</summary>
internal sealed record PointBody(float X, float Y, bool Positive = true);

/// <summary>A box in picture pixels.</summary>
internal sealed record BoxBody(double X, double Y, double Width, double Height);

/// <summary>One step of a person's work on a picture.</summary>
/// <param name="Version">The version of the picture that it changes.</param>
/// <param name="Put">New and changed instances.</param>
/// <param name="Remove">Ids of instances that go.</param>
/// <param name="Done">Whether the picture is done; null for as it was.</param>
/// <param name="Content">The content that the person saw; null for whatever is there.</param>
internal sealed record EditRequest(
    int Version, IReadOnlyList<InstanceBody>? Put = null, IReadOnlyList<string>? Remove = null, bool? Done = null, string? Content = null);

/// <summary>A new class.</summary>
internal sealed record ClassRequest(string Name, IReadOnlyList<string>? Prompts = null, string? Color = null);

/// <summary>A format to write.</summary>
internal sealed record ExportRequest(string Format);
