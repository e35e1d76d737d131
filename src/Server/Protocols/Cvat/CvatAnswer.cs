using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>
/// Masks as CVAT takes them from a function: every pixel a number. They are written row by row, so that a large picture is never
/// in memory as numbers.
/// </summary>
internal static class CvatAnswer
{
    private const double OutlineTolerance = 0.5;
    private const int FlushBytes = 1 << 16;

    /// <summary>
    /// What a detector found: an object is the 0s and 1s of its box, row by row, and then the box's first and last column and
    /// row. An object of one part without holes has its outline too, which CVAT takes where the user wants polygons; other
    /// objects stay masks there.
    /// </summary>
    public static async Task WriteObjects(HttpContext http, IReadOnlyList<Instance> instances)
    {
        await using Utf8JsonWriter json = Start(http);
        json.WriteStartArray();
        foreach (Instance instance in instances)
        {
            json.WriteStartObject();
            json.WriteString("label", instance.Label);
            json.WriteString("confidence", $"{Math.Round(instance.Score, 4)}");
            json.WriteString("type", "mask");
            IReadOnlyList<double[]> rings = instance.Mask.Outline(out bool hasHoles);
            if (rings.Count == 1 && !hasHoles)
            {
                json.WriteStartArray("points");
                foreach (double value in ObjectOutline.Parts(instance.Mask, OutlineTolerance)[0])
                {
                    json.WriteNumberValue(value);
                }

                json.WriteEndArray();
            }

            json.WriteStartArray("mask");
            BoxXywh box = instance.Mask.Bounds;
            await WritePixels(json, http, instance.Mask, box, inside: 1, isOneArray: true);
            json.WriteNumberValue((int)box.X);
            json.WriteNumberValue((int)box.Y);
            json.WriteNumberValue((int)box.Right - 1);
            json.WriteNumberValue((int)box.Bottom - 1);
            json.WriteEndArray();
            json.WriteStartArray("attributes");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What an interactor found: the whole picture, 255 inside.</summary>
    public static async Task WriteMask(HttpContext http, Mask mask)
    {
        await using Utf8JsonWriter json = Start(http);
        json.WriteStartObject();
        json.WriteStartArray("mask");
        await WritePixels(json, http, mask, new BoxXywh(0, 0, mask.Width, mask.Height), inside: 255, isOneArray: false);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Utf8JsonWriter Start(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return new Utf8JsonWriter(http.Response.BodyWriter);
    }

    private static async Task WritePixels(
        Utf8JsonWriter json, HttpContext http, Mask mask, BoxXywh box, int inside, bool isOneArray)
    {
        byte[] bitmap = mask.ToBitmap();
        for (int y = (int)box.Y; y < box.Bottom; y++)
        {
            if (!isOneArray)
            {
                json.WriteStartArray();
            }

            foreach (byte pixel in bitmap.AsSpan((y * mask.Width) + (int)box.X, (int)box.Width))
            {
                json.WriteNumberValue(pixel * inside);
            }

            if (!isOneArray)
            {
                json.WriteEndArray();
            }

            if (json.BytesPending > FlushBytes)
            {
                await json.FlushAsync(http.RequestAborted);
            }
        }
    }
}
