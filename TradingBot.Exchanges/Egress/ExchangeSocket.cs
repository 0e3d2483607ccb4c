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

    /// <summary>Opens a socket; at the venue's gateway, where there is one.</summary>
    /// <exception cref="EgressDeniedException">The guard refused the address.</exception>
    /// <exception cref="WebSocketException">The other end did not answer with a WebSocket.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or not open in time.</exception>
    /// <param name="guard">Decides.</param>
    /// <param name="address">Where to.</param>
    /// <param name="isNamedByVenue">Whether an answer of the venue gave the address.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<ExchangeSocket> OpenAsync(EgressGuard guard, Uri address, bool isNamedByVenue, CancellationToken cancellation)
    {
        address = guard.AllowList.Route(address);
        if ((isNamedByVenue ? guard.CheckNamedSocket(address) : guard.CheckSocket(address)) is { } reason) throw new EgressDeniedException(reason);
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
        // A copy of our own: what is written is what was checked, whatever becomes of the caller's memory meanwhile.
        byte[] own = frame.ToArray();
        if (_guard.CheckFrame(own) is { } reason) throw new EgressDeniedException(reason);
        await _writing.WaitAsync(cancellation);
        try
        {
            await _socket.SendAsync(own.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
            Written++;
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

    /// <summary>Frames written so far.</summary>
    public int Written { get; private set; }

    /// <summary>Why nothing more can be read.</summary>
    public string CloseReason { get; private set; } = "closed";

    /// <summary>Whether reading ended because a message was longer than <see cref="MessageLimit"/>.</summary>
    public bool IsOverlong { get; private set; }

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
            (CloseReason, IsOverlong) = ($"a message of more than {MessageLimit} bytes", true);
            return false;
        }
        Array.Resize(ref _buffer, _buffer.Length * 2);
        return true;
    }
}
