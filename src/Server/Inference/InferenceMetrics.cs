using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ClipSurgery;

/// <summary>
/// What an operator watches, under the meter <c>ClipSurgery.Server</c>: how long answers take with their wait, how many requests wait, and
/// how many were sent away. <c>dotnet-counters monitor --counters ClipSurgery.Server</c> shows it.
/// </summary>
internal sealed class InferenceMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "ClipSurgery.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _refused;

    /// <param name="waiting">How many requests wait now.</param>
    public InferenceMetrics(Func<int> waiting)
    {
        _durations = _meter.CreateHistogram<double>("clipsurgery.inference.duration", "s", "Time to an answer of the models, with the wait for it");
        _refused = _meter.CreateCounter<long>("clipsurgery.inference.refused", null, "Requests that were sent away because too many waited");
        _meter.CreateObservableGauge("clipsurgery.inference.waiting", waiting, null, "Requests that wait for the models");
    }

    /// <summary>Measures a question.</summary>
    public async Task<T> Measure<T>(Func<Task<T>> question)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            T answer = await question().ConfigureAwait(false);
            _durations.Record(Stopwatch.GetElapsedTime(begin).TotalSeconds);
            return answer;
        }
        catch (ServerBusyException)
        {
            _refused.Add(1);
            throw;
        }
    }

    public void Dispose() => _meter.Dispose();
}
