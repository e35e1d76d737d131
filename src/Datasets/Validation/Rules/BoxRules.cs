using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>Boxes: <c>[x, y, width, height]</c> around the mask, from the top left corner of the picture, in pixels.</summary>
internal static class BoxRules
{
    private const string Key = "bbox";
    private const string Measures = "measures the mask";

    private static readonly CocoRule Missing = CocoRule.Error(
        "bbox-missing", "[x, y, width, height]: box evaluation and most importers take it", Measures);

    private static readonly CocoRule Form = CocoRule.Error("bbox-form", "four finite numbers [x, y, width, height]", Measures);

    private static readonly CocoRule Empty = CocoRule.Error(
        "bbox-empty",
        "a width and a height above 0: Ultralytics and mmdetection drop others",
        "measures the mask, or leaves an annotation out that has none");

    private static readonly CocoRule Corners = CocoRule.Error(
        "bbox-xyxy", "[x, y, width, height], not two corners", "makes the second corner a size");

    private static readonly CocoRule Normalized = CocoRule.Error(
        "bbox-normalized", "pixels, not shares of the picture", Measures, "multiply it by the picture's size");

    private static readonly CocoRule Mismatch = CocoRule.Warning(
        "bbox-mismatch", "the box around the mask: FiftyOne cuts the mask to it", Measures);

    private static readonly CocoRule Outside = CocoRule.Warning(
        "bbox-outside",
        "a box within the picture: Ultralytics leaves a picture out whose coordinates exceed it",
        "cuts it at the border");

    /// <summary>Pixels by which a box may differ from the mask's on each side: outlines lie between pixels.</summary>
    private const double Tolerance = 1.5;

    /// <summary>Share of the picture's side that a box without a mask must leave it by to be taken for two corners.</summary>
    private const double FarOutside = .05;

    /// <summary>The box of an annotation, or null where it is not four finite numbers.</summary>
    public static BoxXywh? Read(CocoEntry entry) => entry.Get(Key) is JsonElement value ? Read(value) : null;

    /// <summary>A box, or null where it is not four finite numbers.</summary>
    public static BoxXywh? Read(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 4)
        {
            return null;
        }

