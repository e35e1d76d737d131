using System.Diagnostics;

namespace ClipSurgery.Tests;

/// <summary>Builds folders of empty files, links and odd entries; a picture's content is never looked at.</summary>
internal static class PictureTree
{
    /// <summary>Creates empty files, and the folders that they lie in.</summary>
    public static void Touch(this TemporaryFolder folder, params string[] names)
    {
        foreach (string name in names)
        {
            string path = folder[name];
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, []);
        }
    }

    /// <summary>Creates a link; its target is taken as it is given.</summary>
    public static void Link(this TemporaryFolder folder, string name, string target) =>
        File.CreateSymbolicLink(folder[name], target);

    /// <summary>Runs a line of shell in the folder, for what .NET cannot create.</summary>
    public static void Shell(this TemporaryFolder folder, string line)
    {
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { WorkingDirectory = folder.FullPath })!;
        bash.WaitForExit();
        Assert.Equal(0, bash.ExitCode);
    }
}
