using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ClipSurgery;

/// <summary>
/// <c>GET /health</c> for X-AnyLabeling and Label Studio at once, which both ask for it on the port that they share. Members of
/// both are there for whoever asks. They differ in one: X-AnyLabeling's servers say <c>"status": "healthy"</c>, Label Studio's
/// <c>"UP"</c>. X-AnyLabeling sends the header <c>Token</c> with every call, be it empty, and hears "healthy"; all others hear
/// "UP". (Label Studio itself looks at the HTTP status and takes any JSON; monitors of either tool look at the word.) <para>It is
/// open to whoever reaches the port, and says nothing but that the server is there.</para>
/// </summary>
internal static class HealthRoute
{
    /// <summary>The class by which Label Studio lists the backend.</summary>
    public const string ModelClass = "ClipSurgery";

    /// <summary>Maps <c>/health</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/health", Answer);

    /// <summary>
    /// Answers a request; for <c>/</c>, too, where a client asks for JSON and not for the page (see <see cref="AsksForJson"/>).
    /// </summary>
    public static Task Answer(HttpContext http)
    {
        string status = http.Request.Headers.ContainsKey("Token") ? "healthy" : "UP";
        HealthAnswer answer = new(status, ModelClass, ModelsLoaded: 1, $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        return http.Response.WriteAsJsonAsync(answer, HealthJson.Default.HealthAnswer);
    }

    /// <summary>
    /// Whether a request for <c>/</c> comes from Label Studio rather than from a browser: it names JSON, or it takes anything and
    /// does not ask for HTML, as the client of Python does.
    /// </summary>
    public static bool AsksForJson(HttpRequest request)
    {
        string accept = request.Headers.Accept.ToString();
        return !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && (accept.Length == 0
                || accept.Contains("json", StringComparison.OrdinalIgnoreCase)
                || accept.Contains("*/*", StringComparison.Ordinal));
    }
}

/// <summary>What both clients read.</summary>
internal sealed record HealthAnswer(
    string Status,
    string ModelClass,
    int ModelsLoaded,
    string Timestamp);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
