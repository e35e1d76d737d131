using System.Text.Json.Serialization;

namespace ClipSurgery.Tools;

/// <summary>The first line of a journal: what its evaluations depend on.</summary>
/// <param name="Run">Names and values, in order.</param>
internal sealed record EvaluationHeader(IReadOnlyDictionary<string, string> Run);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(EvaluationHeader))]
[JsonSerializable(typeof(PictureEvaluation))]
internal sealed partial class EvaluationJson : JsonSerializerContext;

/// <summary>
/// The pictures of one method that are evaluated already, a line each, so that a run that was stopped goes on. A line that was cut off in
/// the middle is made again; one that is damaged is an error.
/// </summary>
internal sealed class EvaluationJournal : IDisposable
{
    private readonly JournalFile _file;
    private readonly Dictionary<long, PictureEvaluation> _done = [];

    private EvaluationJournal(JournalFile file) => _file = file;

    /// <summary>The evaluations so far, by image.</summary>
    public IReadOnlyDictionary<long, PictureEvaluation> Done => _done;

    /// <summary>Opens a journal, or starts one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">What evaluations depend on; a journal of another run is refused.</param>
    public static EvaluationJournal Open(string path, IReadOnlyDictionary<string, string> run)
    {
        EvaluationJournal journal = new(JournalFile.Open(
            path,
            "another evaluation is writing to it; wait until it ends, or give another --output.",
            "what was evaluated before is kept; mend that, and give the same command again."));
        try
        {
            journal.Read(path, run);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Adds an evaluation; it is in the file when this returns.</summary>
    public void Add(PictureEvaluation evaluation)
    {
        _file.Append(evaluation, EvaluationJson.Default.PictureEvaluation);
        _done[evaluation.ImageId] = evaluation;
    }

    public void Dispose() => _file.Dispose();

    private void Read(string path, IReadOnlyDictionary<string, string> run)
    {
        JournalLineReader reader = new(path, _file.Stream, "delete the file to evaluate everything again");
        bool isBegun = false;
        while (reader.Read() is { } line)
        {
            if (isBegun)
            {
                PictureEvaluation evaluation = reader.Decode(line.Span, EvaluationJson.Default.PictureEvaluation);
                _done[evaluation.ImageId] = evaluation;
            }
            else
            {
                Check(path, reader.Decode(line.Span, EvaluationJson.Default.EvaluationHeader).Run, run);
                isBegun = true;
            }
        }

        _file.Cut(reader.WholeLength);
        if (!isBegun)
        {
            _file.Append(new EvaluationHeader(run), EvaluationJson.Default.EvaluationHeader);
        }
    }

    private static void Check(string path, IReadOnlyDictionary<string, string> was, IReadOnlyDictionary<string, string> run)
    {
        foreach ((string name, string value) in run)
        {
            string? before = was.GetValueOrDefault(name);
            if (before != value)
            {
                throw new UsageException(
                    $"{path}: was made with {name} {before ?? "unset"}, and {name} is {value} now; " +
                    "give another --output, or delete that folder to start again.");
            }
        }
    }
}
