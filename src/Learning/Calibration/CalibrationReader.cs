using System.Text.Json;

namespace ClipSurgery;

/// <summary>Reads what <see cref="CalibrationWriter"/> writes; the file may come from anyone.</summary>
internal static class CalibrationReader
{
    private const int MostPoints = 10_000;
    private const string Advice = "Give the calibration.json that 'clip-surgery calibrate' wrote.";

    public static Calibration Read(string path) =>
        JsonDocumentFile.Read(path, Advice, root => ReadRoot(new CocoObject(root, path))) with { FileHash = FileHash.Sha256(path) };

    private static Calibration ReadRoot(CocoObject root)
    {
        if (root.Element.ValueKind != JsonValueKind.Object || root.Optional(CalibrationWriter.VersionKey) is not JsonElement version)
        {
            throw root.Error($"it has no \"{CalibrationWriter.VersionKey}\"; give the calibration.json that 'clip-surgery calibrate' wrote");
        }

        if (root.Integer(version, CalibrationWriter.VersionKey) is int number and not CalibrationWriter.Version)
        {
            throw root.Error(
                $"\"{CalibrationWriter.VersionKey}\" is {number}; expected {CalibrationWriter.Version}. Use the version that wrote the file, or calibrate again");
        }

        CocoObject all = root.Nested("all") ?? throw root.Error("\"all\" is missing; expected the curve of all classes together");
        return new Calibration(
            ReadModels(root.Nested("models") ?? throw root.Error("\"models\" is missing; expected what it was made with")),
            Share(root, "floor"),
            ReadCurve(all) ?? throw all.Error("\"all\" has no \"curve\"; expected a logistic or an isotonic one"),
            Share(all, "threshold"),
            ReadClasses(root));
    }

    private static CalibratedModels ReadModels(CocoObject models) => new(
        models.Optional("clip") is { } clip ? models.String(clip, "clip") : null,
        models.Optional("maps") is { } maps ? models.String(maps, "maps") : null,
        models.String("sam"),
        models.Integer("gate"));

    private static CalibratedClass[] ReadClasses(CocoObject root)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        List<CalibratedClass> classes = [];
        foreach (CocoObject entry in CocoObject.Entries(root.Required("classes"), $"{root.Where}: classes"))
        {
            string name = entry.String("name");
            if (!names.Add(name))
            {
                throw entry.Error($"the class \"{QuotedText.Short(name)}\" is there already; expected each once");
            }

            JsonElement prompts = entry.Required("prompts");
            if (prompts.ValueKind != JsonValueKind.Array)
            {
                throw entry.Error($"\"prompts\" is {CocoObject.KindOf(prompts)}; expected a list of strings");
            }

            classes.Add(new CalibratedClass(
                name,
                [.. prompts.EnumerateArray().Select(prompt => entry.String(prompt, "prompts"))],
                ReadCurve(entry),
                entry.Optional("threshold") is null ? null : Share(entry, "threshold")));
        }

        return [.. classes];
    }

    private static ProbabilityCurve? ReadCurve(CocoObject entry)
    {
        if (entry.Nested("curve") is not { } curve)
        {
            return null;
        }

        if (curve.Nested("logistic") is { } logistic)
        {
            double slope = logistic.Number(logistic.Required("slope"), "slope");
            return slope >= 0
                ? new LogisticCurve(slope, logistic.Number(logistic.Required("intercept"), "intercept"))
                : throw logistic.Error($"\"slope\" is {slope}; expected 0 or more, so that higher scores are no less probable");
        }

        return curve.Optional("isotonic") is { } points
            ? new IsotonicCurve(ReadPoints(curve, points))
            : throw curve.Error("\"curve\" is of no known kind; expected \"logistic\" or \"isotonic\"");
    }

    private static CurvePoint[] ReadPoints(CocoObject curve, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > MostPoints)
        {
            throw curve.Error($"\"isotonic\" is no list of 1 to {MostPoints} points; expected [score, probability] each");
        }

        List<CurvePoint> points = [];
        foreach (JsonElement pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
            {
                throw curve.Error($"point {points.Count + 1} of \"isotonic\" is {QuotedText.Short(pair.GetRawText())}; expected [score, probability]");
            }

            CurvePoint point = new(Share(curve, "isotonic", pair[0]), Share(curve, "isotonic", pair[1]));
            if (points.Count > 0 && (point.Score <= points[^1].Score || point.Probability < points[^1].Probability))
            {
                throw curve.Error(
                    $"point {points.Count + 1} of \"isotonic\" does not follow the one before; expected rising scores, and probabilities that do not fall");
            }

            points.Add(point);
        }

        return [.. points];
    }

    private static double Share(CocoObject entry, string key) => Share(entry, key, entry.Required(key));

    private static double Share(CocoObject entry, string key, JsonElement value) => entry.Number(value, key) is var number and >= 0 and <= 1
        ? number
        : throw entry.Error($"\"{key}\" has {QuotedText.Short(value.GetRawText())}; expected 0 to 1");
}
