using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Recordings;

namespace TradingBot.Exchanges.Feeds;

/// <summary>An open connection, subscribed to all that is followed. Frames that come before it is in charge are held.</summary>
internal sealed partial class FeedConnection : IDisposable
{
    /// <summary>More held bytes than this end the connection: nobody takes it over.</summary>
    private const int HeldBytesLimit = 32 * 1024 * 1024;

    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(10);

    private readonly ExchangeSocket _socket;
    private readonly FeedTape? _tape;
    private readonly Queue<byte[]> _held = new();
    private long _heldBytes;
    private long _pings;
    private DateTimeOffset _lastPing;
    private DateTimeOffset? _unanswered;

    private FeedConnection(ExchangeSocket socket, SocketPlan plan, DateTimeOffset openedAt, FeedTape? tape)
    {
        _socket = socket;
        _tape = tape;
        Number = tape?.Opening(plan.Address) ?? 0;
        Plan = plan;
        (OpenedAt, _lastPing) = (openedAt, openedAt);
    }

    /// <summary>Names it in a recording.</summary>
    public long Number { get; }

    public SocketPlan Plan { get; }

    public DateTimeOffset OpenedAt { get; }

    public string CloseReason => _socket.CloseReason;

    /// <summary>Whether it ended because a message was longer than is read.</summary>
    public bool IsOverlong => _socket.IsOverlong;

    /// <summary>Opens, waits for the greeting, subscribes, and waits for every acknowledgement.</summary>
    /// <exception cref="ExchangeException">The venue refused a subscription or did not answer as documented.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the connection.")]
    public static async Task<FeedConnection> OpenAsync(
        VenueProtocol protocol, EgressGuard guard, InstrumentTable table, IReadOnlyList<Instrument> followed, TimeProvider time, FeedTape? tape, CancellationToken cancellation)
    {
        await protocol.Connects.TakeTurnAsync(cancellation);
        SocketPlan plan = await protocol.PlanSocketAsync(cancellation);
        FeedConnection connection = new(await ExchangeSocket.OpenAsync(guard, plan.Address, plan.IsNamedByVenue, cancellation), plan, time.GetUtcNow(), tape);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(GreetingLimit);
        try
        {
            FrameReading reading = new();
            if (protocol.GreetsFirst) await connection.AwaitAsync(FrameKind.Welcome, protocol, table, reading, limit.Token);
            if (protocol.Subscriber is { } subscriber) await connection.SubscribeAsync(subscriber(), protocol, table, followed, reading, limit.Token);
            else await connection.SubscribeAsync(protocol, table, followed, time, reading, limit.Token);
            tape?.Mark(connection.Number, ConnectionMark.Subscribed);
            return connection;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            connection.Dispose();
            throw new ExchangeException(protocol.Venue, ExchangeFailure.Unreachable, $"the socket was not subscribed within {GreetingLimit}");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next message; null at the end. Valid until the next call.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellation) => _begun is null ? _socket.ReceiveAsync(cancellation) : FinishAsync(cancellation);

    /// <summary>Keeps a copy of a frame until the connection is in charge; false when there are too many.</summary>
    public bool Hold(ReadOnlySpan<byte> frame)
    {
        _heldBytes += frame.Length;
        if (_heldBytes > HeldBytesLimit) return false;
        _tape?.Held(Number, frame);
        _held.Enqueue(frame.ToArray());
        return true;
    }

    public bool TryTakeHeld([NotNullWhen(true)] out byte[]? frame)
    {
        if (!_held.TryDequeue(out frame)) return false;
        _tape?.TakenHeld(Number);
        return true;
    }

    public void Ponged() => _unanswered = null;

    /// <summary>Sends a ping when it is time; false when the last one stayed without an answer for too long.</summary>
    public async Task<bool> KeepAliveAsync(VenueProtocol protocol, DateTimeOffset now, CancellationToken cancellation)
    {
        if (Plan.PingInterval is not { } interval) return true;
        if (_unanswered is { } asked && now - asked > Plan.PingTimeout) return false;
        if (now - _lastPing < interval) return true;
        (_lastPing, _unanswered) = (now, _unanswered ?? now);
        await _socket.SendAsync(protocol.Ping(++_pings), cancellation);
        return true;
    }

    /// <summary>Writes one frame.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation) => _socket.SendAsync(frame, cancellation);

    public Task CloseAsync() => _socket.CloseAsync();

    public void Dispose() => _socket.Dispose();

    private async Task SubscribeAsync(
        VenueProtocol protocol, InstrumentTable table, IReadOnlyList<Instrument> followed, TimeProvider time, FrameReading reading, CancellationToken cancellation)
    {
        IReadOnlyList<byte[]> messages = protocol.Subscriptions(followed);
        for (int number = 0; number < messages.Count; number++)
        {
            if (number > 0) await Task.Delay(protocol.MessageInterval, time, cancellation);
            await _socket.SendAsync(messages[number], cancellation);
            await AwaitAsync(FrameKind.Acknowledged, protocol, table, reading, cancellation);
        }
    }

    /// <summary>Reads until a frame of the wanted kind; holds market data that comes before it.</summary>
    private async Task AwaitAsync(FrameKind wanted, VenueProtocol protocol, InstrumentTable table, FrameReading reading, CancellationToken cancellation)
    {
        while (await _socket.ReceiveAsync(cancellation) is { } frame)
        {
            FrameKind kind = protocol.Parse(frame.Span, table, reading);
            if (kind == wanted)
            {
                _tape?.Handshake(Number, frame.Span);
                return;
            }
            if (kind == FrameKind.Error) throw new ExchangeException(protocol.Venue, ExchangeFailure.Refused, $"the subscription was refused: {reading.Text}");
            if (kind is not (FrameKind.Book or FrameKind.Trade)) _tape?.Handshake(Number, frame.Span);
            else if (!Hold(frame.Span)) break;
        }
        throw new ExchangeException(protocol.Venue, ExchangeFailure.Unreachable, $"the socket ended before it was subscribed: {CloseReason}");
    }
}
