namespace ClipSurgery;

/// <summary>From where pictures may be fetched that a request names by an address.</summary>
internal sealed record PictureFetchOptions
{
    /// <summary>
    /// Where Label Studio is (<c>--label-studio</c>): relative addresses are looked for there, and only there its token is sent.
    /// Null to fetch nothing from it.
    /// </summary>
    public Uri? LabelStudio { get; init; }

    /// <summary>The access token of Label Studio; null for the one that it sends itself with <c>/setup</c>.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// Other hosts (<c>--allow-host</c>): <c>pictures.example</c>, <c>pictures.example:8080</c> for one port alone,
    /// <c>*.example</c> for all below it, <c>*</c> for all. A host that is named as it is may be in a private network; one that a
    /// pattern lets in may not.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How large a picture may be.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>
    /// How long fetching a picture may take, redirects included. Label Studio waits 100 s for a prediction. Defaults to 30 s.
    /// </summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);
}
