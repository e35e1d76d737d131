using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>Areas: pixels of the mask, by which evaluation tells small from large.</summary>
internal static class AreaRules
{
    private const string Measures = "counts the mask's pixels, or takes the box's area where there is no mask";

    private static readonly CocoRule Missing = CocoRule.Error(
        "area-missing", "the number of pixels: COCOeval fails without it", Measures);

    private static readonly CocoRule Form = CocoRule.Error(
        "area-form", "a number of pixels above 0: mmdetection drops others", Measures);

    private static readonly CocoRule Mismatch = CocoRule.Warning(
        "area-mismatch", "the mask's number of pixels: COCOeval sorts objects into small, medium and large by it", Measures);

    /// <summary>Share of the mask by which a stated area may differ; outlines add a pixel a side to that.</summary>
    private const double Tolerance = .1;

    /// <summary>Checks an annotation's area.</summary>
    /// <param name="entry">The annotation.</param>
    /// <param name="found">Its mask after mending, or null.</param>
    /// <param name="box">Its box after mending, or null.</param>
    public static void Check(CocoEntry entry, CheckedMask? found, BoxXywh? box)
    {
        Mask? mask = found?.Pixels;
        double? measured = mask?.Area ?? box?.Width * box?.Height;
        JsonElement? value = entry.Get("area");
        if (value is not JsonElement stated || NonFiniteNumbers.Finite(stated) is not > 0)
        {
            CocoRule rule = value is null ? Missing : Form;
            if (measured is double area)
            {
                entry.Mend(rule, entry.Shown("area"), "area", JsonValue.Create(area));
            }
            else
            {
                entry.Report(rule, entry.Shown("area"), "area");
            }

            return;
        }

        double number = stated.GetDouble();
        if (mask is not null && !IsNear(number, mask.Area, mask.Bounds) && !IsNear(number, found!.Value.HollowArea, mask.Bounds))
        {
            bool isBox = box is BoxXywh around && Math.Abs(number - around.Width * around.Height) <= Tolerance * number;
            string origin = isBox ? ", the box's," : "";
            string shown = string.Create(
                CultureInfo.InvariantCulture, $"area is {number}{origin} where the mask has {mask.Area} pixels");
            entry.Mend(Mismatch, shown, "area", JsonValue.Create((double)mask.Area));
        }
    }

    /// <summary>True for an area that is the mask's up to the rounding of its outline.</summary>
    public static bool IsNear(double area, Mask mask) => IsNear(area, mask.Area, mask.Bounds);

    private static bool IsNear(double area, long pixels, BoxXywh bounds) =>
        Math.Abs(area - pixels) <= Tolerance * pixels + bounds.Width + bounds.Height;
}
