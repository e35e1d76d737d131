namespace ClipSurgery;

/// <summary>Where a path leads once all links in it, those of folders too, are followed. .NET follows the last alone.</summary>
internal static class PathLinks
{
    /// <summary>As many as Linux follows.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without links; parts that do not exist are kept.</summary>
    /// <exception cref="IOException">Links go round in circles.</exception>
    public static string Follow(string path)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        Stack<string> rest = [];
        Push(full[real.Length..]);
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                // A link's target may climb; what lies above is real already.
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not string target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"more than {MaxLinks} links lead to {path}");
            }

            string root = Path.GetPathRoot(target)!;
            real = root.Length > 0 ? Path.GetFullPath(root) : real;
            Push(target[root.Length..]);
        }

        return real;

        void Push(string parts)
        {
            foreach (string part in parts.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]).Reverse())
            {
                if (part is not ("" or "."))
                {
                    rest.Push(part);
                }
            }
        }
    }
}
