using System.Globalization;
using System.Numerics.Tensors;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>The maps of one picture, and how surely each text is there; null where the method does not tell.</summary>
internal sealed record PictureMaps(IReadOnlyList<SimilarityMap> Maps, IReadOnlyList<double>? Presence);

/// <summary>What <c>heatmap</c> writes: an overlay and 16-bit values of each map, a table, JSON lines.</summary>
/// <param name="output">The folder.</param>
/// <param name="slugs">How names of results end, a text each.</param>
internal sealed class HeatmapResults(string output, IReadOnlyList<string> slugs)
{
    private const double SmallLevel = 0.001;

    private readonly Table _table = NewTable();

    /// <summary>The lowest and the highest value of some maps.</summary>
    public static (float Low, float High) RangeOf(IEnumerable<SimilarityMap> maps)
    {
        (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (SimilarityMap map in maps)
        {
            low = Math.Min(low, TensorPrimitives.Min(map.Values));
            high = Math.Max(high, TensorPrimitives.Max(map.Values));
        }

        return (low, high);
    }

    /// <summary>Draws the maps of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="image">Its pixels.</param>
    /// <param name="found">Its maps.</param>
    /// <param name="shared">The range of the colours; null for that of each map.</param>
    public void Write(InputPicture picture, RgbImage image, PictureMaps found, (float Low, float High)? shared)
    {
        foreach ((int i, SimilarityMap map) in found.Maps.Index())
        {
            (float low, float high) = shared ?? RangeOf([map]);
            float[] values = map.Resize(image.Width, image.Height, low, high);
            ushort[] levels = new ushort[values.Length];
            for (int pixel = 0; pixel < values.Length; pixel++)
            {
                levels[pixel] = (ushort)(Math.Clamp(values[pixel], 0, 1) * ushort.MaxValue + 0.5f);
            }

            string presence = found.Presence is null ? "" : $" {Number(found.Presence[i], "F2")}";
            RgbImage drawn = Overlay.HeatMap(image, values, $"{map.Text}{presence}", Level(low), Level(high));
            PngFile.WriteRgb(ResultNames.Png(output, "heatmaps", picture.Stem, slugs[i]), drawn);
            PngFile.WriteGrey16(ResultNames.Png(output, "values", picture.Stem, slugs[i]), image.Width, image.Height, levels);
        }
    }

    /// <summary>A row for each map.</summary>
    public void AddRows(InputPicture picture, PictureMaps found)
    {
        foreach ((int i, SimilarityMap map) in found.Maps.Index())
        {
            (float low, float high) = RangeOf([map]);
            _table.AddRow(
                Markup.Escape(picture.FileName),
                Markup.Escape(PlainText.Short(map.Text)),
                found.Presence is null ? "" : Number(found.Presence[i], "F2"),
                Level(low),
                Level(high));
        }
    }

    /// <summary>The raw range tells what the drawn map, which may always reach from 0 to 1, does not.</summary>
    public static void WriteLine(TextWriter data, InputPicture picture, PictureMaps found) => JsonLine.Write(data, json =>
    {
        json.WriteString("file", picture.FileName);
        json.WriteStartArray("maps");
        foreach ((int i, SimilarityMap map) in found.Maps.Index())
        {
            (float low, float high) = RangeOf([map]);
            json.WriteStartObject();
            json.WriteString("text", map.Text);
            if (found.Presence is not null)
            {
                json.WriteNumber("presence", JsonLine.Round(found.Presence[i]));
            }

            json.WriteNumber("min", Significant(low));
            json.WriteNumber("max", Significant(high));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public void Show(ToolConsole console) => console.People.Write(_table);

    private static Table NewTable()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("picture", "text", "presence", "lowest", "highest");
        foreach (int column in (int[])[2, 3, 4])
        {
            table.Columns[column].RightAligned();
        }

        return table;
    }

    /// <summary>Gradients may be very small.</summary>
    private static string Level(double value) => Number(value, value != 0 && Math.Abs(value) < SmallLevel ? "G3" : "F3");

    private static double Significant(double value) => value != 0 && Math.Abs(value) < SmallLevel
        ? double.Parse(Number(value, "G3"), CultureInfo.InvariantCulture)
        : JsonLine.Round(value);

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
