namespace ClipSurgery.Tests;

/// <summary>Progress told at once, by the thread that makes it; <see cref="Progress{T}"/> would tell it later.</summary>
internal sealed class Listener(Action<LabelProgress> listen) : IProgress<LabelProgress>
{
    public void Report(LabelProgress value) => listen(value);
}
