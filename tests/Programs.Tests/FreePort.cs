using System.Net;
using System.Net.Sockets;

namespace ClipSurgery.Tests;

/// <summary>Ports of this machine that nothing listens on.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
