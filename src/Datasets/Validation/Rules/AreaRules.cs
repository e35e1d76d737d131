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
    /// <param name="mask">Its mask after mending, or null.</param>
    /// <param name="box">Its box after mending, or null.</param>
    public static void Check(CocoEntry entry, Mask? mask, BoxXywh? box)
    {
        double? measured = mask?.Area ?? box?.Width * box?.Height;
        JsonElement? value = entry.Get("area");
        if (value is not JsonElement stated || NonFiniteNumbers.Finite(stated) is not > 0)
        {
            CocoRule rule = value is null ? Missing : Form;
            string found = entry.Shown("area");
            if (measured is double area)
            {
                entry.Mend(rule, found, "area", JsonValue.Create(area));
            }
            else
            {
                entry.Report(rule, found, "area");
            }

            return;
        }

        double number = stated.GetDouble();
        if (mask is not null && Math.Abs(number - mask.Area) > Tolerance * mask.Area + mask.Bounds.Width + mask.Bounds.Height)
        {
            bool isBox = box is BoxXywh around && Math.Abs(number - around.Width * around.Height) <= Tolerance * number;
            string origin = isBox ? ", the box's," : "";
            string found = string.Create(
                CultureInfo.InvariantCulture, $"area is {number}{origin} where the mask has {mask.Area} pixels");
            entry.Mend(Mismatch, found, "area", JsonValue.Create((double)mask.Area));
        }
    }
}
