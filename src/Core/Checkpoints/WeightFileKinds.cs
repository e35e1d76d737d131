namespace ClipSurgery;

/// <summary>What a file of weights is by its content.</summary>
internal enum WeightFileKind
{
    /// <summary>None of the others.</summary>
    Unknown,
    Safetensors,
    Pickle,
    TorchScript,
    GitLfsPointer,
}

/// <summary>Tells the formats of weights apart by their first bytes. Nothing of a file is run, and little of it is read.</summary>
internal static class WeightFileKinds
{
    /// <summary>A checkpoint saved by PyTorch has a few hundred entries: more are not looked at.</summary>
    private const int MaxArchiveTail = 1 << 20;

    /// <exception cref="ClipSurgeryException">The file cannot be read.</exception>
    public static WeightFileKind Recognise(string path)
    {
        FileKinds.RefuseSpecial(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] start = new byte[24];
            int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            ReadOnlySpan<byte> bytes = start.AsSpan(0, length);
            if (bytes.StartsWith("PK\u0003\u0004"u8))
            {
                return IsTorchScript(file) ? WeightFileKind.TorchScript : WeightFileKind.Pickle;
            }

            // A header's length may begin like a pickle (0x80, protocol 2 to 5), but its JSON comes behind it.
            if (bytes is [_, _, _, _, _, _, _, _, (byte)'{', ..])
            {
                return WeightFileKind.Safetensors;
            }

            if (bytes is [0x80, >= 2 and <= 5, ..])
            {
                return WeightFileKind.Pickle;
            }

            return bytes.StartsWith("version https://git-lfs"u8) ? WeightFileKind.GitLfsPointer : WeightFileKind.Unknown;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ClipSurgeryException($"{path}: cannot be read ({error.Message}).", error);
        }
    }

    /// <summary>
    /// Both kinds are zip archives; TorchScript alone has code and constants. Their names stand, uncompressed, in the list at the
    /// archive's end.
    /// </summary>
    private static bool IsTorchScript(FileStream file)
    {
        byte[] tail = new byte[Math.Min(file.Length, MaxArchiveTail)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        return tail.AsSpan().IndexOf("/constants.pkl"u8) >= 0;
    }
}
