using System.Net.WebSockets;
using System.Threading.Channels;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>
/// One client's socket. Messages wait in a bounded queue and are sent by a loop of their own, so a client that does not read slows nobody;
/// when its queue is full it is cut off.
/// </summary>
internal abstract class ClientConnection : ISubscriber, IDisposable
{
    private const int LargestMessage = 64 * 1024;
    private const int NotClosing = 0;
    private const int SentCountedEach = 256;

    private static readonly TimeSpan ClosingPatience = TimeSpan.FromSeconds(5);

    private readonly Channel<Outgoing> _queue;
    private readonly ClientWire _wire;
    private readonly CancellationTokenSource _aborted = new();
    private readonly TopicDirectory _directory;
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);

    private volatile int _closeCode = NotClosing;

    protected ClientConnection(VenueGateway gateway, Simulation simulation, ClientWire wire, int queueLength, TopicDirectory topics)
    {
        Gateway = gateway;
        Simulation = simulation;
        _wire = wire;
        _directory = topics;
        _queue = Channel.CreateBounded<Outgoing>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        Number = gateway.NextConnectionNumber();
        OpenedAt = gateway.Time.GetUtcNow();
    }

    public bool Combined { get; protected set; }

    /// <summary>Messages that wait to be sent.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Real time at which it was opened.</summary>
    public DateTimeOffset OpenedAt { get; }

    /// <summary>What is wrong with it at the moment.</summary>
    public SocketConditions Conditions
    {
        get => _wire.Conditions;
        set => _wire.Conditions = value;
    }

    protected long Number { get; }

    protected VenueGateway Gateway { get; }

    protected Simulation Simulation { get; }

    /// <summary>Names subscribed to, in no particular order; guarded by the simulation's gate.</summary>
    protected IReadOnlyCollection<string> Subscriptions => _topics;

    public void Send(byte[] message)
    {
        if (!_wire.Conditions.LosesMessages)
            Enqueue(new Outgoing(message, Compressed: false));
    }

    public void SendCompressed(byte[] message)
    {
        if (!_wire.Conditions.LosesMessages)
            Enqueue(new Outgoing(message, Compressed: true));
    }

    /// <summary>Whether it is subscribed to a topic that fits; caller holds the simulation's gate.</summary>
    public bool HasTopic(Func<Topic, bool> fits) => _topics.Any(name => _directory.Find(name) is { } topic && fits(topic));

    /// <summary>Tells that the venue is about to shut down, where it has a message for that.</summary>
    public virtual void AnnounceShutdown()
    {
    }

    /// <summary>Ends the connection with a closing handshake, behind what waits to be sent; returns before that has happened.</summary>
    public void Close(int code)
    {
        if (Interlocked.CompareExchange(ref _closeCode, code, NotClosing) != NotClosing)
            return;
        _queue.Writer.TryComplete();
        try
        {
            // A client that does not answer is cut off.
            _aborted.CancelAfter(ClosingPatience);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Cuts the connection without a closing handshake; returns before that has happened.</summary>
    public void Abort()
    {
        try
        {
            // Not Cancel: its callbacks would run here, under the simulation's gate.
            _ = _aborted.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    /// <summary>Serves the socket until either side ends it.</summary>
    public async Task RunAsync(WebSocket socket, HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _aborted.Token);
        Gateway.Add(this);
        try
        {
            Opened();
            Task sending = SendQueuedAsync(socket, ended.Token);
            await ReceiveAllAsync(socket, ended.Token);
            _queue.Writer.TryComplete();
            await sending;
            if (socket.State is WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException)
        {
            // The client has gone, or we cut it off: there is nobody to tell. Aborting the request first resets the connection.
            context.Abort();
            socket.Abort();
        }
        finally
        {
            _queue.Writer.TryComplete();
            Gateway.Remove(this);
            UnsubscribeAll();
            await ended.CancelAsync();
        }
    }

    public void Dispose()
    {
        _aborted.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Called before anything else is sent or received.</summary>
    protected virtual void Opened()
    {
    }

    /// <summary>A whole text message of the client.</summary>
    protected abstract void Received(ReadOnlyMemory<byte> message);

    /// <summary>Subscribes to a topic; caller holds the simulation's gate. A name without a topic is remembered but silent.</summary>
    protected void Subscribe(string name)
    {
        if (_topics.Add(name))
            _directory.Find(name)?.Add(this);
    }

    protected void Unsubscribe(string name)
    {
        if (_topics.Remove(name))
            _directory.Find(name)?.Remove(this);
    }

    /// <summary>Sends even while the connection is silent: answers to pings.</summary>
    protected void SendThroughSilence(byte[] message)
    {
        if (!_wire.Conditions.Frozen)
            Enqueue(new Outgoing(message, Compressed: false));
    }

    private void Enqueue(in Outgoing message)
    {
        if (_queue.Writer.TryWrite(message) || _aborted.IsCancellationRequested || _closeCode != NotClosing)
            return;
        Gateway.CountSlowClient();
        Abort();
    }

    private void UnsubscribeAll()
    {
        lock (Simulation.Gate)
        {
            foreach (string name in _topics)
                _directory.Find(name)?.Remove(this);
            _topics.Clear();
        }
    }

    private async Task SendQueuedAsync(WebSocket socket, CancellationToken cancellation)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(cancellation))
            {
                int sent = 0;
                while (_queue.Reader.TryRead(out Outgoing message))
                {
                    await SendAsync(socket, message, cancellation);
                    if (++sent == SentCountedEach)
                    {
                        Gateway.CountSent(sent);
                        sent = 0;
                    }
                }
                Gateway.CountSent(sent);
            }
            if (_closeCode != NotClosing)
                await socket.CloseOutputAsync((WebSocketCloseStatus)_closeCode, null, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // Receiving ends too, by the same cancellation or by the broken socket.
            Abort();
        }
    }

    /// <summary>Whole and uncompressed unless a fault wants it otherwise: compressing ordinary messages would make the market wait.</summary>
    private ValueTask SendAsync(WebSocket socket, in Outgoing message, CancellationToken cancellation)
    {
        int slice = _wire.Conditions.SliceBytes;
        if (slice > 0)
            return SendSlicedAsync(socket, message.Bytes, slice, cancellation);
        WebSocketMessageFlags flags = WebSocketMessageFlags.EndOfMessage | (message.Compressed ? WebSocketMessageFlags.None : WebSocketMessageFlags.DisableCompression);
        return socket.SendAsync(message.Bytes, WebSocketMessageType.Text, flags, cancellation);
    }

    private static async ValueTask SendSlicedAsync(WebSocket socket, byte[] message, int slice, CancellationToken cancellation)
    {
        for (int at = 0; at < message.Length; at += slice)
        {
            int length = Math.Min(slice, message.Length - at);
            WebSocketMessageFlags flags = WebSocketMessageFlags.DisableCompression | (at + length == message.Length ? WebSocketMessageFlags.EndOfMessage : WebSocketMessageFlags.None);
            await socket.SendAsync(message.AsMemory(at, length), WebSocketMessageType.Text, flags, cancellation);
        }
    }

    private async Task ReceiveAllAsync(WebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (result.MessageType == WebSocketMessageType.Close)
                return;
            length += result.Count;
            if (length > LargestMessage)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "message too big", cancellation);
                return;
            }
            if (!result.EndOfMessage)
                continue;
            Received(buffer.AsMemory(0, length));
            length = 0;
        }
    }

    private readonly record struct Outgoing(byte[] Bytes, bool Compressed);
}
