using System.Net;
using System.Text;
using System.Text.Json;

namespace ClipSurgery.Tests;

/// <summary>The AWS command line, which knows the service's model, against a stand-in for the service.</summary>
public sealed class AwsBatchTests : IDisposable
{
    private readonly TemporaryFolder _programs;
    private readonly HttpListener _service = new();
    private readonly List<(string Path, JsonElement Request)> _requests = [];
    private readonly Dictionary<string, string> _environment;

    public AwsBatchTests()
    {
        string aws = ExternalProgram.Require("aws", "awscli");
        _programs = new TemporaryFolder();
        string address = $"http://127.0.0.1:{FreePort.Next()}";
        _service.Prefixes.Add($"{address}/");
        _service.Start();
        _ = Task.Run(Serve);

        // Debian's version does not know AWS_ENDPOINT_URL.
        Script.Write(_programs["aws"], $"exec '{aws}' --endpoint-url {address} \"$@\"");
        _environment = new()
        {
            ["PATH"] = $"{_programs.FullPath}:{Environment.GetEnvironmentVariable("PATH")}",
            ["AWS_ACCESS_KEY_ID"] = "none",
            ["AWS_SECRET_ACCESS_KEY"] = "none",
            ["AWS_DEFAULT_REGION"] = "eu-west-1",
        };
    }

    [Fact]
    public void The_job_definition_is_one()
    {
        string definition = RecipePath("job-definition.json");
        string[] arguments = ["batch", "register-job-definition", "--cli-input-json", $"file://{definition}"];
        ProgramRun.Of(_environment, _programs["aws"], arguments).Succeeded();
        (string path, JsonElement request) = Assert.Single(_requests);
        Assert.Equal("/v1/registerjobdefinition", path);
        using JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(definition));
        Assert.True(JsonElement.DeepEquals(file.RootElement, request), $"{request}");
    }

    [Fact]
    public void The_merge_waits_for_the_shards()
    {
        ProgramRun.Of(_environment, "bash", RecipePath("submit.sh"), "queue", "8").Succeeded();
        Assert.Equal(["/v1/submitjob", "/v1/submitjob"], _requests.Select(request => request.Path));
        JsonElement label = _requests[0].Request;
        JsonElement merge = _requests[1].Request;
        Assert.Equal(8, label.GetProperty("arrayProperties").GetProperty("size").GetInt32());
        Assert.Equal("job-1", merge.GetProperty("dependsOn")[0].GetProperty("jobId").GetString());
        Assert.Equal("merge", merge.GetProperty("containerOverrides").GetProperty("command")[0].GetString());
    }

    [Fact]
    public void The_merge_runs_alone_too()
    {
        ProgramRun.Of(_environment, "bash", RecipePath("submit.sh"), "queue").Succeeded();
        JsonElement merge = Assert.Single(_requests).Request;
        Assert.False(merge.TryGetProperty("dependsOn", out _));
        Assert.Equal("queue", merge.GetProperty("jobQueue").GetString());
    }

    public void Dispose()
    {
        _service.Close();
        _programs.Dispose();
    }

    private static string RecipePath(string file) => Path.Combine(TestData.Root, "deploy", "aws-batch", file);

    private void Serve()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = _service.GetContext();
                using JsonDocument request = JsonDocument.Parse(context.Request.InputStream);
                _requests.Add((context.Request.RawUrl!, request.RootElement.Clone()));
                context.Response.ContentType = "application/json";
                context.Response.Close(Encoding.UTF8.GetBytes($$"""{"jobId": "job-{{_requests.Count}}"}"""), willBlock: true);
            }
        }
        catch (HttpListenerException)
        {
            // The test has ended.
        }
    }
}
