namespace ClipSurgery;

/// <summary>
/// Finds the weights of a checkpoint, and says of what cannot be used what it is and what to do instead. Pickles and TorchScript
/// are known by their content as well as by their names; they can run code, so they are never read any further.
/// </summary>
internal static class CheckpointFiles
{
    public const string Weights = "model.safetensors";
    public const string OpenClipWeights = "open_clip_model.safetensors";

    public const string WeightIndex = $"model{IndexEnding}";

    private const string IndexEnding = ".safetensors.index.json";

    /// <summary>The files that a checkpoint's configuration may be in.</summary>
    public static readonly IReadOnlyList<string> Configs = [HuggingFaceConfig.FileName, PreprocessorConfig.FileName, OpenClipConfig.FileName];

    public static readonly IReadOnlyList<string> PickleExtensions = [".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"];
    private static readonly string[] OtherFrameworks = [".msgpack", ".h5", ".keras", ".npz", ".tflite", ".gguf"];

    /// <summary>The weight files that may be meant, likeliest first: tensors files, or the index of shards.</summary>
    /// <param name="path">A checkpoint's folder, or a file of weights.</param>
    /// <exception cref="ClipSurgeryException">There are none.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path))
        {
            RefuseFile(path, path);
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: no such checkpoint; expected a folder with model.safetensors, or a .safetensors file.");
        }

        string[] names = [Weights, WeightIndex, OpenClipWeights];
        string[] known = [.. names.Select(name => Path.Combine(path, name)).Where(File.Exists)];
        string[] found = known.Length > 0 ? known : Files(path, "*.safetensors");
        if (found.Length == 0)
        {
            RefuseFolder(path);
        }

        foreach (string file in found)
        {
            RefuseFile(file, file);
        }

        return found;
    }

    private static void RefuseFolder(string folder)
    {
        string onnx = Path.Combine(folder, "onnx");
        foreach (string file in Files(folder, "*.onnx").Concat(Directory.Exists(onnx) ? Files(onnx, "*.onnx") : []))
        {
            throw ReadyMadeOnnx(folder, $"{Path.GetRelativePath(folder, file)} ", isPart: false);
        }

        foreach (string file in Files(folder, "*").Where(file => PickleExtensions.Concat(OtherFrameworks).Contains(Extension(file))))
        {
            RefuseFile(folder, file);
        }

        throw new ClipSurgeryException(
            $"{folder}: has no .safetensors file; expected a CLIP checkpoint in the Hugging Face or the OpenCLIP layout.");
    }

    /// <exception cref="ClipSurgeryException">The file is no safetensors file, but something that can be named.</exception>
    private static void RefuseFile(string asked, string file)
    {
        string extension = Extension(file);
        string name = asked == file ? "" : $"{Path.GetFileName(file)} ";
        if (extension == ".onnx")
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            throw ReadyMadeOnnx(asked, name, isPart: File.Exists(Path.Combine(folder, ModelManifest.FileName)));
        }

        if (OtherFrameworks.Contains(extension))
        {
            throw new ClipSurgeryException(
                $"{asked}: {name}holds the weights of another framework; expected safetensors. " +
                "Get model.safetensors of the same model.");
        }

        WeightFileKind format = WeightFileKinds.Recognise(file);
        bool isNamedPickle = PickleExtensions.Contains(extension);
        if (format == WeightFileKind.GitLfsPointer)
        {
            throw new ClipSurgeryException(
                $"{asked}: {name}is a pointer of Git LFS and not the weights themselves. Get them with 'git lfs pull'.");
        }

        if (format is WeightFileKind.Pickle or WeightFileKind.TorchScript || (isNamedPickle && format != WeightFileKind.Safetensors))
        {
            throw Pickle($"{asked}: {name}", file, format);
        }

        if (format != WeightFileKind.Safetensors && extension != ".safetensors" && !file.EndsWith(IndexEnding, StringComparison.OrdinalIgnoreCase))
        {
            throw new ClipSurgeryException(
                $"{asked}: {name}is not a file of weights; expected a .safetensors file, or the folder that it lies in.");
        }
    }

    private static ClipSurgeryException ReadyMadeOnnx(string asked, string name, bool isPart) => new(
        isPart
            ? $"{asked}: {name}is a part of a model; expected the whole. Give the folder that it lies in."
            : $"{asked}: {name}is a ready-made ONNX model, and those of CLIP lack the patch tokens of CLIP Surgery's second path. " +
              "Get model.safetensors and config.json of the same repository into a folder and type: " +
              "clip-surgery convert FOLDER --output NEW-FOLDER");

    private static ClipSurgeryException Pickle(string subject, string file, WeightFileKind format)
    {
        string name = Path.GetFileName(file);

        // The command is to be copied into a shell: no name that could mean something else there.
        string quoted = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? name : "FILE";
        string load = format == WeightFileKind.TorchScript
            ? $"d=torch.jit.load('{quoted}',map_location='cpu').state_dict()"
            : $"d=torch.load('{quoted}',map_location='cpu',weights_only=True); d=d.get('state_dict',d)";
        string what = format == WeightFileKind.TorchScript ? "a TorchScript archive" : "a Python pickle";
        return new ClipSurgeryException(
            $"{subject}is {what}, which can run code when it is loaded, so it never is; expected safetensors. " +
            "Get the model's .safetensors file, or where you trust this one, make it: " +
            $"python3 -c \"import torch,safetensors.torch as s; {load}; " +
            "s.save_file({k:v.clone().contiguous() for k,v in d.items() if torch.is_tensor(v)},'model.safetensors')\"");
    }

    private static string Extension(string file) => Path.GetExtension(file).ToLowerInvariant();

    private static string[] Files(string folder, string pattern) =>
        [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)];
}
