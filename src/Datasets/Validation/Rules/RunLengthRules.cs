using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>Masks as run lengths: <c>{"size": [height, width], "counts": …}</c>.</summary>
internal sealed class RunLengthRules
{
    private static readonly CocoRule SizeForm = CocoRule.Error(
        "rle-size-form", "[height, width] as whole numbers", "takes the picture's, if the runs fill it");

    private static readonly CocoRule SizeSwapped = CocoRule.Error(
        "rle-size-swapped", "height first", "swaps them, if the box then agrees", "find out which size is right");

    private static readonly CocoRule SizeMismatch = CocoRule.Error(
        "rle-size-mismatch",
        "the size of its picture: pycocotools compares masks of one size only",
        "takes the picture's, if the runs fill it",
        "scale the mask to the picture, or correct the picture's size");

    private static readonly CocoRule CountsForm = CocoRule.Error(
        "rle-counts-form", "run lengths as a string or as a list of whole numbers from 0", byHand: "encode the mask again");

    private static readonly CocoRule Damaged = CocoRule.Error(
        "rle-counts-damaged", "runs that fill the picture: CVAT's export and pycocotools fail", byHand: "encode the mask again");

    private readonly CocoEntry _entry;
    private readonly JsonElement _segmentation;
    private readonly PictureSize? _picture;
    private readonly PictureSize? _stated;
    private bool _isChanged;

    private RunLengthRules(CocoEntry entry, JsonElement segmentation, PictureSize? picture)
    {
        _entry = entry;
        _segmentation = segmentation;
        _picture = picture;
        _stated = segmentation.TryGetProperty("size", out JsonElement size) ? PictureSize.ReadRunLengthSize(size) : null;
    }

    /// <summary>Checks run lengths, as <see cref="SegmentationRules.Check"/> does.</summary>
    public static Mask? Check(CocoEntry entry, JsonElement segmentation, PictureSize? picture) =>
        new RunLengthRules(entry, segmentation, picture).Check();

    /// <summary>The mask as it is stated, or null where it cannot be read.</summary>
    public static Mask? ReadPlain(JsonElement segmentation, PictureSize size)
    {
        if (!segmentation.TryGetProperty("counts", out JsonElement counts))
        {
            return null;
        }

        int[]? runs = counts.ValueKind switch
        {
            JsonValueKind.Array => Runs([.. counts.EnumerateArray()]),
            JsonValueKind.String => CountsText.Read(counts.GetString()!, pixels => pixels == size.Pixels)?.Runs,
            _ => null,
        };
        return Fill(size, runs);
    }

    /// <summary>The mask of run lengths, or null where they do not fill a picture.</summary>
    public static Mask? Fill(PictureSize size, int[]? runs) =>
        runs is not null && CountsText.Sum(runs) == size.Pixels ? Mask.FromCounts(size.Width, size.Height, runs) : null;

    /// <summary>Whole numbers from 0 as run lengths; null where one is none.</summary>
    public static int[]? Runs(IReadOnlyList<JsonElement> numbers)
    {
        int[] runs = new int[numbers.Count];
        for (int i = 0; i < runs.Length; i++)
        {
            if (CocoId.Whole(numbers[i]) is not (>= 0 and <= int.MaxValue and long run))
            {
                return null;
            }

            runs[i] = (int)run;
        }

        return runs;
    }

    /// <summary>Gives the entry the mask in COCO's compressed form.</summary>
    public static void SetCompressed(CocoEntry entry, Mask mask) => Set(entry, mask, mask.ToCompressed());

    private static void Set(CocoEntry entry, Mask mask, JsonNode counts) => entry.Set("segmentation", new JsonObject
    {
        ["size"] = new JsonArray(mask.Height, mask.Width),
        ["counts"] = counts,
    });

    private Mask? Check()
    {
        if (!_segmentation.TryGetProperty("counts", out JsonElement counts))
        {
            Report(CountsForm, "no counts");
            return null;
        }

        if (ReadRuns(counts) is not int[] runs || DecideSize(runs) is not PictureSize size || Build(size, runs) is not Mask mask)
        {
            return null;
        }

        if (_isChanged)
        {
            Set(_entry, mask, counts.ValueKind == JsonValueKind.Array ? JsonArray.Create(counts)! : mask.ToCompressed());
        }

        return mask;
    }

    private int[]? ReadRuns(JsonElement counts)
    {
        if (counts.ValueKind == JsonValueKind.Array)
        {
            long?[] runs = [.. counts.EnumerateArray().Select(run => CocoId.Whole(run))];
            int wrong = Array.FindIndex(runs, run => run is not (>= 0 and <= int.MaxValue));
            if (wrong < 0)
            {
                return Array.ConvertAll(runs, run => (int)run!.Value);
            }

            Report(CountsForm, $"run {wrong} is {Quoted.Json(counts[wrong])}");
            return null;
        }

        if (counts.ValueKind != JsonValueKind.String)
        {
            Report(CountsForm, $"counts is {Quoted.Json(counts)}");
            return null;
        }

        if (CountsText.Read(counts.GetString()!, IsExpected) is not CountsText text)
        {
            Report(Damaged, $"counts {Quoted.Json(counts)} cannot be read");
            return null;
        }

        if (text.Broken is CocoRule rule)
        {
            Mend(rule, $"counts is {Quoted.Json(counts)}");
        }

        return text.Runs;
    }

    private bool IsExpected(long pixels) =>
        _picture is null && _stated is null || Fills(_picture, pixels) || Fills(_stated, pixels);

    private PictureSize? DecideSize(int[] runs)
    {
        if (_stated is PictureSize same && (_picture is null || same == _picture))
        {
            return same;
        }

        string found = $"size is {(_segmentation.TryGetProperty("size", out JsonElement size) ? Quoted.Json(size) : "missing")}";
        if (_picture is not PictureSize picture)
        {
            Report(SizeForm, found);
            return null;
        }

        found += $" on a picture with [{picture.Height},{picture.Width}]";
        long pixels = CountsText.Sum(runs);
        bool isSwapped = _stated == new PictureSize(picture.Height, picture.Width);
        CocoRule rule = _stated is null ? SizeForm : isSwapped ? SizeSwapped : SizeMismatch;
        if (!Fills(picture, pixels) || (isSwapped ? !AgreesWithBox(picture, runs) : Fills(_stated, pixels)))
        {
            Report(rule, found);
            return null;
        }

        Mend(rule, found);
        return picture;
    }

    private bool AgreesWithBox(PictureSize size, int[] runs) =>
        BoxRules.Read(_entry) is BoxXywh box && BoxRules.IsNear(box, Mask.FromCounts(size.Width, size.Height, runs).Bounds);

    private Mask? Build(PictureSize size, int[] runs)
    {
        try
        {
            return Mask.FromCounts(size.Width, size.Height, runs);
        }
        catch (ClipSurgeryException error)
        {
            Report(Damaged, error.Message.Split(". ")[0].TrimEnd('.'));
            return null;
        }
    }

    private static bool Fills(PictureSize? size, long pixels) => size?.Pixels == pixels;

    private void Report(CocoRule rule, string found) => _entry.Report(rule, found, "segmentation");

    private void Mend(CocoRule rule, string found)
    {
        _entry.Mend(rule, found, "segmentation");
        _isChanged = true;
    }
}
