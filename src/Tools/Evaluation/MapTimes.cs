using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClipSurgery.Tools;

/// <summary>
/// How long each method took for each picture, in a file of its own: what is measured by the clock must not be among what is the same in
/// every run. An evaluation that goes on keeps the times of methods that were done.
/// </summary>
internal sealed partial class MapTimes
{
    private const string FileName = "times.json";

    private readonly string _path;
    private readonly SortedDictionary<string, SortedDictionary<long, double>> _seconds;

    /// <param name="output">Folder of the evaluation.</param>
    public MapTimes(string output)
    {
        _path = Path.Combine(output, FileName);
        _seconds = Read(_path);
    }

    public void Add(string method, long image, double seconds)
    {
        _seconds.TryAdd(method, []);
        _seconds[method][image] = seconds;
    }

    /// <summary>The median of a method's times, in seconds; null where none was measured.</summary>
    public double? Median(string method)
    {
        double[] times = [.. _seconds.GetValueOrDefault(method, []).Values.Order()];
        return times.Length == 0 ? null : (times[(times.Length - 1) / 2] + times[times.Length / 2]) / 2;
    }

    public void Write() => AtomicFile.WriteAllBytes(_path, JsonSerializer.SerializeToUtf8Bytes(_seconds, TimesJson.Default.Times));

    /// <summary>A file that cannot be read costs the times alone.</summary>
    private static SortedDictionary<string, SortedDictionary<long, double>> Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), TimesJson.Default.Times) ?? [] : [];
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [JsonSerializable(typeof(SortedDictionary<string, SortedDictionary<long, double>>), TypeInfoPropertyName = "Times")]
    private sealed partial class TimesJson : JsonSerializerContext;
}
