using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace ClipSurgery.Tests;

/// <summary>Who may ask: nobody by another name, no page of another site, and with a key only those who have it.</summary>
public sealed class SecurityTests(DemoModels models) : IClassFixture<DemoModels>
{
    private const string Key = "correct horse";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:1234", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:80", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("192.168.1.1", 421)]
    public async Task Other_names_are_refused(string host, int status)
    {
        await using RunningServer server = await RunningServer.Start(models);
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/run");
        request.Headers.Host = host;

        Assert.Equal(status, await Status(server, request));
    }

    [Theory]
    [InlineData("POST", "/api/v1/classes", "Origin", "https://evil.example", 403)]
    [InlineData("GET", "/api/v1/run", "Origin", "https://evil.example", 403)]
    [InlineData("GET", "/api/v1/run", "Origin", "null", 403)]
    [InlineData("GET", "/api/v1/run", "Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("GET", "/api/v1/run", "Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("POST", "/api/v1/classes", "X-Clip-Surgery", null, 403)]
    [InlineData("OPTIONS", "/api/v1/classes", "Origin", "https://evil.example", 403)]
    public async Task Pages_of_other_sites_are_refused(string method, string path, string header, string? value, int status)
    {
        await using RunningServer server = await RunningServer.Start(models);
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (value is null)
        {
            server.Client.DefaultRequestHeaders.Remove(header);
        }
        else
        {
            request.Headers.Add(header, value);
        }

        Assert.Equal(status, await Status(server, request));
    }

    [Fact]
    public async Task An_origin_that_was_named_may_ask()
    {
        await using RunningServer server = await RunningServer.Start(models, new ServeOptions { Origins = ["https://labels.example"] });
        using HttpRequestMessage preflight = new(HttpMethod.Options, "/api/v1/classes");
        preflight.Headers.Add("Origin", "https://labels.example");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "x-clip-surgery");

        using HttpResponseMessage response = await server.Client.SendAsync(preflight, Token);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(["https://labels.example"], response.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/api/v1/run", null, null, 401)]
    [InlineData("/api/v1/run", "Authorization", "Bearer correct horse", 200)]
    [InlineData("/api/v1/run", "Authorization", "Bearer wrong", 401)]
    [InlineData("/api/v1/run", "Token", "correct horse", 200)]
    [InlineData("/api/v1/run", "Token", "", 401)]
    [InlineData("/api/v1/run", "Authorization", "Basic bm9ib2R5OmNvcnJlY3QgaG9yc2U=", 200)]
    [InlineData("/api/v1/run", "Authorization", "Basic !!!", 401)]
    [InlineData("/", null, null, 200)]
    [InlineData("/ready", null, null, 200)]
    [InlineData("/health", null, null, 200)]
    [InlineData("/v1/models", null, null, 401)]
    [InlineData("/v1/models", "Token", "correct horse", 200)]
    [InlineData("/api/functions", null, null, 401)]
    [InlineData("/sam/version/", null, null, 401)]
    [InlineData("/openapi/v1.json", null, null, 401)]
    public async Task With_a_key_only_those_who_have_it_may_ask(string path, string? header, string? value, int status)
    {
        await using RunningServer server = await RunningServer.Start(models, new ServeOptions { Key = Key });
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Host = "labels.example";
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        Assert.Equal(status, await Status(server, request));
    }

    [Fact]
    public async Task The_page_runs_nothing_but_its_own()
    {
        await using RunningServer server = await RunningServer.Start(models);

        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Accept.ParseAdd("text/html");
        using HttpResponseMessage page = await server.Client.SendAsync(request, Token);
        string html = await page.Content.ReadAsStringAsync(Token);

        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'; script-src 'self'; ", page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain("style=\"", html);
        Assert.DoesNotMatch("<script(?![^>]*src=)", html);
        Assert.DoesNotMatch("(?i)\\son[a-z]+=", html);
        Assert.DoesNotContain("http://", html.Replace("http://www.w3.org/", "", StringComparison.Ordinal));
    }

    private static async Task<int> Status(RunningServer server, HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Post)
        {
            request.Content = new StringContent("""{"name":"bird"}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request, Token);
        return (int)response.StatusCode;
    }
}
