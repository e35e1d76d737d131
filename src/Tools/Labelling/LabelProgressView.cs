using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>Shows how far a run is: a bar on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed partial class LabelProgressView(ToolConsole console)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Shows the progress of some work while it lasts.</summary>
    public LabelSummary Show(Func<IProgress<LabelProgress>, LabelSummary> work)
    {
        if (!console.People.Profile.Capabilities.Interactive)
        {
            return work(new Lines(console));
        }

        LabelSummary? summary = null;
        console.People.Progress().AutoClear(true)
            .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => summary = work(new Bar(context.AddTask("pictures", maxValue: 1))));
        return summary!;
    }

    /// <summary>Reads a line of a log again; null where it tells no progress.</summary>
    public static (int Done, int Total, int Failed)? Read(string line) => ProgressLine().Match(line) is { Success: true } match
        ? (Number(match, "done"), Number(match, "total"), Number(match, "failed"))
        : null;

    private static int Number(Match match, string name) =>
        int.TryParse(match.Groups[name].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^(?<done>\d+)/(?<total>\d+) pictures(?:, .*?)??(?:, (?<failed>\d+) failed)?$")]
    private static partial Regex ProgressLine();

    private static string Describe(LabelProgress progress)
    {
        string left = progress.Left is { } time && progress.Done < progress.Total ? $", {Duration(time)} left" : "";
        string failed = progress.Failed > 0 ? $", {progress.Failed} failed" : "";
        string rate = progress.PicturesPerSecond > 0 ? $", {progress.PicturesPerSecond:F1}/s" : "";
        return $"{progress.Done}/{progress.Total} pictures{rate}{left}{failed}";
    }

    private static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{time.Seconds} s";

    private sealed class Bar(ProgressTask task) : IProgress<LabelProgress>
    {
        public void Report(LabelProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = value.Done;
            task.Description = Markup.Escape(Describe(value));
        }
    }

    private sealed class Lines(ToolConsole console) : IProgress<LabelProgress>
    {
        private readonly Stopwatch _sinceLast = new();

        public void Report(LabelProgress value)
        {
            if (_sinceLast.IsRunning && _sinceLast.Elapsed < Interval)
            {
                return;
            }

            _sinceLast.Restart();
            console.Done(Describe(value));
        }
    }
}
