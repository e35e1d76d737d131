namespace ClipSurgery;

/// <summary>How a host may be asked.</summary>
internal enum HostTrust
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Where its address is public: a pattern let it in.</summary>
    Public,

    /// <summary>Also in a private network or on this machine: it was named by whoever started the server.</summary>
    Named,

    /// <summary>Whatever its address is: that address itself was named.</summary>
    NamedAddress,
}

/// <summary>Which hosts may be asked for pictures.</summary>
internal sealed class PictureHosts
{
    private readonly Uri? _labelStudio;
    private readonly (string Host, int? Port)[] _allowed;

    public PictureHosts(PictureFetchOptions options)
    {
        _labelStudio = options.LabelStudio;
        _allowed = [.. options.AllowedHosts.Select(Read)];
    }

    /// <summary>
    /// What may be asked of the host of an address. Names are compared as <see cref="Uri"/> writes them: numbers as dotted, in
    /// lower case.
    /// </summary>
    public HostTrust TrustOf(Uri address)
    {
        if (_labelStudio is not null && IsOrigin(_labelStudio, address))
        {
            return Named(address);
        }

        HostTrust trust = HostTrust.None;
        foreach ((string host, int? port) in _allowed)
        {
            if (port is not null && port != address.Port)
            {
                continue;
            }

            if (string.Equals(host, address.IdnHost, StringComparison.OrdinalIgnoreCase))
            {
                return Named(address);
            }

            if (host == "*" || (host.StartsWith("*.", StringComparison.Ordinal)
                && address.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)))
            {
                trust = HostTrust.Public;
            }
        }

        return trust;
    }

    /// <summary>Whether two addresses have the same scheme, host and port.</summary>
    public static bool IsOrigin(Uri origin, Uri address) =>
        origin.Scheme == address.Scheme
        && origin.Port == address.Port
        && string.Equals(origin.IdnHost, address.IdnHost, StringComparison.OrdinalIgnoreCase);

    private static HostTrust Named(Uri address) =>
        address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 ? HostTrust.NamedAddress : HostTrust.Named;

    private static (string Host, int? Port) Read(string entry)
    {
        // A star is no host to a Uri, but a letter is.
        bool isPattern = entry.StartsWith('*');
        string text = isPattern ? "x" + entry[1..] : entry;
        bool isHost = !isPattern || entry == "*" || entry.StartsWith("*.", StringComparison.Ordinal);
        if (!isHost
            || !Uri.TryCreate($"http://{text}/", UriKind.Absolute, out Uri? address)
            || address.UserInfo.Length > 0
            || address.PathAndQuery != "/")
        {
            throw new ClipSurgeryException(
                $"\"{QuotedText.Short(entry)}\" is no host; expected HOST, HOST:PORT, *.DOMAIN or *. An address of IPv6 stands in [ ].");
        }

        int? port = address.IsDefaultPort && !text.EndsWith(":80", StringComparison.Ordinal) ? null : address.Port;
        return (isPattern ? "*" + address.IdnHost[1..] : address.IdnHost, port);
    }
}
