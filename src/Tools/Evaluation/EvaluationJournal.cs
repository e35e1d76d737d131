using System.Text;
using System.Text.Json;
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
/// The pictures of one method that are evaluated already, a JSON line each, so that a run that was stopped goes on. A line that
/// was cut off in the middle is made again; one that is damaged is an error.
/// </summary>
internal sealed class EvaluationJournal : IDisposable
{
    private readonly FileStream _stream;
    private readonly Dictionary<long, PictureEvaluation> _done = [];

    private EvaluationJournal(FileStream stream) => _stream = stream;

    /// <summary>The evaluations so far, by image.</summary>
    public IReadOnlyDictionary<long, PictureEvaluation> Done => _done;

    /// <summary>Opens a journal, or starts one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="run">What evaluations depend on; a journal of another run is refused.</param>
    public static EvaluationJournal Open(string path, IReadOnlyDictionary<string, string> run)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            EvaluationJournal journal = new(OpenAlone(path));
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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: cannot be written ({error.Message}); give another folder with --output.");
        }
    }

    // FileShare.None is the lock, as of a label run's journal; a shared one would let two runs write at once.
    private static FileStream OpenAlone(string path)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (File.Exists(path) && JournalFile.LockErrors.Contains(error.HResult))
        {
            throw new UsageException($"{path}: another evaluation is writing to it; wait until it ends, or give another --output.");
        }
    }

    /// <summary>Adds an evaluation; it is in the file when this returns.</summary>
    public void Add(PictureEvaluation evaluation)
    {
        AppendLine(JsonSerializer.Serialize(evaluation, EvaluationJson.Default.PictureEvaluation));
        _done[evaluation.ImageId] = evaluation;
    }

    public void Dispose() => _stream.Dispose();

    private void Read(string path, IReadOnlyDictionary<string, string> run)
    {
        byte[] bytes = new byte[_stream.Length];
        _stream.ReadExactly(bytes);
        int whole = WholeLength(bytes);
        _stream.SetLength(whole);
        if (whole == 0)
        {
            AppendLine(JsonSerializer.Serialize(new EvaluationHeader(run), EvaluationJson.Default.EvaluationHeader));
            return;
        }

        string[] lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n')[..^1];
        for (int i = 0; i < lines.Length; i++)
        {
            try
            {
                if (i == 0)
                {
                    Check(path, JsonSerializer.Deserialize(lines[i], EvaluationJson.Default.EvaluationHeader)!.Run, run);
                }
                else
                {
                    PictureEvaluation evaluation = JsonSerializer.Deserialize(lines[i], EvaluationJson.Default.PictureEvaluation)!;
                    _done[evaluation.ImageId] = evaluation;
                }
            }
            catch (Exception error) when (error is JsonException or NullReferenceException)
            {
                throw new UsageException($"{path}: line {i + 1} is damaged; delete the file to evaluate everything again.");
            }
        }
    }

    /// <summary>The bytes of whole lines: up to the last line feed, and to the line in which a loss of power left zero bytes.</summary>
    private static int WholeLength(ReadOnlySpan<byte> bytes)
    {
        int whole = bytes.LastIndexOf((byte)'\n') + 1;
        int start = 0;
        while (start < whole)
        {
            int end = start + bytes[start..].IndexOf((byte)'\n') + 1;
            if (JournalLine.LacksPage(bytes[start..end]))
            {
                return start;
            }

            start = end;
        }

        return whole;
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

    private void AppendLine(string line)
    {
        _stream.Seek(0, SeekOrigin.End);
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush();
    }
}
