using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>
/// Keeps pages of other sites from using the server through a visitor's browser: a request that names another origin is refused, and
/// a change of state needs a header that a page elsewhere cannot send without being allowed to.
/// </summary>
/// <param name="origins">Origins beside the server's own that may, such as <c>https://labels.example</c>.</param>
internal sealed class OriginGuard(IReadOnlyList<string> origins)
{
    /// <summary>The header of a change of state.</summary>
    public const string Header = "X-Clip-Surgery";

    public Task Handle(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        string origin = request.Headers.Origin.ToString();
        bool isOwn = origin.Length == 0 || origin == $"{request.Scheme}://{request.Host}" || origins.Contains(origin);
        bool isCrossSite = origin.Length == 0 && request.Headers["Sec-Fetch-Site"] == "cross-site" && !IsNavigation(request);
        if (!isOwn || isCrossSite)
        {
            return Refuse(context, "A page of another site asked; start the server with --origin to allow it.");
        }

        bool changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        return changes && request.Path.StartsWithSegments("/api/v1") && !request.Headers.ContainsKey(Header)
            ? Refuse(context, $"A change needs the header '{Header}: 1', which pages of other sites cannot send.")
            : next(context);
    }

    private static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"] == "navigate";

    private static Task Refuse(HttpContext context, string detail) =>
        ProblemAnswers.Answer(context, ProblemAnswers.Of(StatusCodes.Status403Forbidden, "Not from there", detail));
}
