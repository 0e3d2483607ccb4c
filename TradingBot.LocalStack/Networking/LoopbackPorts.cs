using System.Net;
using System.Net.Sockets;

namespace TradingBot.LocalStack.Networking;

/// <summary>Ports of 127.0.0.1.</summary>
internal static class LoopbackPorts
{
    public static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // .NET sets no SO_REUSEADDR here, but servers do: a port in TIME_WAIT is free for them.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A port that nobody listens on at this moment. Somebody else may take it before the caller does: try again then.</summary>
    public static int AnyFree()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
