using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>Where the program writes: data to standard output, everything for people to standard error.</summary>
internal sealed class ToolConsole(TextWriter data, IAnsiConsole people)
{
    private const int LogWidth = 100_000;
    private const int ShownNotes = 20;

    private readonly ItemShare _inHand = new();

    /// <summary>Standard output: data only.</summary>
    public TextWriter Data { get; } = data;

    /// <summary>Standard error: progress, tables, notes.</summary>
    public IAnsiConsole People { get; } = people;

    /// <summary>Told the share that is done, 0 to 1, of the item in hand of <see cref="Progress{T}"/>.</summary>
    public IProgress<double> InHand => _inHand;

    /// <summary>The console of this process; <c>NO_COLOR</c> is honoured.</summary>
    public static ToolConsole Create() => Create(Console.Out, Console.Error, isTerminal: !Console.IsErrorRedirected);

    /// <summary>A console that writes somewhere else.</summary>
    /// <param name="data">Takes the data.</param>
    /// <param name="people">Takes everything for people.</param>
    /// <param name="isTerminal">Whether people read it on a terminal, and not in a file.</param>
    public static ToolConsole Create(TextWriter data, TextWriter people, bool isTerminal)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(people),
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            ColorSystem = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && isTerminal
                ? ColorSystemSupport.Detect
                : ColorSystemSupport.NoColors,
        });
        if (!isTerminal)
        {
            // A log file has no width: lines are not broken.
            console.Profile.Width = LogWidth;
        }

        console.Pipeline.Attach(new PlainRendering());
        return new ToolConsole(new PlainWriter(data), console);
    }

    public void Error(string message) => Line("error", "red", message);

    public void Note(string message) => Line("note", "yellow", message);

    /// <summary>The first notes of many, and how many more there are.</summary>
    public void Notes(IReadOnlyCollection<string> notes)
    {
        foreach (string note in notes.Take(ShownNotes))
        {
            Note(note);
        }

        if (notes.Count > ShownNotes)
        {
            Note($"and {notes.Count - ShownNotes} more notes on pictures.");
        }
    }

    /// <summary>What was done, with no mark, and unbroken: it may hold a path or a command to copy.</summary>
    public void Done(string message) => People.Profile.Out.Writer.WriteLine(PlainText.Message(message));

    // Not by markup: to break a very long line into lines of the terminal's width takes for ever.
    private void Line(string kind, string colour, string message)
    {
        People.Markup($"[{colour}]{kind}:[/] ");
        Done(message);
    }

    /// <summary>Does something that tells which share of it is done, with a progress bar on a terminal and a line elsewhere.</summary>
    public void Progress(string task, Action<IProgress<double>> work)
    {
        if (!People.Profile.Capabilities.Interactive)
        {
            work(new FirstReport(() => Done($"{task} ...")));
            return;
        }

        People.Progress().AutoClear(true).Start(context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(PlainText.Short(task)), maxValue: 1);
            work(new Bar(bar));
        });
    }

    /// <summary>Does something with each of many items, with a progress bar on a terminal.</summary>
    public void Progress<T>(string task, IReadOnlyList<T> items, Func<T, string> nameOf, Action<T> process)
    {
        Progress progress = People.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        progress.Start(context =>
        {
            ProgressTask bar = context.AddTask(Markup.Escape(PlainText.Short(task)), maxValue: items.Count);
            foreach ((int done, T item) in items.Index())
            {
                bar.Description = Markup.Escape(PlainText.Short(nameOf(item)));
                _inHand.Report = share => bar.Value = done + share;
                process(item);
                bar.Value = done + 1;
            }

            _inHand.Report = null;
        });
    }

    private sealed class ItemShare : IProgress<double>
    {
        public Action<double>? Report { get; set; }

        void IProgress<double>.Report(double value) => Report?.Invoke(value);
    }

    /// <summary>Unlike <see cref="System.Progress{T}"/> it moves the bar at once and in order.</summary>
    private sealed class Bar(ProgressTask bar) : IProgress<double>
    {
        public void Report(double value) => bar.Value = value;
    }

    private sealed class FirstReport(Action tell) : IProgress<double>
    {
        private bool _isTold;

        public void Report(double value)
        {
            if (!_isTold)
            {
                _isTold = true;
                tell();
            }
        }
    }
}
