using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClipSurgery.Tests;

/// <summary>What of Label Studio a backend talks to: pictures that need a token, and servers that mean no good.</summary>
internal sealed class FakeLabelStudio : IAsyncDisposable
{
    /// <summary>The old kind of token.</summary>
    public const string Token = "0123456789abcdef";

    /// <summary>The new kind, which only fetches another.</summary>
    public const string PersonalToken = "eyJhbGciOi.eyJ0b2tlbl90.c2lnbmF0dXJl";

    private const string Access = "a-token-for-five-minutes";

    private readonly WebApplication _app;

    public FakeLabelStudio()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet("/data/upload/1/cats.jpg", http => Picture(http, $"Token {Token}", $"Bearer {Access}"));
        _app.MapGet("/open/cats.jpg", http => Picture(http, ""));
        _app.MapPost("/api/token/refresh", async http =>
        {
            Refreshes++;
            string body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            http.Response.StatusCode = body == $$"""{"refresh":"{{PersonalToken}}"}""" ? 200 : 401;
            await http.Response.WriteAsync($$"""{"access":"{{Access}}"}""");
        });
        _app.MapGet("/to", http =>
        {
            http.Response.Redirect(http.Request.Query["address"]!);
            return Task.CompletedTask;
        });
        _app.MapGet("/endless", async http =>
        {
            byte[] part = new byte[1 << 16];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(part);
            }
        });
        _app.MapGet("/slow", http => Task.Delay(TimeSpan.FromMinutes(1), http.RequestAborted));
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.Single());

    /// <summary>How often a personal token was shown.</summary>
    public int Refreshes { get; private set; }

    /// <summary>The header by which the last picture was asked for.</summary>
    public string LastAuthorization { get; private set; } = "";

    public Task Start() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Picture(HttpContext http, params string[] accepted)
    {
        LastAuthorization = http.Request.Headers.Authorization.ToString();
        if (!accepted.Contains("") && !accepted.Contains(LastAuthorization))
        {
            http.Response.StatusCode = 401;
            return;
        }

        await http.Response.Body.WriteAsync(ProtocolHost.CatsFile);
    }
}
