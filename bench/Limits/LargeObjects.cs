using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace ClipSurgery.Bench;

/// <summary>
/// Counts objects of 85,000 bytes and more as the garbage collector allocates them. It tells of every object above 100 KiB,
/// and of the few below at least of every second; their bytes are complete.
/// </summary>
internal sealed class LargeObjects : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;
    private const uint LargeKind = 1;

    private readonly ConcurrentDictionary<(string Type, ulong Size), int> _counts = [];
    private long _bytes;

    /// <summary>Number of objects by type and size in bytes.</summary>
    public IReadOnlyDictionary<(string Type, ulong Size), int> Counts => _counts;

    /// <summary>Bytes of all of them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Forgets what was counted. Events come a moment after what they tell of.</summary>
    public void Reset()
    {
        Settle();
        _counts.Clear();
        Interlocked.Exchange(ref _bytes, 0);
    }

    /// <summary>Waits for the events of what has happened.</summary>
    public static void Settle() => Thread.Sleep(1500);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true
            && eventData.Payload is { } payload && eventData.PayloadNames is { } names
            && payload[names.IndexOf("AllocationKind")] is LargeKind)
        {
            ulong size = (ulong)payload[names.IndexOf("ObjectSize")]!;
            _counts.AddOrUpdate(((string)payload[names.IndexOf("TypeName")]!, size), 1, (_, count) => count + 1);
            Interlocked.Add(ref _bytes, (long)(ulong)payload[names.IndexOf("AllocationAmount64")]!);
        }
    }
}
