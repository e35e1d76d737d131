using System.Collections.Frozen;
using System.IO.Hashing;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace ClipSurgery;

/// <summary>The page to label on: files that are part of this library, and a policy under which nothing else runs.</summary>
internal static class PageRoutes
{
    private const string Folder = "page/";
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Assembly Library = typeof(PageRoutes).Assembly;

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    /// <summary>The files with their tags, so that a browser never mixes an old one with a new one.</summary>
    private static readonly FrozenDictionary<string, EntityTagHeaderValue> Tags = Library.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name, TagOf);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context, HttpResponse response) => Open(context, response)).ExcludeFromDescription();
        routes.MapGet("/page/{name}", (string name, HttpResponse response) => Send(name, response)).ExcludeFromDescription();
    }

    /// <summary>The page, or what Label Studio asks at the same address.</summary>
    private static async Task<IResult> Open(HttpContext context, HttpResponse response)
    {
        if (HealthRoute.AsksForJson(context.Request))
        {
            await HealthRoute.Answer(context).ConfigureAwait(false);
            return TypedResults.Empty;
        }

        return Send("index.html", response);
    }

    private static IResult Send(string name, HttpResponse response)
    {
        if (!Tags.TryGetValue(Folder + name, out EntityTagHeaderValue? tag) || !Types.TryGetValue(Path.GetExtension(name), out string? type))
        {
            return TypedResults.NotFound();
        }

        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Stream(Library.GetManifestResourceStream(Folder + name)!, type, entityTag: tag);
    }

    private static EntityTagHeaderValue TagOf(string resource)
    {
        using Stream stream = Library.GetManifestResourceStream(resource)!;
        XxHash64 hash = new();
        hash.Append(stream);
        return new EntityTagHeaderValue($"\"{hash.GetCurrentHashAsUInt64():x16}\"");
    }
}
