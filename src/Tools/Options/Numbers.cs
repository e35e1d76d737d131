using System.Globalization;

namespace ClipSurgery.Tools;

/// <summary>Reads numbers that are separated by commas.</summary>
internal static class Numbers
{
    /// <exception cref="UsageException">There are not exactly <paramref name="count"/> finite numbers.</exception>
    public static double[] Read(string option, string text, int count)
    {
        string[] parts = text.Split(',');
        double[] values = new double[count];
        bool valid = parts.Length == count;
        for (int i = 0; valid && i < count; i++)
        {
            valid = double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) && double.IsFinite(values[i]);
        }

        return valid ? values : throw new UsageException($"{option} {text}: expected {count} numbers with commas between them and no blanks.");
    }
}
