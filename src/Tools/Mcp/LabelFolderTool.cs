using ModelContextProtocol.Protocol;

namespace ClipSurgery.Tools;

/// <summary><c>label_folder</c>: begins to label a folder of pictures, in a process that this one's end does not touch.</summary>
/// <param name="console">Where unexpected errors go.</param>
/// <param name="roots">Which folders a call may use.</param>
/// <param name="options">Options of this server's command line that <c>label</c> has too.</param>
internal sealed class LabelFolderTool(ToolConsole console, ClientRoots roots, IReadOnlyList<string> options)
    : AgentTool(console, roots, Description)
{
    private static readonly Tool Description = new()
    {
        Name = "label_folder",
        Title = "Label a folder of pictures",
        Description =
            "Begins to label all pictures of a folder, sub-folders too, by texts or a label file, and returns at once with a run; ask run_status how " +
            "far it is. The results are a COCO file with exact masks. The run goes on when this server ends, and the same call goes on with " +
            "a run that was stopped. Pictures that are done already are not labelled again.",
        InputSchema = Schema(
            """
            {
              "type": "object",
              "properties": {
                "folder": { "type": "string", "description": "Folder with pictures" },
                "labels": { "type": "string", "description": "Path of a label file (YAML), or of a .txt with one class a line" },
                "texts": {
                  "type": "array", "items": { "type": "string", "minLength": 1, "maxLength": 256 }, "maxItems": 64,
                  "description": "In place of a label file: one class a text"
                },
                "output": { "type": "string", "description": "Folder for the results, which is made; another one for other labels" }
              },
              "required": ["folder", "output"],
              "additionalProperties": false
            }
            """),
        Annotations = new ToolAnnotations { ReadOnlyHint = false, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
    };

    /// <summary>Two calls for one folder at once must not both find it idle.</summary>
    private static readonly SemaphoreSlim Starting = new(1);

    protected override async Task<CallToolResult> Call(ToolArguments arguments, AllowedFolders folders, CancellationToken cancellationToken)
    {
        string folder = folders.Resolve(arguments.Path("folder"));
        string output = folders.Resolve(arguments.Path("output"));
        string[] labels = ReadLabels(arguments, folders);
        if (output == folder)
        {
            throw new ClipSurgeryException($"{output} is the folder of the pictures; give another one for the results, such as one inside it.");
        }

        folders.RequireNoWayOut(folder, cancellationToken);
        folders.RequireNoWayOut(output, cancellationToken);
        int pictures = PictureFolder.List(folder, outside: [output], cancellationToken: cancellationToken).FileNames.Count;
        if (pictures == 0)
        {
            throw new ClipSurgeryException($"{folder}: no picture was found; expected .jpg, .png, .webp, .tif, .bmp or .gif files.");
        }

        await Start(output, ["label", folder, $"--output={output}", .. labels, .. options], cancellationToken);
        return Answer(json =>
        {
            json.WriteString("run", output);
            json.WriteNumber("pictures", pictures);
            json.WriteString("next", "Call run_status with this run to see how far it is.");
        });
    }

    /// <summary>As options of <c>label</c>, in one piece each: a text may begin with a dash or an at sign.</summary>
    private static string[] ReadLabels(ToolArguments arguments, AllowedFolders folders)
    {
        IReadOnlyList<string> texts = arguments.Texts("texts");
        switch (arguments.FindPath("labels"), texts.Count)
        {
            case (null, 0):
                throw new ClipSurgeryException("Nothing to look for is given; give texts, such as [\"cat\"], or labels, the path of a label file.");
            case (null, _):
                return [.. texts.Select(text => $"--text={text}")];
            case ({ } path, 0):
                string file = folders.Resolve(path);
                LabelOptions.ReadFile(file);
                return [$"--labels={file}"];
            default:
                throw new ClipSurgeryException("labels and texts are both given; give one of them.");
        }
    }

    private static async Task Start(string output, IEnumerable<string> command, CancellationToken cancellationToken)
    {
        await Starting.WaitAsync(cancellationToken);
        try
        {
            AgentRun run = new(output);
            if (run.IsRunning)
            {
                throw new ClipSurgeryException($"A run is at work in {output}; ask run_status about it, or give another output.");
            }

            Directory.CreateDirectory(output);
            File.Delete(run.Log);
            await DetachedProcess.Start(command, run.Log, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw WriteProblem.Of(output, error, "Give an output that may be written");
        }
        finally
        {
            Starting.Release();
        }
    }
}
