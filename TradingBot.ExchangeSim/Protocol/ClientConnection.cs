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
    private const int SentCountedEach = 256;

    private readonly Channel<byte[]> _queue;
    private readonly CancellationTokenSource _aborted = new();
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);

    protected ClientConnection(VenueGateway gateway, Simulation simulation, int queueLength)
    {
        Gateway = gateway;
        Simulation = simulation;
        _queue = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(queueLength) { SingleReader = true });
        Number = gateway.NextConnectionNumber();
    }

    public bool Combined { get; protected set; }

    /// <summary>Messages that wait to be sent.</summary>
    public int Waiting => _queue.Reader.Count;

    protected long Number { get; }

    protected VenueGateway Gateway { get; }

    protected Simulation Simulation { get; }

    /// <summary>Names subscribed to, in no particular order; guarded by the simulation's gate.</summary>
    protected IReadOnlyCollection<string> Subscriptions => _topics;

    public void Send(byte[] message)
    {
        if (Gateway.IsSilent || _queue.Writer.TryWrite(message) || _aborted.IsCancellationRequested)
            return;
        Gateway.CountSlowClient();
        Abort();
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
    public async Task RunAsync(WebSocket socket, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _aborted.Token);
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
            // The client has gone, or we cut it off: there is nobody to tell.
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
            Gateway.Topics.Find(name)?.Add(this);
    }

    protected void Unsubscribe(string name)
    {
        if (_topics.Remove(name))
            Gateway.Topics.Find(name)?.Remove(this);
    }

    private void UnsubscribeAll()
    {
        lock (Simulation.Gate)
        {
            foreach (string name in _topics)
                Gateway.Topics.Find(name)?.Remove(this);
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
                while (_queue.Reader.TryRead(out byte[]? message))
                {
                    await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
                    if (++sent == SentCountedEach)
                    {
                        Gateway.CountSent(sent);
                        sent = 0;
                    }
                }
                Gateway.CountSent(sent);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // Receiving ends too, by the same cancellation or by the broken socket.
            Abort();
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
}
