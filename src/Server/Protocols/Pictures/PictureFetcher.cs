using System.Net;
using System.Net.Sockets;

namespace ClipSurgery;

/// <summary>
/// Fetches pictures that requests name by an address, so that nobody makes this server ask others in their place. A host has to
/// be allowed. Its name is resolved once, what it resolves to is checked, and the connection goes to that very address: a name
/// cannot be one thing for the check and another for the connection. Redirects are followed by the same rules. There is no proxy,
/// which would resolve names by itself.
/// </summary>
internal sealed class PictureFetcher : IDisposable
{
    private const int MostRedirects = 3;
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(5);
    private static readonly HttpRequestOptionsKey<HostTrust> Trust = new("trust");

    private readonly PictureFetchOptions _options;
    private readonly PictureHosts _hosts;
    private readonly HttpClient _client;

    /// <exception cref="ClipSurgeryException">Label Studio's address or an entry of the allowed hosts is none.</exception>
    public PictureFetcher(PictureFetchOptions options)
    {
        if (options.LabelStudio is { } root && (!root.IsAbsoluteUri || root.Scheme is not ("http" or "https") || root.UserInfo.Length > 0))
        {
            throw new ClipSurgeryException(
                $"\"{QuotedText.Short(root.OriginalString)}\" is not where Label Studio is; expected http://HOST:PORT.");
        }

        _options = options;
        _hosts = new PictureHosts(options);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = LongestConnect,
            ConnectCallback = Connect,
            MaxResponseHeadersLength = 16,

            // A connection may serve the next request: what may be connected to depends on scheme, host and port alone, as the pool does.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Fetches a picture.</summary>
    /// <param name="address">An address, complete or relative to Label Studio's.</param>
    /// <param name="token">Gives Label Studio's token when it is needed; null where there is none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClipSurgeryException">It may not be fetched, or cannot.</exception>
    public async Task<PictureFile> Fetch(string address, LabelStudioToken? token, CancellationToken cancellationToken)
    {
        Uri next = Resolve(address);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.LongestWait);
        try
        {
            for (int redirects = 0; redirects <= MostRedirects; redirects++)
            {
                using HttpResponseMessage response = await Get(next, token, limit.Token);
                if (response.Headers.Location is { } location && (int)response.StatusCode is >= 300 and < 400)
                {
                    next = Redirect(next, location);
                    continue;
                }

                if (!response.IsSuccessStatusCode)
                {
                    throw new ClipSurgeryException(
                        $"{next.Host} answered {(int)response.StatusCode} for a picture; expected the picture. Look whether it is there, " +
                        "and whether the token may read it.");
                }

                return new PictureFile(InlinePicture.Name, await ReadAll(response, next, limit.Token));
            }

            throw new ClipSurgeryException($"{next.Host} redirects more than {MostRedirects} times; expected a picture.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ClipSurgeryException($"{next.Host} did not give the picture in {_options.LongestWait.TotalSeconds} s.");
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // Refusals of the connection come wrapped; other causes would tell a stranger what answers where.
            throw error.InnerException as ClipSurgeryException
                ?? new ClipSurgeryException($"{next.Host} cannot be reached for a picture; look whether it runs, and at its address.");
        }
    }

    /// <summary>Asks Label Studio for something that is no picture, by the same rules.</summary>
    internal Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.Set(Trust, Require(request.RequestUri!));
        return _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> Get(Uri address, LabelStudioToken? token, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (token is not null && _options.LabelStudio is { } labelStudio && PictureHosts.IsOrigin(labelStudio, address))
        {
            request.Headers.Authorization = await token.Authorize(this, labelStudio, cancellationToken);
        }

        return await Send(request, cancellationToken);
    }

    private Uri Resolve(string address)
    {
        // A path is no file of this machine, though Uri would take it for one on Unix.
        if (!address.StartsWith('/') && Uri.TryCreate(address, UriKind.Absolute, out Uri? absolute))
        {
            return absolute.Scheme is "http" or "https" && absolute.UserInfo.Length == 0 ? absolute : throw new ClipSurgeryException(
                $"A picture has an address of the kind {QuotedText.Short(absolute.Scheme)}:; expected http:, https: or data:, without a " +
                "user. For cloud storage turn on pre-signed URLs in Label Studio.");
        }

        Uri root = _options.LabelStudio ?? throw new ClipSurgeryException(
            "A picture has an address within Label Studio, and this server was not told where that is; start it with --label-studio URL.");
        return Within(root, address);
    }

    /// <summary>An address that begins with a slash, in a Label Studio that may itself lie below a path.</summary>
    internal static Uri Within(Uri root, string address)
    {
        string path = root.AbsolutePath.TrimEnd('/');
        bool hasPath = path.Length > 0 && address.StartsWith($"{path}/", StringComparison.Ordinal);
        string text = $"{root.GetLeftPart(UriPartial.Authority)}{(hasPath ? "" : path)}/{address.TrimStart('/')}";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? joined)
            ? joined
            : throw new ClipSurgeryException(
                "A picture has an address that is none; expected http:, https:, data: or a path in Label Studio.");
    }

    private static Uri Redirect(Uri from, Uri location)
    {
        Uri next = location.IsAbsoluteUri && location.Scheme != Uri.UriSchemeFile ? location : new Uri(from, location);
        return next.Scheme is "http" or "https" && !(from.Scheme == "https" && next.Scheme == "http") && next.UserInfo.Length == 0
            ? next
            : throw new ClipSurgeryException($"{from.Host} redirects a picture to an address of another kind; expected http: or https:.");
    }

    private HostTrust Require(Uri address) => _hosts.TrustOf(address) is not HostTrust.None and var trust
        ? trust
        : throw new ClipSurgeryException(
            $"Pictures are not fetched from {QuotedText.Short(address.Authority)}; expected Label Studio (--label-studio URL) or an " +
            "allowed host (--allow-host HOST).");

    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        HostTrust trust = context.InitialRequestMessage.Options.TryGetValue(Trust, out HostTrust known) ? known : HostTrust.None;
        string host = context.DnsEndPoint.Host;
        IPAddress[] addresses =
            IPAddress.TryParse(host, out IPAddress? itself) ? [itself] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        IPAddress[] allowed = [.. addresses.Where(address => MayConnect(AddressKinds.Of(address), trust))];
        if (allowed.Length == 0 || allowed.Length < addresses.Length)
        {
            throw new ClipSurgeryException(
                $"Pictures are not fetched from {QuotedText.Short(host)}, whose address is not public; name the host itself with " +
                "--allow-host.");
        }

        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool MayConnect(AddressKind kind, HostTrust trust) => kind switch
    {
        AddressKind.Public => trust != HostTrust.None,
        AddressKind.Private => trust is HostTrust.Named or HostTrust.NamedAddress,
        _ => trust == HostTrust.NamedAddress,
    };

    private async Task<byte[]> ReadAll(HttpResponseMessage response, Uri from, CancellationToken cancellationToken)
    {
        long most = _options.Limits.MaxFileBytes;
        if (response.Content.Headers.ContentLength > most)
        {
            throw TooLarge();
        }

        using MemoryStream all = new();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (all.Length + read > most)
            {
                throw TooLarge();
            }

            all.Write(buffer, 0, read);
        }

        return all.ToArray();

        ClipSurgeryException TooLarge() => new($"A picture of {from.Host} is larger than the limit of {most} bytes; save it smaller.");
    }
}
