using Spectre.Console;

namespace ClipSurgery.Tools;

/// <summary>Runs over pictures with progress; one that fails is told and the others still run.</summary>
/// <param name="console">Where progress and failures are told.</param>
/// <param name="limits">Limits on pictures.</param>
/// <param name="writesJson">True where a failure also has a JSON line.</param>
internal sealed class PictureLoop(ToolConsole console, ImageLimits limits, bool writesJson)
{
    private readonly List<string> _failures = [];

    public int FailureCount => _failures.Count;

    public int ExitCode => _failures.Count == 0 ? Tools.ExitCode.Done : Tools.ExitCode.SomeFailed;

    /// <summary>Reads and processes pictures in their order.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="process">What is done with one.</param>
    /// <param name="cancellationToken">Ends the loop.</param>
    public void Run(IReadOnlyList<InputPicture> pictures, Action<InputPicture, LoadedImage> process, CancellationToken cancellationToken)
    {
        Progress progress = console.People.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
        progress.Start(context =>
        {
            ProgressTask task = context.AddTask("pictures", maxValue: pictures.Count);
            foreach (InputPicture picture in pictures)
            {
                cancellationToken.ThrowIfCancellationRequested();
                task.Description = Markup.Escape(Path.GetFileName(picture.Path));
                try
                {
                    process(picture, ImageFile.Read(picture.Path, limits));
                }
                catch (Exception error) when (error is ClipSurgeryException or ArgumentException)
                {
                    string message = error is ClipSurgeryException ? error.Message : $"{picture.Path}: {error.Message}";
                    _failures.Add(message);
                    if (writesJson)
                    {
                        JsonLine.WriteFailure(console.Data, picture, message);
                    }
                }

                task.Increment(1);
            }
        });
        _failures.ForEach(console.Error);
    }
}
