using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;

namespace TradingBot.Exchanges.Egress;

/// <summary>A WebSocket to an exchange: opened only where the guard allows, written only what the guard allows, messages bounded in size.</summary>
/// <remarks>One reader; writers are put in order here.</remarks>
[SuppressMessage("ApiDesign", "RS0030", Justification = "The one place where sockets to exchanges are opened.")]
internal sealed class ExchangeSocket : IDisposable
{
    /// <summary>Longest message that is read; a venue's longest is far below 1 MiB.</summary>
    public const int MessageLimit = 4 * 1024 * 1024;

    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(10);

    private readonly EgressGuard _guard;
    private readonly ClientWebSocket _socket;
    private readonly HttpMessageInvoker _invoker;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[] _buffer = new byte[64 * 1024];

    private ExchangeSocket(EgressGuard guard)
    {
        _guard = guard;
        _invoker = new(ExchangeConnector.Create(guard));
        _socket = new();
        // Server pings are answered by the library. Our own liveness check is the age of valid messages, which a ping can't fake.
        _socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Opens a socket.</summary>
    /// <exception cref="EgressDeniedException">The guard refused the address.</exception>
    /// <exception cref="WebSocketException">The other end did not answer with a WebSocket.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or not open in time.</exception>
    public static async Task<ExchangeSocket> OpenAsync(EgressGuard guard, Uri address, CancellationToken cancellation)
    {
        if (guard.CheckSocket(address) is { } reason) throw new EgressDeniedException(reason);
        ExchangeSocket socket = new(guard);
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(OpenLimit);
            await socket._socket.ConnectAsync(address, socket._invoker, limit.Token);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Writes one text frame.</summary>
    /// <exception cref="EgressDeniedException">The guard refused the frame.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        if (_guard.CheckFrame(frame.Span) is { } reason) throw new EgressDeniedException(reason);
        await _writing.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads one whole message. The memory is valid until the next call.</summary>
    /// <returns>Null when the other end closed, or sent more than <see cref="MessageLimit"/>; <see cref="CloseReason"/> says which.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellation)
    {
        int length = 0;
        while (true)
        {
            if (length == _buffer.Length && !Grow()) return null;
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                CloseReason = $"closed by the venue ({(int?)_socket.CloseStatus} {_socket.CloseStatusDescription})".TrimEnd();
                return null;
            }
            length += part.Count;
            if (part.EndOfMessage) return _buffer.AsMemory(0, length);
        }
    }

    /// <summary>Why nothing more can be read.</summary>
    public string CloseReason { get; private set; } = "closed";

    /// <summary>Says good-bye without waiting for the answer.</summary>
    public async Task CloseAsync()
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(1));
        try
        {
            if (_socket.State == WebSocketState.Open)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The other end is gone already.
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _invoker.Dispose();
        _writing.Dispose();
    }

    private bool Grow()
    {
        if (_buffer.Length >= MessageLimit)
        {
            CloseReason = $"a message of more than {MessageLimit} bytes";
            return false;
        }
        Array.Resize(ref _buffer, _buffer.Length * 2);
        return true;
    }
}
