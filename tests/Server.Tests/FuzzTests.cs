namespace ClipSurgery.Tests;

/// <summary>Whatever is asked, the server answers, and touches nothing but the labels. bench/Serving asks ten times as often.</summary>
public sealed class FuzzTests(DemoModels models) : IClassFixture<DemoModels>
{
    private const int Requests = 1000;

    [Fact]
    public async Task No_request_breaks_it()
    {
        await using RunningServer server = await RunningServer.Start(models);
        RequestFuzz fuzz = new(seed: 18, [.. Directory.GetFiles(server.Pictures).Select(file => RunningServer.Id(Path.GetFileName(file)))]);
        Dictionary<string, DateTime> before = Written(server.Pictures);
        Dictionary<int, int> answers = [];
        for (int i = 0; i < Requests; i++)
        {
            using HttpRequestMessage request = fuzz.Next();
            string shown = $"{i}: {request.Method} {request.RequestUri}";
            string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            using HttpResponseMessage response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
            int status = (int)response.StatusCode;
            Assert.True(status is < 500 or 503, $"{shown} {body}: {status}");
            answers[status] = answers.GetValueOrDefault(status) + 1;
        }

        Assert.Equal(before, Written(server.Pictures));
        Assert.Equal(["labels", "pictures"], Directory.GetFileSystemEntries(server.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.InRange(answers[200], 100, Requests);
        Assert.InRange(answers[422], 20, Requests);
        Assert.Equal(200, (int)(await server.Client.GetAsync("/api/v1/run", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static Dictionary<string, DateTime> Written(string folder) =>
        Directory.GetFiles(folder).ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
