using System.Net;

namespace ClipSurgery;

/// <summary>How a server is reached, and by whom.</summary>
public sealed record ServeOptions
{
    /// <summary>The address that it listens on. Another than the loopback needs a <see cref="Key"/>. Defaults to 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any that is free. Defaults to 8000.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>What every request must show; null for no key.</summary>
    public string? Key { get; init; }

    /// <summary>Sites whose pages may use the server from a browser, such as <c>https://labels.example</c>. Defaults to none.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>Where Label Studio is; null to fetch no picture from it.</summary>
    public Uri? LabelStudio { get; init; }

    /// <summary>The access token of Label Studio; null for the one that it sends itself.</summary>
    public string? LabelStudioToken { get; init; }

    /// <summary>
    /// Other hosts that Label Studio's pictures may come from, such as <c>pictures.example</c>, <c>pictures.example:8080</c> or
    /// <c>*.example</c>. Defaults to none.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Which pictures are taken on.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Presence and the like, where a request says nothing of it.</summary>
    public SegmentOptions Segmentation { get; init; } = new();

    /// <summary>What the models are called, for people.</summary>
    public string Models { get; init; } = "";

    /// <summary>Told of what goes wrong inside, a line each. Defaults to nothing.</summary>
    public Action<string> Log { get; init; } = _ => { };
}
