using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace ClipSurgery.Tools;

/// <summary><c>run_status</c>: how far a label run is, and where its results are.</summary>
internal sealed class RunStatusTool(ToolConsole console, ClientRoots roots) : AgentTool(console, roots, Description)
{
    private static readonly Tool Description = new()
    {
        Name = "run_status",
        Title = "How far a label run is",
        Description =
            "Tells how far a run of label_folder is: its state (running, done, stopped, failed), how many pictures are done, failed and left, the last lines of " +
            "its log, and where its results are. While it runs the numbers are up to ten seconds old.",
        InputSchema = Schema(
            """
            {
              "type": "object",
              "properties": { "run": { "type": "string", "description": "The run that label_folder returned: its output folder" } },
              "required": ["run"],
              "additionalProperties": false
            }
            """),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    protected override Task<CallToolResult> Call(ToolArguments arguments, AllowedFolders folders, CancellationToken cancellationToken) =>
        Task.Run(() => Status(folders.Resolve(arguments.Path("run")), folders, cancellationToken), cancellationToken);

    private static CallToolResult Status(string folder, AllowedFolders folders, CancellationToken cancellationToken)
    {
        folders.RequireNoWayOut(folder, cancellationToken);
        AgentRun run = new(folder);
        if (!run.Exists)
        {
            throw new ClipSurgeryException($"{folder}: holds no run; give what label_folder returned as run.");
        }

        IReadOnlyList<string> log = run.ReadLog();
        (AgentRunState state, int? total, int? done, int? failed, int? instances) = run.Read(log);
        return Answer(json =>
        {
            json.WriteString("run", folder);
            json.WriteString("state", $"{state}".ToLowerInvariant());
            json.WriteStartObject("pictures");
            Write(json, "total", total);
            Write(json, "done", done);
            Write(json, "failed", failed);
            Write(json, "left", total - done - failed);
            json.WriteEndObject();
            Write(json, "instances", instances);
            json.WriteStartObject("results");
            Write(json, "annotations", state == AgentRunState.Done ? run.Annotations : null);
            Write(json, "failures", state == AgentRunState.Done ? run.Failures : null);
            json.WriteEndObject();
            json.WriteStartArray("log");
            foreach (string line in AgentRun.Shown(log))
            {
                json.WriteStringValue(line);
            }

            json.WriteEndArray();
            if (Advice(state) is { } advice)
            {
                json.WriteString("next", advice);
            }
        });
    }

    private static string? Advice(AgentRunState state) => state switch
    {
        AgentRunState.Stopped => "Call label_folder again with the same arguments: it goes on from here.",
        AgentRunState.Failed => "The log says what is wrong; what an earlier run left in this folder is as it was.",
        _ => null,
    };

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, string? path)
    {
        if (path is not null)
        {
            json.WriteString(name, path);
        }
    }
}
