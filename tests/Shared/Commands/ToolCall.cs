using ClipSurgery.Tools;

namespace ClipSurgery.Tests;

/// <summary>
/// Runs a command in the process of the tests: the same code, without the second or two that a new process takes to compile it and to load
/// its libraries. What is about processes, signals, standard input or the environment starts one (<see cref="ToolProcess.Run"/>).
/// </summary>
internal static class ToolCall
{
    /// <summary>The current folder is the process's.</summary>
    private static readonly Lock OneAtATime = new();

    static ToolCall()
    {
        foreach (string name in ToolProcess.ForeignVariables)
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        Environment.SetEnvironmentVariable(CacheFolder.Variable, SharedCache.FullPath);
    }

    public static ToolRun Call(this ToolProcess tool, params string[] arguments)
    {
        Assert.Empty(tool.Environment);
        using StringWriter output = new();
        using StringWriter errors = new();
        lock (OneAtATime)
        {
            string before = Environment.CurrentDirectory;
            Environment.CurrentDirectory = tool.Folder;
            try
            {
                ToolConsole console = ToolConsole.Create(TextWriter.Synchronized(output), TextWriter.Synchronized(errors), isTerminal: false);
                int exitCode = CommandLine.Run(arguments, console).GetAwaiter().GetResult();
                return new ToolRun(exitCode, output.ToString(), errors.ToString());
            }
            finally
            {
                Environment.CurrentDirectory = before;
            }
        }
    }
}
