using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TradingBot.SafetyProof.Decoy;

/// <summary>Bytes as an attacker would write them, with no library in between that would refuse or tidy them.</summary>
internal static class RawRequest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Writes the bytes and reads whatever comes until the other end closes or is silent.</summary>
    public static async Task<string> SendAsync(Uri server, string bytes, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        StringBuilder answer = new();
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Parse(server.Host), server.Port, limit.Token);
            NetworkStream stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), limit.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            byte[] buffer = new byte[8192];
            while (await stream.ReadAsync(buffer, limit.Token) is > 0 and int read) answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }
        return answer.ToString();
    }

    public static async Task<bool> CanConnectAsync(Uri server, CancellationToken cancellation)
    {
        try
        {
            using TcpClient client = new();
            await client.ConnectAsync(IPAddress.Parse(server.Host), server.Port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
