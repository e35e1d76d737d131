using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>Reads a request's JSON. The host limits how long a body may be and how slowly it may come.</summary>
internal static class JsonBody
{
    private const int FirstBuffer = 1 << 20;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RefusedRequestException">
    /// The body is not declared to be JSON. All the tools declare it, and a web page of another origin cannot without being asked
    /// for permission first, so that no page that somebody visits can use their server.
    /// </exception>
    /// <exception cref="JsonException">It is not the JSON that is expected.</exception>
    public static async Task<T> Read<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (!http.Request.HasJsonContentType())
        {
            throw new RefusedRequestException(
                StatusCodes.Status415UnsupportedMediaType, "The body has another type; expected Content-Type: application/json.");
        }

        using MemoryStream body = new((int)Math.Min(http.Request.ContentLength ?? 0, FirstBuffer));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), type)
            ?? throw new JsonException("The body is null.", "$", null, null);
    }
}
