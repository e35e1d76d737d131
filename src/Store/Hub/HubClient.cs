using System.Net;
using System.Net.Http.Headers;

namespace ClipSurgery;

/// <summary>
/// Asks servers for bytes. Redirects are followed here, one by one: the token goes to the endpoint's own host alone, and never
/// from https to http.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxMetadataBytes = 32 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;
    private readonly TimeSpan _stall;

    public HubClient(HubSettings settings, TimeSpan stall)
    {
        Settings = settings;
        _stall = stall;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        string version = typeof(HubClient).Assembly.GetName().Version?.ToString(3) ?? "0";
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("clip-surgery", version));

        // Ranges are of the bytes that are hashed.
        _http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
    }

    public HubSettings Settings { get; }

    public void Dispose() => _http.Dispose();

    /// <summary>Where a file of a commit is, on the hub or on a mirror.</summary>
    public static Uri FileAddress(Uri server, string repo, string commit, string path) =>
        new($"{HubSettings.Root(server)}/{repo}/resolve/{commit}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>The hub's description of a revision.</summary>
    public async Task<HubSnapshot> DescribeAsync(HubRepository repository, CancellationToken cancellationToken)
    {
        string revision = Uri.EscapeDataString(repository.Revision);
        Uri address = new($"{HubSettings.Root(Settings.Endpoint)}/api/models/{repository.Repo}/revision/{revision}?blobs=true");
        using StallClock clock = new(_stall, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(address, 0, clock).ConfigureAwait(false);
            RequireSuccess(response, address, repository.Repo);
            using Stream body = await response.Content.ReadAsStreamAsync(clock.Token).ConfigureAwait(false);
            using MemoryStream json = new();
            byte[] buffer = new byte[1 << 16];
            int read;
            while ((read = await body.ReadAsync(buffer, clock.Token).ConfigureAwait(false)) > 0)
            {
                clock.Restart();
                json.Write(buffer, 0, read);
                if (json.Length > MaxMetadataBytes)
                {
                    throw new ClipSurgeryException(
                        $"{repository.Repo}: the hub's answer is longer than {MaxMetadataBytes} bytes. Check HF_ENDPOINT.");
                }
            }

            return HubSnapshot.Parse(repository.Repo, json.ToArray());
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientException($"{address.Host} sent nothing for {_stall.TotalSeconds} s", null, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new TransientException($"{address.Host}: {error.Message}", null, error);
        }
    }

    /// <summary>Asks for a file from an offset on, and follows redirects. The answer may be any but a redirect.</summary>
    public async Task<HttpResponseMessage> SendAsync(Uri address, long offset, StallClock clock)
    {
        for (int redirects = 0; ; redirects++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, address);
            if (Settings.Token is not null && IsEndpoint(address))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Settings.Token);
            }

            if (offset > 0)
            {
                request.Headers.Range = new RangeHeaderValue(offset, null);
            }

            HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, clock.Token)
                .ConfigureAwait(false);
            clock.Restart();
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return response;
            }

            Uri? target = response.Headers.Location;
            response.Dispose();
            address = Redirect(address, target, redirects);
        }
    }

    /// <summary>Throws for an answer that has no content.</summary>
    /// <exception cref="TransientException">Another try may help.</exception>
    /// <exception cref="ClipSurgeryException">It will not.</exception>
    public void RequireSuccess(HttpResponseMessage response, Uri address, string repo)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        int status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500)
        {
            throw new TransientException($"{address.Host} answered {status}", RetryAfter(response), null);
        }

        string page = $"{HubSettings.Root(Settings.Endpoint)}/{repo}";
        throw new ClipSurgeryException(status switch
        {
            401 or 403 => Settings.Token is null
                ? $"{repo}: {address.Host} answered {status}: the model is gated, private or not there. " +
                    $"Look at {page}, accept its terms there, and set HF_TOKEN to a token of yours."
                : $"{repo}: {address.Host} answered {status} to the token in HF_TOKEN. " +
                    $"Look at {page}, accept its terms there, or use another token.",
            404 => $"{repo}: {address.Host} answered 404: no such model, revision or file ({address.AbsolutePath}). Look at {page}.",
            _ => $"{repo}: {address.Host} answered {status} for {address.AbsolutePath}; expected 200. " +
                "Check HF_ENDPOINT, or try again later.",
        });
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - (response.Headers.Date ?? date),
            _ => null,
        };

    private static Uri Redirect(Uri from, Uri? location, int redirects)
    {
        if (location is null || redirects == MaxRedirects)
        {
            throw new ClipSurgeryException(
                $"{from.Host} redirects {(location is null ? "to nowhere" : $"more than {MaxRedirects} times")}. " +
                "Check HF_ENDPOINT, or try again later.");
        }

        Uri to = new(from, location);
        return to.Scheme is "https" || (to.Scheme is "http" && from.Scheme is "http")
            ? to
            : throw new ClipSurgeryException(
                $"{from.Host} redirects from {from.Scheme} to {to.Scheme}://{to.Host}; expected https. Check HF_ENDPOINT.");
    }

    private bool IsEndpoint(Uri address) =>
        Uri.Compare(
            address, Settings.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
