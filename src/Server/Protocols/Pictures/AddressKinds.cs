using System.Net;
using System.Net.Sockets;

namespace ClipSurgery;

/// <summary>How far away an address is.</summary>
internal enum AddressKind
{
    /// <summary>Anywhere on the internet.</summary>
    Public,

    /// <summary>This machine, or a network that is somebody's own.</summary>
    Private,

    /// <summary>
    /// No server that could have pictures: a link's own addresses, among them the clouds' servers of credentials; groups;
    /// reserved ones.
    /// </summary>
    Never,
}

/// <summary>Tells addresses apart by the registries of special addresses (RFC 6890, IANA).</summary>
internal static class AddressKinds
{
    private static readonly (IPNetwork Network, AddressKind Kind)[] Special =
    [
        (IPNetwork.Parse("0.0.0.0/8"), AddressKind.Never),
        (IPNetwork.Parse("10.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("100.64.0.0/10"), AddressKind.Private),
        (IPNetwork.Parse("127.0.0.0/8"), AddressKind.Private),
        (IPNetwork.Parse("169.254.0.0/16"), AddressKind.Never),
        (IPNetwork.Parse("172.16.0.0/12"), AddressKind.Private),
        (IPNetwork.Parse("192.0.0.0/24"), AddressKind.Never),
        (IPNetwork.Parse("192.0.2.0/24"), AddressKind.Never),
        (IPNetwork.Parse("192.168.0.0/16"), AddressKind.Private),
        (IPNetwork.Parse("198.18.0.0/15"), AddressKind.Private),
        (IPNetwork.Parse("198.51.100.0/24"), AddressKind.Never),
        (IPNetwork.Parse("203.0.113.0/24"), AddressKind.Never),
        (IPNetwork.Parse("224.0.0.0/3"), AddressKind.Never),
        (IPNetwork.Parse("::1/128"), AddressKind.Private),
        (IPNetwork.Parse("fc00::/7"), AddressKind.Private),
        (IPNetwork.Parse("fe80::/10"), AddressKind.Never),
        (IPNetwork.Parse("fec0::/10"), AddressKind.Never),
        (IPNetwork.Parse("ff00::/8"), AddressKind.Never),
        (IPNetwork.Parse("2001:db8::/32"), AddressKind.Never),
    ];

    /// <summary>
    /// Addresses of IPv6 that carry one of IPv4, and where in them it lies: translated ones, 6to4's, and compatible ones. They
    /// are what the address in them is.
    /// </summary>
    private static readonly (IPNetwork Network, int Offset)[] Carrying =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("64:ff9b:1::/48"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
        (IPNetwork.Parse("::/96"), 12),
    ];

    /// <summary>What an address is.</summary>
    public static AddressKind Of(IPAddress address)
    {
        foreach ((IPNetwork network, AddressKind kind) in Special)
        {
            if (network.Contains(address))
            {
                return kind;
            }
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return AddressKind.Public;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return Of(address.MapToIPv4());
        }

        foreach ((IPNetwork network, int offset) in Carrying)
        {
            if (network.Contains(address))
            {
                return Of(new IPAddress(address.GetAddressBytes().AsSpan(offset, 4)));
            }
        }

        return AddressKind.Public;
    }
}
