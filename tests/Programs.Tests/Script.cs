namespace ClipSurgery.Tests;

/// <summary>Programs that tests write.</summary>
internal static class Script
{
    /// <summary>Writes a Bash script that can be run, and returns its path.</summary>
    public static string Write(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/bash\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }
}
