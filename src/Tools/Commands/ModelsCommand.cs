using System.CommandLine;

namespace ClipSurgery.Tools;

/// <summary><c>models</c>: which models there are, where to get them, what they know, and whether their files are whole.</summary>
internal static class ModelsCommand
{
    public static Command Create(ToolConsole console) => new("models", "Download, list, describe and verify models.")
    {
        new ModelsPullCommand().Create(console),
        new ModelsListCommand().Create(console),
        new ModelsInfoCommand().Create(console),
        new ModelsVerifyCommand().Create(console),
        new ModelsImportCommand().Create(console),
        new ModelsGcCommand().Create(console),
    };
}
