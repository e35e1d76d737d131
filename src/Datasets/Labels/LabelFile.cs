using System.Text;

namespace ClipSurgery;

/// <summary>
/// Reads label files, YAML or JSON: <c>classes</c>, a list of names or of entries with <c>name</c>, <c>prompts</c>,
/// <c>presence</c>, <c>contrast</c>, <c>color</c> and <c>supercategory</c>, and <c>contrast</c> for all classes. Whatever is not
/// one of these is refused with its line and column, so that a typing error never becomes a wrong data set.
/// </summary>
public static class LabelFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Reads a label file of at most 1 MiB, UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ClipSurgeryException">
    /// The file cannot be read or is no label file; one line with the place: <c>labels.yaml:4:5: …</c>.
    /// </exception>
    public static LabelSet Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return LabelSetReader.Read(YamlText.Parse(ReadText(path), path));
    }

    /// <summary>The text of a label file.</summary>
    internal static string ReadText(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ClipSurgeryException($"{path}: this is a folder; give a label file.");
        }

        FileKinds.RefuseSpecial(path);
        byte[] bytes = new byte[MaxBytes + 1];
        int length;
        try
        {
            using FileStream stream = File.OpenRead(path);
            length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}). Give a label file.", error);
        }

        if (length > MaxBytes)
        {
            throw new ClipSurgeryException($"{path} has more than {MaxBytes} bytes; expected a label file, which has far less.");
        }

        ReadOnlySpan<byte> content = bytes.AsSpan(0, length);
        content = content.StartsWith(Encoding.UTF8.Preamble) ? content[Encoding.UTF8.Preamble.Length..] : content;
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException error)
        {
            throw new ClipSurgeryException($"{path}: it is not UTF-8 text. Save it as UTF-8.", error);
        }
    }
}
