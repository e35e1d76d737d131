namespace ClipSurgery;

/// <summary>An unconverted CLIP checkpoint: its weights and its configuration.</summary>
internal sealed class ClipCheckpoint : IDisposable
{
    private readonly CheckpointTensors _tensors;

    private ClipCheckpoint(string weights, CheckpointTensors tensors, ConversionOptions options, VerifiedFiles verified)
    {
        Folder = Path.GetDirectoryName(Path.GetFullPath(weights))!;
        _tensors = tensors;
        Layout = CheckpointLayout.Detect(tensors);
        CheckpointConfiguration configuration = new(Path.GetFullPath(weights), tensors, Layout);
        Config = configuration.Read(options, verified);
        TrainedGrid = configuration.TrainedGrid;
        License = configuration.License;
        Settings = configuration.Settings.All;
        Warnings = configuration.Settings.Warnings;
    }

    /// <summary>The folder that holds the weights.</summary>
    public string Folder { get; }

    /// <summary>The files that hold the weights, and the index of them where there are several.</summary>
    public IReadOnlyList<string> WeightFiles => [.. _tensors.WeightFiles.Append(_tensors.Path).Distinct(StringComparer.Ordinal)];

    public CheckpointLayout Layout { get; }

    public ClipConfig Config { get; }

    /// <summary>Side of the checkpoint's own patch grid.</summary>
    public int TrainedGrid { get; }

    /// <summary>The licence of the weights where the checkpoint's name tells it.</summary>
    public string? License { get; }

    /// <summary>Where each part of <see cref="Config"/> comes from.</summary>
    public IReadOnlyList<CheckpointSetting> Settings { get; }

    /// <summary>What a user should know before the model is used, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Opens a checkpoint.</summary>
    /// <param name="path">Its folder, or the <c>.safetensors</c> file itself.</param>
    /// <param name="options">What to convert to, and what to override.</param>
    /// <param name="verified">Files whose hashes need not be computed again.</param>
    public static ClipCheckpoint Open(string path, ConversionOptions options, VerifiedFiles verified = default)
    {
        (string weights, CheckpointTensors tensors) = OpenWeights(CheckpointFiles.Find(path));
        try
        {
            return new ClipCheckpoint(weights, tensors, options, verified);
        }
        catch
        {
            tensors.Dispose();
            throw;
        }
    }

    public void Dispose() => _tensors.Dispose();

    /// <summary>
    /// The first file that holds a CLIP: timm puts its own <c>model.safetensors</c> beside OpenCLIP's file. Where none does, the
    /// first, so that it can be said what it is.
    /// </summary>
    private static (string Path, CheckpointTensors Tensors) OpenWeights(IReadOnlyList<string> files)
    {
        foreach (string file in files)
        {
            CheckpointTensors tensors = CheckpointTensors.Open(file);
            if (files.Count == 1 || CheckpointLayout.IsKnown(tensors))
            {
                return (file, tensors);
            }

            tensors.Dispose();
        }

        return (files[0], CheckpointTensors.Open(files[0]));
    }
}
