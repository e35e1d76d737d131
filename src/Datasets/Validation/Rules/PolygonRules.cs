using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClipSurgery;

/// <summary>Masks as polygons: a list of rings, each a list <c>[x0, y0, x1, y1, …]</c> of three corners or more.</summary>
internal sealed class PolygonRules
{
    private static readonly CocoRule Flat = CocoRule.Error(
        "polygon-flat", "a list of lists: CVAT ends with \"float has no len()\"", "makes it a list of one polygon");

    private static readonly CocoRule Pairs = CocoRule.Error("polygon-pairs", "[x0, y0, x1, y1, …]", "joins the pairs");

    private static readonly CocoRule Type = CocoRule.Error(
        "polygon-type", "lists of finite numbers", "reads texts as numbers, and leaves out a polygon that has anything else");

    private static readonly CocoRule Odd = CocoRule.Error(
        "polygon-odd", "x and y for every corner: Datumaro refuses the annotation", "leaves the last number out");

    private static readonly CocoRule Short = CocoRule.Error(
        "polygon-short",
        "three corners or more: pycocotools takes four numbers for a box, CVAT refuses",
        "leaves the polygon out, and the annotation too if nothing is left");

    private static readonly CocoRule Outside = CocoRule.Warning(
        "polygon-outside",
        "corners within the picture: Ultralytics leaves a picture out whose coordinates exceed it",
        "cuts the polygon at the border");

    private static readonly CocoRule Inner = CocoRule.Warning(
        "polygon-inner-ring",
        "no polygon inside another: pycocotools joins them, so that a hole is filled",
        byHand: "store the mask as run lengths if a hole is meant");

    private static readonly CocoRule Crossing = CocoRule.Warning(
        "polygon-crossing",
        "an outline that does not cross itself: readers differ in what is inside",
        byHand: "draw it again, or store the mask as run lengths");

    private static readonly CocoRule Normalized = CocoRule.Error(
        "polygon-normalized",
        "pixels, not shares of the picture",
        "multiplies them by the picture's size, where the box then agrees",
        "multiply them by the picture's size");

    private static readonly CocoRule Endless = CocoRule.Error(
        "polygon-endless", "an outline that can be filled, of at most 4,194,304 edges over pixel columns", byHand: "draw it again");

    /// <summary>More polygons than that are pixels or noise, and are not looked through for one inside another.</summary>
    private const int MostCompared = 100;

    private readonly CocoEntry _entry;
    private readonly PictureSize? _size;
    private readonly List<double[]> _rings = [];
    private bool _isChanged;
    private BoxXywh? _outline;

    private PolygonRules(CocoEntry entry, PictureSize? size) => (_entry, _size) = (entry, size);

    /// <summary>Checks a list that is not empty, as <see cref="SegmentationRules.Check"/> does.</summary>
    public static CheckedMask? Check(CocoEntry entry, JsonElement list, PictureSize? size)
    {
        PolygonRules rules = new(entry, size);
        rules.ReadAll(list);
        return rules.Finish();
    }

    private void ReadAll(JsonElement list)
    {
        JsonElement[] items = [.. list.EnumerateArray()];
        if (Array.TrueForAll(items, item => item.ValueKind == JsonValueKind.Number))
        {
            Change(Flat, $"segmentation is {Quoted.Json(list)}");
            ReadRing(list);
        }
        else if (items.Length >= 3 && Array.TrueForAll(items, IsPair))
        {
            ReadRing(list);
        }
        else
        {
            Array.ForEach(items, ReadRing);
        }
    }

    private void ReadRing(JsonElement ring)
    {
        if (ring.ValueKind != JsonValueKind.Array)
        {
            Change(Type, $"a polygon is {Quoted.Json(ring)}");
            return;
        }

        JsonElement[] items = [.. ring.EnumerateArray()];
        if (items.Length > 0 && Array.TrueForAll(items, IsPair))
        {
            Change(Pairs, $"a polygon begins with {Quoted.Json(items[0])}");
            items = [.. items.SelectMany(pair => pair.EnumerateArray())];
        }

        double?[] numbers = Array.ConvertAll(items, NonFiniteNumbers.Finite);
        int wrong = Array.IndexOf(numbers, null);
        if (wrong >= 0)
        {
            Change(Type, $"a polygon has {Quoted.Json(items[wrong])}");
            numbers = Array.ConvertAll(items, item => NonFiniteNumbers.Finite(item) ?? NumberInText(item));
        }

        if (Array.TrueForAll(numbers, number => number is not null))
        {
            AddRing(Array.ConvertAll(numbers, number => number!.Value));
        }
    }

    private void AddRing(double[] ring)
    {
        if (ring.Length < 6)
        {
            Change(Short, $"a polygon has {ring.Length} numbers");
            return;
        }

        if (ring.Length % 2 != 0)
        {
            Change(Odd, $"a polygon has {ring.Length} numbers");
            ring = ring[..^1];
        }

        _rings.Add(ring);
    }

