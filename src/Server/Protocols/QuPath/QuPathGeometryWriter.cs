using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery;

/// <summary>Writes a GeoJSON Polygon or MultiPolygon (RFC 7946); each ring ends with its first point.</summary>
internal sealed class QuPathGeometryWriter : JsonConverter<QuPathGeometry>
{
    /// <inheritdoc/>
    public override QuPathGeometry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Geometry is only sent.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, QuPathGeometry value, JsonSerializerOptions options)
    {
        bool isOne = value.Polygons.Count == 1;
        writer.WriteStartObject();
        writer.WriteString("type", isOne ? "Polygon" : "MultiPolygon");
        writer.WritePropertyName("coordinates");
        if (isOne)
        {
            WritePolygon(writer, value.Polygons[0]);
        }
        else
        {
            writer.WriteStartArray();
            foreach (IReadOnlyList<double[]> polygon in value.Polygons)
            {
                WritePolygon(writer, polygon);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WritePolygon(Utf8JsonWriter writer, IReadOnlyList<double[]> rings)
    {
        writer.WriteStartArray();
        foreach (double[] ring in rings)
        {
            writer.WriteStartArray();
            for (int i = 0; i <= ring.Length; i += 2)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(ring[i % ring.Length]);
                writer.WriteNumberValue(ring[(i + 1) % ring.Length]);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }
}
