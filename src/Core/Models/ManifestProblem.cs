namespace ClipSurgery;

/// <summary>What a manifest may hold beyond the types of its members.</summary>
internal static class ManifestProblem
{
    /// <summary>The first problem as "what was found, what was expected", or null.</summary>
    public static string? Find(ModelManifest manifest)
    {
        if (string.IsNullOrWhiteSpace(manifest.Name))
        {
            return "name is blank, expected a short name";
        }

        if (manifest.Labels is string labels && !IsInside(labels))
        {
            return OutsidePath("labels", labels);
        }

        // Notes are shown on terminals, which obey control characters; annotations are not enforced on the items of a list.
        if (manifest.Notes is not null && manifest.Notes.Any(note => note is null || note.Any(char.IsControl)))
        {
            return "notes holds null or a control character, expected lines of text";
        }

        foreach ((string name, ModelFile? file) in manifest.Files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (!IsInside(name))
            {
                return OutsidePath("files", name);
            }

            // Nullable annotations are not enforced on the values of a dictionary.
            if (file is null)
            {
                return $"files: {name} is null, expected its bytes and sha256";
            }

            if (file.Bytes < 0)
            {
                return $"files: {name} has {file.Bytes} bytes, expected 0 or more";
            }

            if (file.Sha256.Length != 64 || !file.Sha256.All(char.IsAsciiHexDigit))
            {
                return $"files: {name} has the SHA-256 \"{file.Sha256}\", expected 64 hexadecimal digits";
            }
        }

        return (manifest.Clip is null ? null : FindInClip(manifest.Clip))
            ?? (manifest.Sam is null ? null : FindInNormalization("sam", manifest.Sam.Mean, manifest.Sam.Std));
    }

    private static string OutsidePath(string member, string path) =>
        $"{member}: \"{QuotedText.Short(path)}\" is not a path inside the model's folder, expected one such as onnx/model.onnx";

    // Both separators and drive letters are refused on every system, so that a manifest is good everywhere or nowhere.
    internal static bool IsInside(string path) =>
        path.IndexOfAny(['\\', ':', '\0']) < 0 && path.Split('/').All(part => part is not ("" or "." or ".."));

    private static string? FindInClip(ClipConfig clip)
    {
        (string Name, int Value)[] sizes =
        [
            ("inputWidth", clip.InputWidth), ("inputHeight", clip.InputHeight), ("patchSize", clip.PatchSize),
            ("trainedSize", clip.TrainedSize),
            ("embeddingWidth", clip.EmbeddingWidth), ("contextLength", clip.ContextLength),
            ("vocabularySize", clip.VocabularySize),
            ("vision.width", clip.Vision.Width), ("vision.layers", clip.Vision.Layers), ("vision.heads", clip.Vision.Heads),
            ("text.width", clip.Text.Width), ("text.layers", clip.Text.Layers), ("text.heads", clip.Text.Heads),
        ];
        foreach ((string name, int value) in sizes)
        {
            if (value < 1)
            {
                return $"clip.{name} is {value}, expected 1 or more";
            }
        }

        if (clip.InputWidth % clip.PatchSize != 0 || clip.InputHeight % clip.PatchSize != 0)
        {
            return $"clip input is {clip.InputWidth}x{clip.InputHeight}, expected multiples of patchSize {clip.PatchSize}";
        }

        if (clip.Vision.Width % clip.Vision.Heads != 0 || clip.Text.Width % clip.Text.Heads != 0)
        {
            return $"clip has widths {clip.Vision.Width} and {clip.Text.Width}, expected multiples of the heads, " +
                $"{clip.Vision.Heads} and {clip.Text.Heads}";
        }

        if (clip.Attention is AttentionVariant.Surgery or AttentionVariant.SinglePath && (clip.Depth < 1 || clip.Depth > clip.Vision.Layers))
        {
            return $"clip.depth is {clip.Depth}, expected 1 to vision.layers {clip.Vision.Layers}";
        }

        return FindInNormalization("clip", clip.Mean, clip.Std);
    }

    private static string? FindInNormalization(string member, IReadOnlyList<float> mean, IReadOnlyList<float> std)
    {
        if (mean.Count != 3 || std.Count != 3)
        {
            return $"{member}: mean has {mean.Count} values and std {std.Count}, expected 3 each";
        }

        return std.All(value => value > 0) ? null : $"{member}: std is {string.Join(", ", std)}, expected values above 0";
    }
}