    /// <summary>Cuts all polygons at the border of the picture.</summary>
    private void Cut(PictureSize size)
    {
        for (int i = 0; i < _rings.Count; i++)
        {
            if (!PolygonClip.IsInside(_rings[i], size))
            {
                Change(Outside, $"a polygon leaves the {size} of its picture");
                _rings[i] = PolygonClip.Clip(_rings[i], size);
            }
        }

        _rings.RemoveAll(ring => ring.Length == 0);
    }

    /// <summary>Tells of polygons within one pixel, which are shares of the picture.</summary>
    /// <returns>True where nothing else is to be said of them.</returns>
    private bool CheckShares(PictureSize size)
    {
        if (size.Width < 2 || size.Height < 2 || !BoxRules.IsShare(_outline!.Value))
        {
            return false;
        }

        string found = $"all corners lie in {BoxRules.Show(_outline.Value)}";
        BoxXywh pixels = BoxRules.Scaled(_outline.Value, size.Width, size.Height);
        bool agrees = BoxRules.Read(_entry) is BoxXywh box
            && (BoxRules.IsNear(box, pixels) || BoxRules.IsNear(BoxRules.Scaled(box, size.Width, size.Height), pixels));
        if (!agrees)
        {
            _entry.Report(Normalized, found, "segmentation");
            return true;
        }

        Change(Normalized, found);
        for (int i = 0; i < _rings.Count; i++)
        {
            _rings[i] = [.. _rings[i].Select((share, place) => Math.Round(share * (place % 2 == 0 ? size.Width : size.Height), 2))];
        }

        _outline = pixels;
        return false;
    }

    private void Change(CocoRule rule, string found)
    {
        _entry.Mend(rule, found, "segmentation");
        _isChanged = true;
    }

    private CheckedMask? Finish()
    {
        if (_rings.Count > 0)
        {
            _outline = OutlineOf(_rings);
            if (_size is PictureSize known)
            {
                if (CheckShares(known))
                {
                    return null;
                }

                Cut(known);
            }
        }

        if (_rings.Count == 0)
        {
            SegmentationRules.LeaveOut(_entry);
            return null;
        }

        if (_isChanged)
        {
            _entry.Set("segmentation", ToJson(_rings.Select(ring => ToJson(ring.Select(number => JsonValue.Create(number))))));
        }

        if (_size is not PictureSize size)
        {
            return null;
        }

        // Filling takes memory for every pixel column that an edge crosses: a file could ask for any amount.
        if (_rings.Sum(ring => PolygonRaster.CountCrossings(size.Width, ring)) > PolygonRaster.MostCrossings)
        {
            _entry.Report(Endless, "an outline that goes to and fro without end", "segmentation");
            return null;
        }

        Mask[] masks = [.. _rings.Select(ring => Mask.FromPolygons(size.Width, size.Height, [ring]))];
        if (masks.Length <= MostCompared && FindInner(masks) is int inner)
        {
            _entry.Report(Inner, $"polygon {inner + 1} of {masks.Length} lies inside another", "segmentation");
        }

        int crossing = Enumerable.Range(0, masks.Length).FirstOrDefault(i => PolygonCrossing.IsIn(_rings[i], masks[i].Area), -1);
        if (crossing >= 0)
        {
            _entry.Report(Crossing, $"polygon {crossing + 1} of {masks.Length} crosses itself", "segmentation");
        }

        Mask hollow = masks.Length <= MostCompared
            ? masks.Aggregate((sum, mask) => sum.Union(mask).Subtract(sum.Intersect(mask)))
            : Mask.Union(masks);
        return new CheckedMask(Mask.Union(masks), _outline!.Value, hollow.Area);
    }

    private static BoxXywh OutlineOf(List<double[]> rings)
    {
        double[] x = [.. rings.SelectMany(ring => ring.Where((_, place) => place % 2 == 0))];
        double[] y = [.. rings.SelectMany(ring => ring.Where((_, place) => place % 2 == 1))];
        return new BoxXywh(x.Min(), y.Min(), x.Max() - x.Min(), y.Max() - y.Min());
    }

    private static JsonArray ToJson(IEnumerable<JsonNode> items) => new([.. items]);

    private static int? FindInner(Mask[] masks)
    {
        for (int inner = 0; inner < masks.Length; inner++)
        {
            for (int outer = 0; outer < masks.Length; outer++)
            {
                bool mayContain = inner != outer && masks[inner].Area > 0 && masks[inner].Area < masks[outer].Area;
                if (mayContain && masks[inner].IntersectionArea(masks[outer]) == masks[inner].Area)
                {
                    return inner;
                }
            }
        }

        return null;
    }

    private static double? NumberInText(JsonElement item) =>
        item.ValueKind == JsonValueKind.String
            && double.TryParse(item.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? number
            : null;

    private static bool IsPair(JsonElement item) =>
        item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2
        && item[0].ValueKind == JsonValueKind.Number && item[1].ValueKind == JsonValueKind.Number;
}
