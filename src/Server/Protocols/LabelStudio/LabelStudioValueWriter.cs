using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>
/// Writes what a region covers: a brush as run lengths, exactly; a polygon and a box in percent of the picture.
/// </summary>
internal sealed class LabelStudioValueWriter : JsonConverter<LabelStudioValue>
{
    /// <inheritdoc/>
    public override LabelStudioValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Regions are only sent.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LabelStudioValue value, JsonSerializerOptions options)
    {
        Mask mask = value.Mask;
        writer.WriteStartObject();
        switch (value.Type)
        {
            case LabelConfig.Brush:
                writer.WriteString("format", "rle");
                writer.WriteStartArray("rle");
                foreach (byte part in RlePack.Encode(mask))
                {
                    writer.WriteNumberValue(part);
                }

                writer.WriteEndArray();
                break;
            case LabelConfig.Polygon:
                writer.WriteStartArray("points");
                foreach (double[] point in value.Ring!.Chunk(2))
                {
                    writer.WriteStartArray();
                    writer.WriteNumberValue(Percent(point[0], mask.Width));
                    writer.WriteNumberValue(Percent(point[1], mask.Height));
                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
                writer.WriteBoolean("closed", true);
                break;
            default:
                writer.WriteNumber("x", Percent(mask.Bounds.X, mask.Width));
                writer.WriteNumber("y", Percent(mask.Bounds.Y, mask.Height));
                writer.WriteNumber("width", Percent(mask.Bounds.Width, mask.Width));
                writer.WriteNumber("height", Percent(mask.Bounds.Height, mask.Height));
                writer.WriteNumber("rotation", 0);
                break;
        }

        writer.WriteStartArray(value.Type);
        writer.WriteStringValue(value.Label);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // Six decimals are a thousandth of a pixel in a picture of a hundred thousand.
    private static double Percent(double pixels, int size) => Math.Round(100 * pixels / size, 6);
}
