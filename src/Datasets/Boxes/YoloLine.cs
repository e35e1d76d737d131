using System.Globalization;

namespace ClipSurgery;

/// <summary>
/// A line of a YOLO label file, numbers in shares of the picture's sides: <c>class cx cy w h</c>, with a confidence behind it where a
/// detector wrote it, or the corners of an outline, <c>class x1 y1 x2 y2 x3 y3 …</c>.
/// </summary>
internal static class YoloLine
{
    private const int BoxFields = 5;
    private const int LeastOutlineFields = 7;

    /// <summary>How far a number may lie outside 0 to 1; Ultralytics allows as much.</summary>
    private const double Slack = 0.01;

    private const string Expected = "expected \"class cx cy w h\", or \"class x1 y1 x2 y2 x3 y3 …\"";

    /// <summary>Reads a line.</summary>
    /// <returns>The object; null where the line is a problem, or its box can have no mask.</returns>
    public static BoxLabel? Read(string line, string where, IReadOnlyDictionary<int, string> names, BoxFindings findings)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = new double[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
            {
                findings.Problem($"{where}: {Quoted.Text(fields[i])} is no number; {Expected}.");
                return null;
            }
        }

        bool isBox = fields.Length is BoxFields or BoxFields + 1;
        if (ProblemOf(numbers, isBox, names) is string problem)
        {
            findings.Problem($"{where}: {problem}");
            return null;
        }

        BoxXywh box = isBox
            ? new BoxXywh(numbers[1] - (numbers[3] / 2), numbers[2] - (numbers[4] / 2), numbers[3], numbers[4])
            : Around(numbers.AsSpan(1));
        return findings.Inside(box, 1, 1, where) is { } inside
            ? new BoxLabel { Class = names[(int)numbers[0]], Box = inside, Ring = isBox ? null : numbers[1..] }
            : null;
    }

    private static string? ProblemOf(double[] numbers, bool isBox, IReadOnlyDictionary<int, string> names)
    {
        if (!isBox && (numbers.Length < LeastOutlineFields || numbers.Length % 2 == 0))
        {
            return $"the line has {numbers.Length} numbers; {Expected}.";
        }

        if (numbers[1..(isBox ? BoxFields : numbers.Length)].FirstOrDefault(IsOutside) is var outside && IsOutside(outside))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{outside} is not in 0 to 1; expected shares of the picture's width and height. Divide percent by 100, pixels by the picture's size.");
        }

        return int.TryParse(numbers[0].ToString(CultureInfo.InvariantCulture), out int id) && names.ContainsKey(id)
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the class {numbers[0]} has no name; expected one of {names.Count} from 0 on. Name it in data.yaml, classes.txt or the label file.");
    }

    private static bool IsOutside(double number) => number is < -Slack or > 1 + Slack;

    private static BoxXywh Around(ReadOnlySpan<double> ring)
    {
        (double left, double top, double right, double bottom) = (ring[0], ring[1], ring[0], ring[1]);
        for (int i = 2; i < ring.Length; i += 2)
        {
            (left, right) = (Math.Min(left, ring[i]), Math.Max(right, ring[i]));
            (top, bottom) = (Math.Min(top, ring[i + 1]), Math.Max(bottom, ring[i + 1]));
        }

        return new BoxXywh(left, top, right - left, bottom - top);
    }
}
