using System.Text.Json;

namespace ClipSurgery.Tools;

/// <summary>Writes what was found in a picture for an agent.</summary>
internal static class FoundJson
{
    /// <summary>More would fill an agent's context; the rest is counted.</summary>
    private const int MostInstances = 100;

    /// <param name="json">Where to, inside an object.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="labelled">What was found.</param>
    /// <param name="notes">What an agent should know of it.</param>
    /// <param name="more">What else each instance has.</param>
    public static void Write(
        Utf8JsonWriter json, PictureQuestion question, LabelledImage labelled, IReadOnlyList<string> notes, Action<Utf8JsonWriter, Instance>? more = null)
    {
        json.WriteString("picture", question.Path);
        json.WriteNumber("width", labelled.Width);
        json.WriteNumber("height", labelled.Height);
        WritePresence(json, labelled.Presence);
        json.WriteStartArray("instances");
        foreach (Instance instance in labelled.Instances.OrderByDescending(instance => instance.Score).Take(MostInstances))
        {
            json.WriteStartObject();
            json.WriteString("text", instance.Label);
            json.WriteNumber("score", JsonLine.Round(instance.Score));
            BoxXywh box = instance.Mask.Bounds;
            json.WritePropertyName("box");
            WriteNumbers(json, [box.X, box.Y, box.Width, box.Height]);
            more?.Invoke(json, instance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (labelled.Instances.Count > MostInstances)
        {
            json.WriteNumber("instances_left_out", labelled.Instances.Count - MostInstances);
        }

        WriteNotes(json, notes);
    }

    /// <summary>Writes a list of numbers to a hundredth of a pixel.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, IEnumerable<double> numbers)
    {
        json.WriteStartArray();
        foreach (double number in numbers)
        {
            json.WriteNumberValue(Math.Round(number, 2));
        }

        json.WriteEndArray();
    }

    private static void WritePresence(Utf8JsonWriter json, IReadOnlyList<LabelPresence> texts)
    {
        if (texts.Count == 0)
        {
            return;
        }

        json.WriteStartArray("presence");
        foreach (LabelPresence text in texts)
        {
            json.WriteStartObject();
            json.WriteString("text", text.Label);
            json.WriteNumber("probability", JsonLine.Round(text.Probability));
            json.WriteBoolean("present", text.IsPresent);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNotes(Utf8JsonWriter json, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
        {
            return;
        }

        json.WriteStartArray("notes");
        foreach (string note in notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }
}
