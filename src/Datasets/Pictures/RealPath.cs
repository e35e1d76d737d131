namespace ClipSurgery;

/// <summary>Where a folder really lies, whatever links lead to it.</summary>
internal static class RealPath
{
    /// <summary>The full path without links.</summary>
    /// <param name="folder">A folder that exists, so that its links end.</param>
    public static string Of(string folder)
    {
        string full = Path.GetFullPath(folder);
        string real = Path.GetPathRoot(full)!;
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            DirectoryInfo next = new(Path.Combine(real, part));
            real = next.ResolveLinkTarget(returnFinalTarget: true) is FileSystemInfo target ? Of(target.FullName) : next.FullName;
        }

        return real;
    }

    /// <summary>True where a folder lies in another one, or is it. Both are real paths.</summary>
    public static bool Contains(string outer, string inner)
    {
        string start = Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar;
        return inner == outer || inner.StartsWith(start, StringComparison.Ordinal);
    }
}
