namespace ClipSurgery;

/// <summary>Which hub is asked, as whom, and which mirrors are asked for files before it.</summary>
public sealed record HubSettings
{
    /// <summary>The hub's address. Defaults to <c>https://huggingface.co</c>.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The access token; it is sent to the endpoint's own host and to no other.</summary>
    public string? Token { get; init; }

    /// <summary>True where nothing may be asked of the network.</summary>
    public bool IsOffline { get; init; }

    /// <summary>
    /// Servers with the hub's paths that are asked for files first, in this order, the endpoint last. They need not be trusted:
    /// hashes come from the endpoint or from <c>models.lock</c>.
    /// </summary>
    public IReadOnlyList<Uri> Mirrors { get; init; } = [];

    /// <summary>Reads <c>HF_ENDPOINT</c>, <c>HF_TOKEN</c> and <c>HF_HUB_OFFLINE</c>, as huggingface_hub does.</summary>
    /// <exception cref="ClipSurgeryException"><c>HF_ENDPOINT</c> is not an address.</exception>
    public static HubSettings FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <summary>The address alone: a token must not get into logs.</summary>
    public override string ToString() => Endpoint.AbsoluteUri;

    /// <summary>A server's address as the beginning of others: without a slash at its end.</summary>
    internal static string Root(Uri server) => server.AbsoluteUri.TrimEnd('/');

    /// <summary>Reads the address of a hub or a mirror.</summary>
    /// <param name="text">The address; a path is kept, so that a hub may lie in a folder of a server.</param>
    /// <param name="what">The option or variable, for the message.</param>
    /// <exception cref="ClipSurgeryException">It is not an http or https address, or it has a user, a query or a fragment.</exception>
    internal static Uri ParseAddress(string text, string what) =>
        Uri.TryCreate(text.TrimEnd('/'), UriKind.Absolute, out Uri? address)
        && address.Scheme is "http" or "https"
        && address is { UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new ClipSurgeryException($"{what} is \"{text}\"; expected an address such as https://huggingface.co, without user or query.");

    internal static HubSettings From(Func<string, string?> variable) => new()
    {
        Endpoint = variable("HF_ENDPOINT") is { Length: > 0 } address ? ParseAddress(address, "HF_ENDPOINT") : new HubSettings().Endpoint,
        Token = variable("HF_TOKEN")?.Trim() is { Length: > 0 } token ? token : null,
        IsOffline = variable("HF_HUB_OFFLINE")?.Trim().ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
    };
}
