namespace ClipSurgery;

/// <summary>What a picture's name has to be like for a COCO file, which is read on other systems, to hold it.</summary>
internal static class PictureName
{
    /// <summary>Why the name cannot be held, as the end of a sentence; null where it can.</summary>
    /// <param name="name">Relative, with forward slashes between its parts.</param>
    public static string? ProblemOf(string name) =>
        name.Contains('\uFFFD') ? "its name is not valid UTF-8"
        : name.Contains('\\') ? "its name has a backslash, which other systems take for a folder"
        : name.Any(char.IsControl) ? "its name has a line break or another control character"
        : name is [char letter, ':', ..] && char.IsAsciiLetter(letter) ? "its name begins like a drive"
        : null;

    /// <summary>True for a name that is absolute or leads out of its folder; it may come from a file that is not trusted.</summary>
    public static bool LeadsOut(string name) =>
        Path.IsPathRooted(name) || name.Split('/', '\\').Any(part => part is "" or "." or "..");

    /// <summary>What to say of a name that <see cref="LeadsOut"/>.</summary>
    public static string OutsideProblem(string name) =>
        $"{name}: this name leads out of the picture folder; expected a relative path such as animals/cat.jpg.";

    /// <exception cref="ClipSurgeryException">The name leads out of the picture folder.</exception>
    public static void RequireInside(string name)
    {
        if (LeadsOut(name))
        {
            throw new ClipSurgeryException(OutsideProblem(name));
        }
    }

    /// <summary>A left-out entry, its name fit for one line.</summary>
    public static SkippedEntry Skipped(string name, string reason) =>
        new(string.Concat(name.Select(character => char.IsControl(character) ? ' ' : character)), reason);
}
