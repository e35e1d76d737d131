using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ClipSurgery;

/// <summary>
/// Asks for the server's key: <c>Authorization: Bearer</c> of the page and of programs, <c>Authorization: Basic</c> of Label Studio, with
/// the key as the password, and <c>Token</c> of X-AnyLabeling. The page itself is open, for it has to ask for the key, and so is
/// <c>/health</c>.
/// </summary>
/// <param name="key">The key.</param>
internal sealed class KeyGuard(string key)
{
    private readonly byte[] _hash = Hash(key);

    public Task Handle(HttpContext context, RequestDelegate next)
    {
        if (IsOpen(context.Request) || Given(context.Request) is { } given && CryptographicOperations.FixedTimeEquals(Hash(given), _hash))
        {
            return next(context);
        }

        ProblemDetails problem = ProblemAnswers.Of(
            StatusCodes.Status401Unauthorized, "A key is needed", "This server needs its key; send it as 'Authorization: Bearer KEY'.");
        if (context.Request.Path.StartsWithSegments("/v1"))
        {
            // As X-AnyLabeling's own server says it.
            problem.Extensions["success"] = false;
            problem.Extensions["error"] = new Dictionary<string, string> { ["code"] = "UNAUTHORIZED", ["message"] = problem.Detail! };
        }

        // Of "Basic" browsers ask in a dialog of their own, which the page does not want.
        context.Response.Headers.WWWAuthenticate = context.Request.Path.StartsWithSegments("/api") ? "Bearer" : "Basic realm=\"ClipSurgery\"";
        return ProblemAnswers.Answer(context, problem);
    }

    private static bool IsOpen(HttpRequest request) =>
        HttpMethods.IsGet(request.Method)
        && (request.Path == "/" || request.Path == "/health" || request.Path == "/ready" || request.Path.StartsWithSegments("/page"));

    private static string? Given(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return header["Bearer ".Length..].Trim();
        }

        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return Password(header["Basic ".Length..].Trim());
        }

        return request.Headers.TryGetValue("Token", out Microsoft.Extensions.Primitives.StringValues token) ? token.ToString() : null;
    }

    private static string? Password(string base64)
    {
        byte[] bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out int length) && Encoding.UTF8.GetString(bytes, 0, length) is var pair
            ? pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..]
            : null;
    }

    /// <summary>Hashes have one length, so that comparing them takes one time.</summary>
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
