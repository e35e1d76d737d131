using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClipSurgery;

/// <summary>
/// Answers only those who call the server by a name of this machine. A page elsewhere can point a name of its own at 127.0.0.1 and ask
/// with the user's browser (DNS rebinding); that name is in the Host header. Where a key is needed, the key is what tells.
/// </summary>
/// <param name="hasKey">Whether every request needs a key.</param>
internal sealed class HostGuard(bool hasKey)
{
    public Task Handle(HttpContext context, RequestDelegate next) => hasKey || IsLoopback(context.Request.Host.Host)
        ? next(context)
        : ProblemAnswers.Answer(context, ProblemAnswers.Of(
            StatusCodes.Status421MisdirectedRequest,
            "Not this server's name",
            "This server is reached as localhost or 127.0.0.1 alone; start it with --key to reach it by other names."));

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
