using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Text;
using CryptoExchange.Net.Objects;
using CryptoExchange.Net.Objects.Sockets;
using CryptoExchange.Net.Sockets.Default;
using CryptoExchange.Net.Sockets.Default.Interfaces;
using CryptoExchange.Net.Sockets.HighPerf.Interfaces;
using Microsoft.Extensions.Logging;
using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges.JKorf;

/// <summary>
/// The library's view of a socket that is ours: already open, and each frame that the library writes passes the guard. The library's own socket, which it
/// makes in the base constructor, is never connected. Profile full; see <see cref="LibraryClients"/> for what was read.
/// </summary>
/// <remarks>
/// A library's connection takes frames only from its own assembly, or from what derives from its socket (<c>ProcessDataNew</c>), hence the base class.
/// The interface is implemented anew, so that the library calls this class and not its base.
/// </remarks>
internal sealed class LibrarySocket(ILogger logger, SocketConnection connection, WebSocketParameters parameters, ExchangeSocket socket)
    : CryptoExchangeWebSocketClient(logger, connection, parameters), IWebsocket
{
    private readonly CancellationTokenSource _closing = new();
    private Task _sent = Task.CompletedTask;
    private bool _isConnected;

    private event Func<Task>? Closed;
    private event Func<int, Task>? Sent;
    private event Func<Exception, Task>? Failed;
    private event Func<Task>? Opened;

    event Func<Task> IWebsocket.OnClose { add => Closed += value; remove => Closed -= value; }

    event Func<int, Task> IWebsocket.OnRequestSent { add => Sent += value; remove => Sent -= value; }

    event Func<int, Task>? IWebsocket.OnRequestRateLimited { add { } remove { } }

    event Func<Task>? IWebsocket.OnConnectRateLimited { add { } remove { } }

    event Func<Exception, Task> IWebsocket.OnError { add => Failed += value; remove => Failed -= value; }

    event Func<Task> IWebsocket.OnOpen { add => Opened += value; remove => Opened -= value; }

    // There is no reconnecting here: a lost connection is replaced as a whole, by us.
    event Func<Task> IWebsocket.OnReconnecting { add { } remove { } }

    event Func<Task> IWebsocket.OnReconnected { add { } remove { } }

    // The library counts a socket among its connections only after it has connected it.
    public override bool IsOpen => _isConnected && !_closing.IsCancellationRequested;

    public override bool IsClosed => _closing.IsCancellationRequested;

    public override async Task<CallResult> ConnectAsync(CancellationToken ct)
    {
        _isConnected = true;
        if (Opened is { } opened) await opened();
        return CallResult.Ok();
    }

    public override bool Send(int id, string data, int weight) => Send(id, Encoding.UTF8.GetBytes(data), weight);

    public override bool Send(int id, byte[] data, int weight)
    {
        if (!IsOpen) return false;
        _sent = SendAsync(_sent, id, data);
        return true;
    }

    public override Task ReconnectAsync() => CloseAsync();

    public override async Task CloseAsync()
    {
        await _closing.CancelAsync();
        if (Closed is { } closed) await closed();
    }

    /// <summary>Nothing that the library writes from now on reaches the socket.</summary>
    public void Detach() => _closing.Cancel();

    /// <summary>Gives the library a frame that came.</summary>
    public void Receive(ReadOnlySpan<byte> frame) => ProcessDataNew(WebSocketMessageType.Text, frame);

    private async Task SendAsync(Task before, int id, byte[] data)
    {
        await before;
        try
        {
            await socket.SendAsync(data, _closing.Token);
            if (Sent is { } sent) await sent(id);
        }
        catch (Exception failure) when (failure is EgressDeniedException or WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The library fails its request; what the guard refused was counted and audited there.
            if (Failed is { } failed) await failed(failure);
            await CloseAsync();
        }
    }
}

/// <summary>Gives a library's client one socket of ours and no other.</summary>
internal sealed class LibrarySocketFactory(ExchangeSocket socket) : IWebsocketFactory
{
    public LibrarySocket? Made { get; private set; }

    [SuppressMessage("Reliability", "CA2000", Justification = "The library owns it, and it holds nothing: the socket behind it is the feed's.")]
    public IWebsocket CreateWebsocket(ILogger logger, SocketConnection connection, WebSocketParameters parameters) => Made is null
        ? Made = new LibrarySocket(logger, connection, parameters, socket)
        : throw new InvalidOperationException("the library asked for a second socket; it gets one");

    public IHighPerfWebsocket CreateHighPerfWebsocket(ILogger logger, WebSocketParameters parameters, PipeWriter pipeWriter) =>
        throw new InvalidOperationException("the library's other kind of socket can't be guarded and is not made");
}
