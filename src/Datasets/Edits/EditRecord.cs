using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>The first line of a journal of edits.</summary>
internal sealed record EditHeader
{
    public const int CurrentVersion = 1;

    /// <summary>The version of the journal's own form.</summary>
    public required int Edits { get; init; }

    /// <summary>The classes that there were when it was begun, in their order.</summary>
    public required IReadOnlyList<LabelClass> Classes { get; init; }

    /// <summary>Where the pictures lie.</summary>
    public required string PictureFolder { get; init; }
}

/// <summary>A line that adds a class.</summary>
internal sealed record ClassRecord(LabelClass AddedClass);

/// <summary>A line that edits a picture.</summary>
internal sealed record EditRecord
{
    /// <summary>The picture's name in the data set.</summary>
    public required string FileName { get; init; }

    /// <summary>The version that the picture has after it.</summary>
    public required int Version { get; init; }

    /// <summary>XXH64 of the picture's file, 16 hexadecimal digits: another picture of the same name has none of these edits.</summary>
    public required string Content { get; init; }

    /// <summary>The picture as it was before its first edit; null in later lines.</summary>
    public EditBase? Base { get; init; }

    public IReadOnlyList<EditedRecord> Put { get; init; } = [];

    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Null where the edit leaves it as it was.</summary>
    public bool? IsDone { get; init; }
}

/// <summary>What edits begin with: whatever a run labels later, a person's work stays what the person saw.</summary>
internal sealed record EditBase
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    public int ExifOrientation { get; init; } = 1;

    /// <summary>The id that existing labels give the picture.</summary>
    public long? ImageId { get; init; }

    public IReadOnlyList<EditedRecord> Instances { get; init; } = [];
}

/// <summary>What a line says of one instance; see <see cref="EditedInstance"/>.</summary>
internal sealed record EditedRecord
{
    public required string Id { get; init; }

    public required string Class { get; init; }

    /// <summary>The mask as COCO's compressed run lengths.</summary>
    public required string Rle { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required LabelSource Source { get; init; }

    public bool IsAccepted { get; init; }

    public double? Score { get; init; }

    public IReadOnlyDictionary<string, double> Parts { get; init; } = new Dictionary<string, double>();

    public string? Prompt { get; init; }

    public bool IsCrowd { get; init; }

    public long? AnnotationId { get; init; }

    public string? Attributes { get; init; }

    public static EditedRecord Of(EditedInstance instance) => new()
    {
        Id = instance.Id,
        Class = instance.Class,
        Rle = instance.Mask.ToCompressed(),
        Source = instance.Source ?? LabelSource.Manual,
        IsAccepted = instance.IsAccepted,
        Score = instance.Score,
        Parts = instance.Parts,
        Prompt = instance.Prompt,
        IsCrowd = instance.IsCrowd,
        AnnotationId = instance.AnnotationId,
        Attributes = instance.Attributes,
    };

    /// <summary>One that a run found.</summary>
    public static EditedRecord Of(string id, InstanceRecord found) => new()
    {
        Id = id,
        Class = found.Class,
        Rle = found.Rle,
        Source = LabelSource.Auto,
        Score = found.Score,
        Parts = found.Parts,
        Prompt = found.Prompt,
        IsCrowd = found.IsCrowd,
        AnnotationId = found.Id,
        Attributes = found.Attributes,
    };

    public EditedInstance ToInstance(int width, int height) => new()
    {
        Id = Id,
        Class = Class,
        Mask = Mask.FromCompressed(width, height, Rle),
        Source = Source,
        IsAccepted = IsAccepted,
        Score = Score,
        Parts = Parts,
        Prompt = Prompt,
        IsCrowd = IsCrowd,
        AnnotationId = AnnotationId,
        Attributes = Attributes,
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EditHeader))]
[JsonSerializable(typeof(ClassRecord))]
[JsonSerializable(typeof(EditRecord))]
internal sealed partial class EditJson : JsonSerializerContext
{
    /// <summary>Names stay readable, whatever their script.</summary>
    public static EditJson Readable => field ??=
        new(new JsonSerializerOptions(Default.GeneratedSerializerOptions!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
