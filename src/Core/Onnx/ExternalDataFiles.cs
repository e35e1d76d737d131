namespace ClipSurgery;

/// <summary>
/// The files beside a model that hold its tensors. A model that comes from elsewhere must not make the runtime read anything but
/// its own: such a file lies in the model's folder and is neither a link nor one of several names of a file (hard links are
/// counted on Linux alone). ONNX 1.21 has the same rules. One kind of link is good, as in ONNX Runtime (pull request 27374): the
/// Hugging Face hub keeps a model and its data side by side and links to both.
/// </summary>
/// <param name="path">The model's file.</param>
internal sealed class ExternalDataFiles(string path)
{
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly string _folder = PathLinks.Follow(Path.GetDirectoryName(Path.GetFullPath(path))!);
    private readonly string _realModel = PathLinks.Follow(path);

    /// <summary>The files that tensors have referred to so far, in ordinal order.</summary>
    public IReadOnlyList<string> Paths =>
        [.. _lengths.Keys.Select(location => Path.GetFullPath(Path.Combine(_folder, location))).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The number of bytes in a file that a tensor refers to.</summary>
    /// <param name="location">Its path from the model's folder, with <c>/</c> between folders.</param>
    /// <param name="problem">What was found and what was expected, where the file may not be used.</param>
    public long Length(string location, out string? problem)
    {
        problem = null;
        if (!_lengths.TryGetValue(location, out long length))
        {
            problem = Find(location, out length);
            if (problem is null)
            {
                _lengths.Add(location, length);
            }
        }

        return length;
    }

    private string? Find(string location, out long length)
    {
        length = 0;
        if (!IsInside(location))
        {
            return "expected a path inside the model's folder, such as weights.bin";
        }

        string file = Path.Combine(_folder, Path.Combine([.. location.Split('/').Where(part => part != ".")]));
        try
        {
            string real = PathLinks.Follow(file);
            if (real != file && !IsBesideTheRealModel(real))
            {
                return "which is a link; expected the file itself in the model's folder";
            }

            FileInfo found = new(real);
            if (!found.Exists || found.Length == 0)
            {
                return "which is no file, or an empty one; expected the model's data beside it";
            }

            if (FileStatus.TryRead(real, out FileStatus? status) && status?.Links is uint links and > 1)
            {
                return $"which is one of {links} hard links to a file; expected a file of its own";
            }

            length = found.Length;
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"which cannot be read ({error.Message})";
        }
    }

    private bool IsBesideTheRealModel(string real) =>
        _realModel != Path.Combine(_folder, Path.GetFileName(path))
        && Path.GetDirectoryName(real) == Path.GetDirectoryName(_realModel);

    // What Windows gives a meaning to is refused on every system, so that a model is good everywhere or nowhere. The asterisk is
    // also in the name by which ONNX Runtime knows memory of its own.
    private static bool IsInside(string location) =>
        location.IndexOfAny(['\\', ':', '*', '?', '"', '<', '>', '|']) < 0
        && !location.Any(char.IsControl)
        && location.Split('/') is [.., not "."] parts
        && parts.All(part => part is not ("" or ".."));
}