        double?[] numbers = [.. list.EnumerateArray().Select(NonFiniteNumbers.Finite)];
        return Array.TrueForAll(numbers, number => number is not null)
            ? new BoxXywh(numbers[0]!.Value, numbers[1]!.Value, numbers[2]!.Value, numbers[3]!.Value)
            : null;
    }

    /// <summary>True where two boxes are the same up to the rounding of outlines.</summary>
    public static bool IsNear(BoxXywh first, BoxXywh second) =>
        Math.Abs(first.X - second.X) <= Tolerance && Math.Abs(first.Y - second.Y) <= Tolerance
        && Math.Abs(first.Right - second.Right) <= Tolerance && Math.Abs(first.Bottom - second.Bottom) <= Tolerance;

    /// <summary>True for a box that is the mask's in another form: two corners, or shares of the picture.</summary>
    public static bool IsMendable(BoxXywh box, Mask mask) =>
        IsNear(FromCorners(box), mask.Bounds) || IsShare(box) && IsNear(Scaled(box, mask.Width, mask.Height), mask.Bounds);

    /// <summary>True for a box within one pixel, which is none.</summary>
    public static bool IsShare(BoxXywh box) =>
        box is { X: >= 0, Y: >= 0, Right: <= 1.0001, Bottom: <= 1.0001, Width: < 1, Height: < 1 };

    /// <summary>The pixels of shares.</summary>
    public static BoxXywh Scaled(BoxXywh box, int width, int height) =>
        new(box.X * width, box.Y * height, box.Width * width, box.Height * height);

    /// <summary>A box as findings show it.</summary>
    public static string Show(BoxXywh box) =>
        string.Create(CultureInfo.InvariantCulture, $"[{box.X}, {box.Y}, {box.Width}, {box.Height}]");

    /// <summary>Checks an annotation's box.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="mask">Its mask after mending, or null.</param>
    /// <param name="size">The size of its picture, where it is known.</param>
    /// <returns>The box after mending; null where there is none.</returns>
    public static BoxXywh? Check(CocoEntry entry, Mask? mask, PictureSize? size)
    {
        if (Read(entry) is BoxXywh box)
        {
            return mask is null ? CheckAlone(entry, box, size) : CheckWithMask(entry, box, mask);
        }

        CocoRule rule = entry.Get(Key) is null ? Missing : Form;
        string found = entry.Shown(Key);
        if (mask is not null)
        {
            Set(entry, rule, found, mask.Bounds);
        }
        else
        {
            entry.Report(rule, found, Key);
        }

        return mask?.Bounds;
    }

    private static BoxXywh CheckWithMask(CocoEntry entry, BoxXywh box, Mask mask)
    {
        BoxXywh bounds = mask.Bounds;
        if (box is { Width: > 0, Height: > 0 } && IsNear(box, bounds))
        {
            return box;
        }

        CocoRule rule = IsNear(FromCorners(box), bounds) ? Corners
            : IsMendable(box, mask) ? Normalized
            : box is { Width: > 0, Height: > 0 } ? Mismatch
            : Empty;
        Set(entry, rule, $"bbox is {Show(box)} where the mask's is {Show(bounds)}", bounds);
        return bounds;
    }

    private static BoxXywh? CheckAlone(CocoEntry entry, BoxXywh box, PictureSize? size)
    {
        bool canBeDropped = entry.Get("segmentation") is not JsonElement mask || IsNone(mask);
        if (box is not { Width: > 0, Height: > 0 })
        {
            Leave(Empty);
            return null;
        }

        if (size is { Width: > 1, Height: > 1 } && IsShare(box) && canBeDropped)
        {
            entry.Report(Normalized, $"bbox is {Show(box)}", Key);
            return box;
        }

        if (size is not PictureSize picture || IsInside(box, picture, slack: Tolerance))
        {
            return box;
        }

        BoxXywh corners = FromCorners(box);
        bool isFarOutside = !IsInside(box, picture, FarOutside * Math.Max(picture.Width, picture.Height));
        if (isFarOutside && corners is { Width: > 0, Height: > 0 } && IsInside(corners, picture, slack: Tolerance))
        {
            Set(entry, Corners, $"bbox is {Show(box)}, which leaves a picture of {picture}", corners);
            return corners;
        }

        BoxXywh cut = Cut(box, picture);
        if (cut is not { Width: > 0, Height: > 0 })
        {
            Leave(Outside);
            return null;
        }

        Set(entry, Outside, $"bbox is {Show(box)} on a picture of {picture}", cut);
        return cut;

        void Leave(CocoRule rule)
        {
            if (canBeDropped)
            {
                entry.Drop(rule, $"bbox is {Show(box)}", Key);
            }
            else
            {
                entry.Report(rule, $"bbox is {Show(box)}", Key);
            }
        }
    }

    private static void Set(CocoEntry entry, CocoRule rule, string found, BoxXywh box) =>
        entry.Mend(rule, found, Key, new JsonArray(box.X, box.Y, box.Width, box.Height));

    /// <summary>An empty list is how data sets of boxes leave a mask out.</summary>
    private static bool IsNone(JsonElement mask) =>
        mask.ValueKind == JsonValueKind.Array && mask.GetArrayLength() == 0;

    private static BoxXywh FromCorners(BoxXywh box) => new(box.X, box.Y, box.Width - box.X, box.Height - box.Y);

    private static bool IsInside(BoxXywh box, PictureSize size, double slack) =>
        box.X >= -slack && box.Y >= -slack && box.Right <= size.Width + slack && box.Bottom <= size.Height + slack;

    private static BoxXywh Cut(BoxXywh box, PictureSize size)
    {
        double left = Math.Max(0, box.X);
        double top = Math.Max(0, box.Y);
        return new BoxXywh(left, top, Math.Min(size.Width, box.Right) - left, Math.Min(size.Height, box.Bottom) - top);
    }
}
