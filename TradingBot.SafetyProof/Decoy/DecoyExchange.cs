using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace TradingBot.SafetyProof.Decoy;

/// <summary>Stands where an exchange would, on loopback, and counts every connection, byte, request and frame that reaches it. It answers everything with success.</summary>
internal sealed class DecoyExchange : IAsyncDisposable
{
    private const int HeadLimit = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly Task _accept;
    private long _connections;
    private long _bytes;

    public DecoyExchange()
    {
        _listener.Start();
        _accept = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    public long Connections => Interlocked.Read(ref _connections);

    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The head of each request, as it came.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Request target of the socket and content of each frame that was written to an open socket.</summary>
    public ConcurrentQueue<(string Target, string Text)> Frames { get; } = new();

    /// <summary>What every request is answered; a plain empty object unless set.</summary>
    public string Answer { get; set; } = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    /// <summary>Size of the text message that greets a socket, in bytes; none at zero.</summary>
    public int GreetingSize { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accept;
        await Task.WhenAll(_serving.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                Task serving = ServeAsync(client);
                _serving[serving] = true;
                _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException || _stop.IsCancellationRequested)
        {
            // Stopped; a listener that was closed between two accepts answers with an InvalidOperationException.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                if (await ReadHeadAsync(stream) is not { } head) return;
                Requests.Enqueue(head);
                if (Field(head, "Sec-WebSocket-Key") is { } key) await ServeSocketAsync(stream, head, key);
                else await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer), _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException or WebSocketException)
        {
            // The other end went away, or stopped.
        }
    }

    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] buffer = new byte[8192];
        while (head.Length < HeadLimit)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) return head.Length == 0 ? null : head.ToString();
            Interlocked.Add(ref _bytes, read);
            head.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal)) break;
        }
        return head.ToString();
    }

    /// <summary>RFC 6455, with what an attack needs only: the handshake, a greeting, and frames read until the other end is gone.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The handshake of RFC 6455 wants this digest; it protects nothing.")]
    private async Task ServeSocketAsync(NetworkStream stream, string head, string key)
    {
        byte[] accept = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(accept)}\r\n\r\n"), _stop.Token);
        using var socket = WebSocket.CreateFromStream(stream, isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan);
        if (GreetingSize > 0) await socket.SendAsync(Encoding.ASCII.GetBytes(new string('g', GreetingSize)), WebSocketMessageType.Text, true, _stop.Token);
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult frame = await socket.ReceiveAsync(buffer, _stop.Token);
            if (frame.MessageType == WebSocketMessageType.Close) return;
            Interlocked.Add(ref _bytes, frame.Count);
            Frames.Enqueue((head.Split(' ').ElementAtOrDefault(1) ?? "", Encoding.UTF8.GetString(buffer, 0, frame.Count)));
        }
    }

    private static string? Field(string head, string name)
    {
        foreach (string line in head.Split("\r\n"))
            if (line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim();
        return null;
    }
}
