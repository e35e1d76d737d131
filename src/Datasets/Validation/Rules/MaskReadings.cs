using System.Text.Json;

namespace ClipSurgery;

/// <summary>Masks that a program stored as something else: the reading is taken that gives the annotation's own box.</summary>
internal static class MaskReadings
{
    private static readonly CocoRule RowMajor = CocoRule.Error(
        "rle-row-major", "runs down the columns, as COCO counts them", "turns rows into columns, where the box then agrees");

    private static readonly CocoRule Counts = CocoRule.Error(
        "polygon-counts", "corners: these are run lengths, which pycocotools draws as an outline", "stores them as run lengths");

    private static readonly CocoRule List = CocoRule.Error(
        "rle-list", "one mask: pycocotools takes a list for polygons", "joins them, where the box then agrees", "join the masks");

    private static readonly CocoRule Contradicted = CocoRule.Error(
        "mask-contradicted", "a mask that fits its box and its area", byHand: "find out which of them is of the object");

    /// <summary>Share of the union that a mask's box must have in common with the stated one to be of the same object.</summary>
    private const double SameObject = .5;

    /// <summary>Turning rows into columns goes over every pixel.</summary>
    private const int MostPixels = 100_000_000;

    /// <summary>Checks a list for what is no polygon.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="list">Its segmentation, not empty.</param>
    /// <param name="size">The size of its picture, where it is known.</param>
    /// <param name="mask">The mask after mending; null where it stays as it is.</param>
    /// <returns>False where the list is to be read as polygons.</returns>
    public static bool TryList(CocoEntry entry, JsonElement list, PictureSize? size, out Mask? mask)
    {
        mask = null;
        JsonElement[] items = [.. list.EnumerateArray()];
        if (Array.TrueForAll(items, item => item.ValueKind == JsonValueKind.Object))
        {
            mask = size is PictureSize picture ? Join(items, picture) : null;
            Take(entry, List, $"segmentation begins with {Quoted.Json(items[0])}", ref mask);
            return true;
        }

        JsonElement[] numbers = items is [{ ValueKind: JsonValueKind.Array } only] ? [.. only.EnumerateArray()] : items;
        if (size is PictureSize whole && RunLengthRules.Fill(whole, RunLengthRules.Runs(numbers)) is Mask runs && FitsBox(entry, runs))
        {
            mask = runs;
            Take(entry, Counts, $"a polygon is {Quoted.Json(list)}", ref mask);
            return true;
        }

        return false;
    }

    /// <summary>The mask of run lengths that go along the rows where only these fit the box; else the mask as it is.</summary>
    public static Mask TryRows(CocoEntry entry, Mask mask)
    {
        if (BoxRules.Read(entry) is not BoxXywh box || BoxRules.IsNear(box, mask.Bounds) || mask.Width * mask.Height > MostPixels)
        {
            return mask;
        }

        (_, BoxXywh across) = RunGeometry.Measure(mask.Counts, mask.Height, mask.Width);
        Mask? turned = BoxRules.IsNear(box, new BoxXywh(across.Y, across.X, across.Height, across.Width)) ? Transposed(mask) : null;
        return Take(entry, RowMajor, "the runs fit the box only along the rows", ref turned) ? turned! : mask;
    }

    /// <summary>
    /// Tells of a mask that is somewhere else than box and area say, which agree: nothing tells which is right, so all stay.
    /// </summary>
    public static bool CheckContradiction(CocoEntry entry, CheckedMask mask)
    {
        if (BoxRules.Read(entry) is not { Width: > 0, Height: > 0 } box || mask.Pixels.IsEmpty
            || entry.Get("area") is not JsonElement stated || NonFiniteNumbers.Finite(stated) is not (> 0 and double area))
        {
            return false;
        }

        bool isElsewhere = Overlap(box, mask.Pixels.Bounds) < SameObject && Overlap(box, mask.Outline) < SameObject;
        bool fitsBox = area <= box.Width * box.Height + box.Width + box.Height;
        return isElsewhere && fitsBox && !AreaRules.IsNear(area, mask.Pixels) && !BoxRules.IsMendable(box, mask.Pixels);
    }

    public static void ReportContradiction(CocoEntry entry, CheckedMask mask) => entry.Report(
        Contradicted,
        $"{entry.Shown("bbox")} and {entry.Shown("area")} where the mask lies in {BoxRules.Show(mask.Pixels.Bounds)}",
        "segmentation");

    private static bool FitsBox(CocoEntry entry, Mask mask) =>
        BoxRules.Read(entry) is BoxXywh box && BoxRules.IsNear(box, mask.Bounds);

    private static bool Take(CocoEntry entry, CocoRule rule, string found, ref Mask? mask)
    {
        if (mask is null || !FitsBox(entry, mask))
        {
            mask = null;
            if (rule == List)
            {
                entry.Report(rule, found, "segmentation");
            }

            return false;
        }

        entry.Mend(rule, found, "segmentation");
        RunLengthRules.SetCompressed(entry, mask);
        return true;
    }

    private static Mask? Join(JsonElement[] items, PictureSize size)
    {
        Mask?[] masks = Array.ConvertAll(items, item => RunLengthRules.ReadPlain(item, size));
        return Array.TrueForAll(masks, mask => mask is not null) ? Mask.Union(masks!) : null;
    }

    /// <summary>The mask that the same runs give when they are counted along the rows.</summary>
    private static Mask Transposed(Mask mask)
    {
        MaskRows rows = new(mask.Width, mask.Height);
        byte[] row = new byte[mask.Width];
        int position = 0;
        bool isInside = false;
        foreach (int run in mask.Counts)
        {
            for (int left = run; left > 0;)
            {
                int x = position % mask.Width;
                int length = Math.Min(left, mask.Width - x);
                row.AsSpan(x, length).Fill((byte)(isInside ? 1 : 0));
                position += length;
                left -= length;
                if (x + length == mask.Width)
                {
                    rows.Add(row);
                }
            }

            isInside = !isInside;
        }

        return Mask.FromRows(rows);
    }

    private static double Overlap(BoxXywh first, BoxXywh second)
    {
        double width = Math.Min(first.Right, second.Right) - Math.Max(first.X, second.X);
        double height = Math.Min(first.Bottom, second.Bottom) - Math.Max(first.Y, second.Y);
        double both = Math.Max(0, width) * Math.Max(0, height);
        return both / (first.Width * first.Height + second.Width * second.Height - both);
    }
}
