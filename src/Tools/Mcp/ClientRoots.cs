using System.Diagnostics.CodeAnalysis;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

// Since protocol 2026-07-28 roots are on their way out, in favour of what the command line says. Clients have them still.
#pragma warning disable MCP9005

namespace ClipSurgery.Tools;

/// <summary>Which folders a call may use: those that the client names, within those of the command line.</summary>
/// <param name="given">The folders of <c>--root</c>; empty where there was none.</param>
internal sealed class ClientRoots(IReadOnlyList<string> given)
{
    /// <summary>What the question for the client's roots is called among those that an answer may hold.</summary>
    private const string Question = "roots";

    private const int MostRoots = 100;

    private readonly AllowedFolders _given = new(given.Count > 0 ? given : [Environment.CurrentDirectory]);

    /// <summary>
    /// The folders of one call. A client that has roots is asked for them at each call, so that they are never old: the call is broken
    /// off, and the client, or the SDK in the place of an older one, repeats it with the answer.
    /// </summary>
    /// <exception cref="InputRequiredException">The client is to answer first.</exception>
    public AllowedFolders Of(RequestContext<CallToolRequestParams> request)
    {
        if (request.Server.ClientCapabilities?.Roots is null)
        {
            return _given;
        }

        if (request.Params?.InputResponses?.TryGetValue(Question, out InputResponse? answer) != true)
        {
            throw new InputRequiredException(new Dictionary<string, InputRequest>
            {
                [Question] = InputRequest.ForRootsList(new ListRootsRequestParams()),
            });
        }

        IEnumerable<string> folders = answer!.Deserialize(InputResponse.ListRootsResultJsonTypeInfo)?.Roots
            .Take(MostRoots).Select(root => root.Uri).Where(IsFolder).Select(uri => new Uri(uri).LocalPath) ?? [];
        return new AllowedFolders(folders, given.Count > 0 ? _given : null);
    }

    private static bool IsFolder([NotNullWhen(true)] string? uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out Uri? parsed) && parsed.IsFile && Path.IsPathFullyQualified(parsed.LocalPath);
}
