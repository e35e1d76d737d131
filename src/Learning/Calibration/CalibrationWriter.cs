using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClipSurgery;

/// <summary>Writes a calibration: what applies it, and for people what it was made of. The same judgements give the same bytes.</summary>
internal static class CalibrationWriter
{
    public const string VersionKey = "clipsurgery_calibration";
    public const int Version = 1;

    private static readonly JsonWriterOptions Readable =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file, which is replaced only once the new one is complete.</summary>
    /// <exception cref="ClipSurgeryException">It cannot be written.</exception>
    public static void Write(string path, CalibrationFit fit) => AtomicFile.Write(path, stream =>
    {
        using (Utf8JsonWriter json = new(stream, Readable))
        {
            Write(json, fit);
        }

        stream.WriteByte((byte)'\n');
    });

    private static void Write(Utf8JsonWriter json, CalibrationFit fit)
    {
        Calibration calibration = fit.Calibration;
        json.WriteStartObject();
        json.WriteNumber(VersionKey, Version);
        json.WriteStartObject("models");
        json.WriteString("clip", calibration.Models.Clip);
        json.WriteString("maps", calibration.Models.Maps);
        json.WriteString("sam", calibration.Models.Sam);
        json.WriteNumber("gate", calibration.Models.Gate);
        json.WriteEndObject();
        json.WriteString("judged_by", fit.Judgements.Source == JudgementSource.Truth ? "ground truth" : "people, of what a run offered");
        json.WriteString("goal", fit.Goal.Precision is { } wanted ? $"precision {Number(wanted)}" : "best F1");
        json.WriteNumber("pictures", fit.Pictures);
        json.WriteNumber("floor", calibration.Floor);
        json.WriteStartObject("all");
        Write(json, fit.All);
        json.WriteEndObject();
        json.WriteStartArray("classes");
        ILookup<string, JudgedInstance> judged = fit.Judgements.Instances.ToLookup(instance => instance.Class, StringComparer.Ordinal);
        foreach (CalibratedClass label in calibration.Classes)
        {
            json.WriteStartObject();
            json.WriteString("name", label.Name);
            json.WritePropertyName("prompts");
            json.WriteRawValue($"[{string.Join(", ", label.Prompts.Select(prompt => JsonSerializer.Serialize(prompt, JsonSerializerOptions.Web)))}]");
            if (fit.Own.FirstOrDefault(own => own.Class == label.Name) is { } own)
            {
                Write(json, own);
            }
            else
            {
                WriteCounts(json, [.. judged[label.Name]], fit.Judgements.Objects?.GetValueOrDefault(label.Name));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ClassFit fit)
    {
        WriteCounts(json, fit.Judged, fit.Objects);
        json.WriteStartObject("curve");
        switch (fit.Curve)
        {
            case LogisticCurve logistic:
                json.WriteStartObject("logistic");
                json.WriteNumber("slope", logistic.Slope);
                json.WriteNumber("intercept", logistic.Intercept);
                json.WriteEndObject();
                break;
            case IsotonicCurve isotonic:
                json.WriteStartArray("isotonic");
                foreach ((double score, double probability) in isotonic.Points)
                {
                    json.WriteRawValue($"[{Number(score)}, {Number(probability)}]");
                }

                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
        json.WriteStartObject("on_pictures_left_out");
        json.WriteNumber("log_loss_logistic", Round(fit.LogisticLoss));
        json.WriteNumber("log_loss_isotonic", Round(fit.IsotonicLoss));
        json.WriteNumber("calibration_error", Round(fit.CalibrationError));
        json.WriteNumber("calibration_error_of_scores", Round(fit.CalibrationErrorBefore));
        json.WriteEndObject();
        if (fit.CutOff is { } cut)
        {
            json.WriteNumber("threshold", cut.Threshold);
            json.WriteNumber("kept", cut.Kept);
            json.WriteNumber("kept_right", cut.Right);
            json.WriteNumber("precision", Round(cut.Precision));
            json.WritePropertyName("precision_wilson_95");
            json.WriteRawValue($"[{Number(Round(cut.Interval.Low))}, {Number(Round(cut.Interval.High))}]");
            if (fit.Objects is > 0 and int objects)
            {
                json.WriteNumber("recall", Round((double)cut.Right / objects));
            }
        }
    }

    private static void WriteCounts(Utf8JsonWriter json, IReadOnlyList<JudgedInstance> judged, int? objects)
    {
        json.WriteNumber("instances", judged.Count);
        json.WriteNumber("right", judged.Count(instance => instance.IsRight));
        if (objects is { } count)
        {
            json.WriteNumber("objects", count);
        }
    }

    private static double Round(double value) => Math.Round(value, 4);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
