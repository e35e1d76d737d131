namespace ClipSurgery.Tests;

/// <summary>Programs that only some machines have.</summary>
internal static class ExternalProgram
{
    /// <summary>The program's path; where it is not installed the test is left out, which the report tells.</summary>
    /// <param name="name">The program.</param>
    /// <param name="package">Debian's package that has it.</param>
    public static string Require(string name, string package)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin"];
        string? found = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not installed; 'apt-get install {package}' brings it on Debian.");
        return found!;
    }
}
