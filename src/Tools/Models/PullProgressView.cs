using System.Diagnostics;
using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>Shows how far a download is: a bar a model on a terminal, a line every ten seconds elsewhere.</summary>
internal sealed class PullProgressView(ToolConsole console)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Shows the progress of some work while it lasts.</summary>
    public IReadOnlyList<PulledModel> Show(Func<IProgress<PullProgress>, IReadOnlyList<PulledModel>> work)
    {
        if (!console.People.Profile.Capabilities.Interactive)
        {
            return work(new Lines(console));
        }

        IReadOnlyList<PulledModel> models = [];
        console.People.Progress().AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn())
            .Start(context => models = work(new Bars(console, context)));
        return models;
    }

    private sealed class Bars(ToolConsole console, ProgressContext context) : IProgress<PullProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];

        public void Report(PullProgress value)
        {
            if (value.Note is not null)
            {
                console.Note(value.Note);
                return;
            }

            if (!_tasks.TryGetValue(value.Model, out ProgressTask? task))
            {
                task = context.AddTask(Markup.Escape(PlainText.Short(value.Model)), maxValue: Math.Max(1, value.Total));
                _tasks.Add(value.Model, task);
            }

            task.Value = value.Done;
        }
    }

    private sealed class Lines(ToolConsole console) : IProgress<PullProgress>
    {
        private readonly Stopwatch _sinceLast = Stopwatch.StartNew();

        public void Report(PullProgress value)
        {
            if (value.Note is not null)
            {
                console.Note(value.Note);
            }
            else if (_sinceLast.Elapsed >= Interval)
            {
                _sinceLast.Restart();
                console.Done($"{value.Model}: {ModelNames.Size(value.Done)} of {ModelNames.Size(value.Total)}");
            }
        }
    }
}
