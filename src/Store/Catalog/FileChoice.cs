namespace ClipSurgery;

/// <summary>The files of a repository that make a model.</summary>
/// <param name="Kind">What they make.</param>
/// <param name="Paths">Their paths in the repository.</param>
internal sealed record FileChoice(ModelKind Kind, IReadOnlyList<string> Paths)
{
    /// <summary>Chooses what <see cref="SamModel"/> or the CLIP converter would take.</summary>
    /// <exception cref="ClipSurgeryException">The repository has no such files; the message says what it has instead.</exception>
    public static FileChoice Of(string repo, HubSnapshot snapshot)
    {
        string[] paths = [.. snapshot.Files.Select(file => file.Path).Order(StringComparer.Ordinal)];
        string[] onnx = [.. paths.Where(path => path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) && IsNear(path))];
        bool isSam = onnx.Any(path => Path.GetFileName(path).Contains("decoder", StringComparison.OrdinalIgnoreCase))
            && onnx.Any(path => Path.GetFileName(path).Contains("encoder", StringComparison.OrdinalIgnoreCase));
        if (isSam)
        {
            string[] graphs = [.. SamFiles.Among(repo, onnx).All];
            return new FileChoice(ModelKind.Sam, [.. graphs, .. paths.Where(path => graphs.Any(graph => IsDataOf(path, graph)))]);
        }

        bool isOther = snapshot.ModelType is not (null or "clip") && !paths.Contains(CheckpointFiles.OpenClipWeights);
        string[] weights = isOther ? [] : Weights(paths);
        return weights.Length > 0
            ? new FileChoice(ModelKind.Clip, [.. weights, .. ConfigsFor(weights, paths)])
            : throw Refuse(repo, snapshot, paths, onnx);
    }

    /// <summary>
    /// OpenCLIP's file goes first: repositories of timm have a model.safetensors beside it that is the image tower alone.
    /// </summary>
    private static string[] Weights(string[] paths)
    {
        foreach (string name in (ReadOnlySpan<string>)[CheckpointFiles.OpenClipWeights, CheckpointFiles.Weights])
        {
            if (paths.Contains(name))
            {
                return [name];
            }
        }

        string[] all = [.. paths.Where(path => path.EndsWith(".safetensors", StringComparison.Ordinal) && !path.Contains('/'))];
        return paths.Contains(CheckpointFiles.WeightIndex)
            ? [CheckpointFiles.WeightIndex, .. all.Where(path => path.StartsWith("model-", StringComparison.Ordinal))]
            : all.Length == 1 ? all
            : [];
    }

    /// <summary>With OpenCLIP's weights its own configuration alone: timm's config.json is about another network.</summary>
    private static IEnumerable<string> ConfigsFor(string[] weights, string[] paths) =>
        weights.Contains(CheckpointFiles.OpenClipWeights) && paths.Contains(OpenClipConfig.FileName)
            ? [OpenClipConfig.FileName]
            : CheckpointFiles.Configs.Where(paths.Contains);

    private static bool IsNear(string path) => path.Split('/') is [_] or ["onnx", _];

    /// <summary>
    /// Weights beside a graph: <c>encoder.onnx_data</c>, <c>encoder.onnx_data_1</c>, <c>encoder.onnx.data</c>,
    /// <c>encoder_data.bin</c>.
    /// </summary>
    public static bool IsDataOf(string path, string graph) =>
        (path.StartsWith(graph, StringComparison.Ordinal)
            && path[graph.Length..].TrimStart('_', '.').StartsWith("data", StringComparison.Ordinal))
        || path == graph[..^".onnx".Length] + "_data.bin";

    private static ClipSurgeryException Refuse(string repo, HubSnapshot snapshot, string[] paths, string[] onnx)
    {
        bool hasTowers = onnx.Any(path => Path.GetFileName(path).StartsWith("vision_model", StringComparison.Ordinal)
            || Path.GetFileName(path).StartsWith("text_model", StringComparison.Ordinal));
        string? pickle = paths.FirstOrDefault(path => CheckpointFiles.PickleExtensions.Contains(Path.GetExtension(path)));
        string? safetensors = paths.FirstOrDefault(path => path.EndsWith(".safetensors", StringComparison.Ordinal));
        string found = hasTowers
            ? "has ready-made ONNX towers of CLIP, which lack the patch tokens that maps are made of; " +
                "pull the repository that they were made from, with its .safetensors file"
            : safetensors is not null && snapshot.ModelType is not (null or "clip")
            ? $"holds a model of the type {snapshot.ModelType}; " +
                "expected a CLIP model in safetensors, or the ONNX encoder and decoder of a SAM model"
            : safetensors is not null
            ? $"has several .safetensors files, {safetensors} among them; expected one, or model.safetensors"
            : pickle is not null
            ? $"has {pickle} and no .safetensors file, and pickle files can run code, so they are never loaded; " +
                "look for a revision with safetensors (refs/pr/N) and give it after @"
            : "has no .safetensors file and no ONNX encoder and decoder; expected a CLIP checkpoint or a SAM model";
        return new ClipSurgeryException($"{repo}: {found}.");
    }
}
