using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>How far a picture has come.</summary>
internal enum PictureStatus
{
    /// <summary>It is being worked on; without a later record the process ended meanwhile.</summary>
    [JsonStringEnumMemberName("started")]
    Started,

    /// <summary>It was given up, because the run was to stop.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>It has instances.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>It has none.</summary>
    [JsonStringEnumMemberName("empty")]
    Empty,

    /// <summary>It could not be labelled.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>What a journal says of one picture.</summary>
internal sealed record PictureRecord
{
    /// <summary>Its name in the data set.</summary>
    public required string FileName { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required PictureStatus Status { get; init; }

    /// <summary>What its file was like when it was begun.</summary>
    public PictureVersion? Version { get; init; }

    /// <summary>Size in upright pixels; 0 where the picture has no result.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    public int ExifOrientation { get; init; } = 1;

    /// <summary>The id that existing labels give it.</summary>
    public long? ImageId { get; init; }

    /// <summary>True where existing labels were turned by the picture's EXIF orientation.</summary>
    public bool IsTurned { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    public IReadOnlyList<InstanceRecord> Instances { get; init; } = [];

    /// <summary>Whether it tells how the picture ended.</summary>
    [JsonIgnore]
    public bool IsResult => Status is not (PictureStatus.Started or PictureStatus.Stopped);

    public static PictureRecord Started(string fileName, PictureVersion? version) =>
        new() { FileName = fileName, Status = PictureStatus.Started, Version = version };

    public static PictureRecord Stopped(string fileName) => new() { FileName = fileName, Status = PictureStatus.Stopped };

    /// <summary>A picture that could not be labelled; the reason, which may be anything, becomes one line.</summary>
    public static PictureRecord Failed(string fileName, string error) =>
        new() { FileName = fileName, Status = PictureStatus.Failed, Error = error.ReplaceLineEndings(" ") };

    public static PictureRecord Labelled(string fileName, LabelledPicture picture) => new()
    {
        FileName = fileName,
        Status = picture.Instances.Count == 0 ? PictureStatus.Empty : PictureStatus.Ok,
        Width = picture.Width,
        Height = picture.Height,
        ExifOrientation = picture.ExifOrientation,
        ImageId = picture.ImageId,
        IsTurned = picture.IsTurned,
        Instances = [.. picture.Instances.Select(InstanceRecord.Of)],
    };
}

/// <summary>What a journal says of one instance; see <see cref="LabelledInstance"/>.</summary>
internal sealed record InstanceRecord
{
    public required string Class { get; init; }

    /// <summary>The mask as COCO's compressed run lengths.</summary>
    public required string Rle { get; init; }

    public double? Score { get; init; }

    public IReadOnlyDictionary<string, double> Parts { get; init; } = new Dictionary<string, double>();

    public string? Prompt { get; init; }

    public bool IsCrowd { get; init; }

    public long? Id { get; init; }

    public string? Attributes { get; init; }

    public static InstanceRecord Of(LabelledInstance instance) => new()
    {
        Class = instance.Class,
        Rle = instance.Mask.ToCompressed(),
        Score = instance.Score,
        Parts = instance.Parts,
        Prompt = instance.Prompt,
        IsCrowd = instance.IsCrowd,
        Id = instance.Id,
        Attributes = instance.Attributes,
    };
}
