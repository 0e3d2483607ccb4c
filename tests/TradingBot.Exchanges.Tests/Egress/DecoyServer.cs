using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>Stands where an exchange would and counts every connection and every byte that reaches it.</summary>
internal sealed class DecoyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accept;
    private long _connections;
    private long _bytes;

    public DecoyServer()
    {
        _listener.Start();
        _accept = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public long Connections => Interlocked.Read(ref _connections);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What every request is answered; a plain empty object unless set.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accept;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                NetworkStream stream = client.GetStream();
                byte[] buffer = new byte[8192];
                int read = await stream.ReadAsync(buffer, _stop.Token);
                Interlocked.Add(ref _bytes, read);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // Stopped; a listener that is stopped between two connections calls that an invalid operation.
        }
    }
}
