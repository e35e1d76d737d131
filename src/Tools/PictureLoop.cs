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
        console.Progress("pictures", pictures, picture => Path.GetFileName(picture.Path), Process, cancellationToken);
        _failures.ForEach(console.Error);

        void Process(InputPicture picture)
        {
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
        }
    }
}
