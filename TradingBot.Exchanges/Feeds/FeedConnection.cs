using System.Diagnostics.CodeAnalysis;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Feeds;

/// <summary>An open connection, subscribed to everything. Frames that come before it is in charge are held.</summary>
internal sealed class FeedConnection : IDisposable
{
    /// <summary>More held bytes than this end the connection: nobody takes it over.</summary>
    private const int HeldBytesLimit = 32 * 1024 * 1024;

    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(5);

    private readonly ExchangeSocket _socket;
    private readonly Queue<byte[]> _held = new();
    private long _heldBytes;
    private long _pings;
    private DateTimeOffset _lastPing;
    private DateTimeOffset? _unanswered;

    private FeedConnection(ExchangeSocket socket, SocketPlan plan, DateTimeOffset openedAt)
    {
        _socket = socket;
        Plan = plan;
        (OpenedAt, _lastPing) = (openedAt, openedAt);
    }

    public SocketPlan Plan { get; }

    public DateTimeOffset OpenedAt { get; }

    public string CloseReason => _socket.CloseReason;

    /// <summary>Opens, waits for the greeting, subscribes, and waits for every acknowledgement.</summary>
    /// <exception cref="ExchangeException">The venue refused a subscription or did not answer as documented.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the connection.")]
    public static async Task<FeedConnection> OpenAsync(
        VenueProtocol protocol, EgressGuard guard, InstrumentTable table, TimeProvider time, CancellationToken cancellation)
    {
        SocketPlan plan = await protocol.PlanSocketAsync(cancellation);
        FeedConnection connection = new(await ExchangeSocket.OpenAsync(guard, plan.Address, cancellation), plan, time.GetUtcNow());
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(GreetingLimit);
        try
        {
            FrameReading reading = new();
            if (protocol.GreetsFirst) await connection.AwaitAsync(FrameKind.Welcome, protocol, table, reading, limit.Token);
            foreach (byte[] message in protocol.Subscriptions(table.Instruments))
            {
                await connection._socket.SendAsync(message, limit.Token);
                await connection.AwaitAsync(FrameKind.Acknowledged, protocol, table, reading, limit.Token);
            }
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
    public ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellation) => _socket.ReceiveAsync(cancellation);

    /// <summary>Keeps a copy of a frame until the connection is in charge; false when there are too many.</summary>
    public bool Hold(ReadOnlySpan<byte> frame)
    {
        _heldBytes += frame.Length;
        if (_heldBytes > HeldBytesLimit) return false;
        _held.Enqueue(frame.ToArray());
        return true;
    }

    public bool TryTakeHeld([NotNullWhen(true)] out byte[]? frame) => _held.TryDequeue(out frame);

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

    public Task CloseAsync() => _socket.CloseAsync();

    public void Dispose() => _socket.Dispose();

    /// <summary>Reads until a frame of the wanted kind; holds market data that comes before it.</summary>
    private async Task AwaitAsync(FrameKind wanted, VenueProtocol protocol, InstrumentTable table, FrameReading reading, CancellationToken cancellation)
    {
        while (await _socket.ReceiveAsync(cancellation) is { } frame)
        {
            FrameKind kind = protocol.Parse(frame.Span, table, reading);
            if (kind == wanted) return;
            if (kind == FrameKind.Error) throw new ExchangeException(protocol.Venue, ExchangeFailure.Refused, $"the subscription was refused: {reading.Text}");
            if (kind is FrameKind.Book or FrameKind.Trade && !Hold(frame.Span)) break;
        }
        throw new ExchangeException(protocol.Venue, ExchangeFailure.Unreachable, $"the socket ended before it was subscribed: {CloseReason}");
    }
}
