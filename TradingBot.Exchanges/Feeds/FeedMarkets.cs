using Microsoft.Extensions.Logging;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Feeds;

/// <summary>The instruments of a feed: takes frames, and fetches by REST what the stream alone does not give.</summary>
/// <remarks>Everything here runs under the feed's gate, except the waiting for REST answers.</remarks>
internal sealed partial class FeedMarkets(
    VenueProtocol protocol, InstrumentTable table, IReadOnlyList<MarketStream> streams, FeedOutput output, FeedGate gate,
    ExchangesOptions options, FeedMetrics metrics, ConnectionFacts facts, VenueClock clock, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstChangeLimit = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CatchUpLimit = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan TradeProbeAfter = TimeSpan.FromSeconds(10);

    /// <summary>A trade younger than this may still be on its way through the stream.</summary>
    private static readonly TimeSpan TradeOnItsWay = TimeSpan.FromSeconds(3);

    /// <summary>A history is asked this often before its hole is accepted.</summary>
    private const int HistoryAttempts = 6;

    private readonly FrameReading _reading = new();
    private FeedSession? _session;
    private DateTimeOffset _lastMessageAt;
    private DateTimeOffset _refusedTradeSweepAt;
    private bool _isFirstSession = true;

    private FeedSession Session => _session ?? throw new InvalidOperationException("the feed is not connected");

    /// <summary>A new connection is subscribed: books are fetched and missed trades brought back.</summary>
    public void Connected(FeedSession session)
    {
        _session = session;
        DateTimeOffset now = time.GetUtcNow();
        _lastMessageAt = now;
        string reason = _isFirstSession ? "start" : "reconnect";
        _isFirstSession = false;
        foreach (MarketStream stream in streams)
        {
            (stream.BookAliveAt, stream.TradesAliveAt, stream.Behind) = (now, now, null);
            (stream.IsFetchingBook, stream.IsFetchingTrades, stream.IsProbing) = (false, false, false);
            Resync(stream, MarketStatus.Syncing, reason);
            RecoverTrades(stream);
        }
    }

    /// <summary>The connection is gone: no book is proven any more.</summary>
    public void Disconnected(bool isSlowConsumer)
    {
        _session = null;
        foreach (MarketStream stream in streams)
        {
            stream.Book.Restart();
            stream.Trades.Disconnected();
            stream.Tell(isSlowConsumer ? MarketStatus.Stale : MarketStatus.Disconnected);
        }
    }

    /// <summary>Takes one frame of the connection in charge.</summary>
    public FrameKind Handle(ReadOnlySpan<byte> frame)
    {
        FrameKind kind = protocol.Parse(frame, table, _reading);
        DateTimeOffset now = time.GetUtcNow();
        switch (kind)
        {
            case FrameKind.Book: OnBook(streams[_reading.Place], now); break;
            case FrameKind.Trade: OnTrade(streams[_reading.Place], now); break;
            case FrameKind.Error: FeedLog.VenueError(logger, protocol.Venue, _reading.Text); break;
            case FrameKind.Refused: OnRefused(_reading.Refusal, now); break;
            case FrameKind.Ignored or FrameKind.Acknowledged or FrameKind.Welcome or FrameKind.Pong or FrameKind.Shutdown:
            default: break;
        }
        return kind;
    }

    private void OnBook(MarketStream stream, DateTimeOffset now)
    {
        TimeSpan? latency = Received(StreamKind.Book, now);
        stream.BookFacts.Received(now, latency);
        ChangeOutcome outcome = stream.Book.Offer(_reading, out BookUpdate? change);
        if (outcome != ChangeOutcome.Ignored) stream.BookAliveAt = now;
        switch (outcome)
        {
            case ChangeOutcome.Applied:
                stream.WriteDelta(change!);
                stream.Tell(MarketStatus.Live);
                break;
            case ChangeOutcome.Ignored:
                stream.BookFacts.Ignored();
                break;
            case ChangeOutcome.Gap:
                stream.BookFacts.Gap();
                Resync(stream, MarketStatus.Syncing, "gap");
                break;
            case ChangeOutcome.Crossed:
                Resync(stream, MarketStatus.Crossed, "crossed");
                break;
            case ChangeOutcome.Unreadable:
                Resync(stream, MarketStatus.Syncing, "unreadable");
                break;
            case ChangeOutcome.Kept:
            default:
                break;
        }
    }

    private void OnTrade(MarketStream stream, DateTimeOffset now)
    {
        stream.TradeFacts.Received(now, Received(StreamKind.Trades, now));
        stream.TradesAliveAt = now;
        TradePrint trade = _reading.Trade;
        switch (stream.Trades.Offer(trade))
        {
            case TradeOutcome.Passed:
                stream.WriteTrade(trade);
                break;
            case TradeOutcome.Ignored:
                stream.TradeFacts.Ignored();
                break;
            case TradeOutcome.Gap:
                stream.TradeFacts.Gap();
                RecoverTrades(stream);
                break;
            case TradeOutcome.Held:
            default:
                break;
        }
    }

    private TimeSpan? Received(StreamKind kind, DateTimeOffset now)
    {
        _lastMessageAt = now;
        facts.Received(now);
        metrics.Received(protocol.Venue, kind);
        TimeSpan? latency = clock.Latency(_reading.ExchangeTimeNs, now);
        if (latency is { } known) metrics.Late(protocol.Venue, kind, known);
        return latency;
    }

    /// <summary>A lost change of a book shows as a gap at the next one. A lost trade shows so at Binance only; elsewhere the history is asked.</summary>
    private void OnRefused(FrameRefusal refusal, DateTimeOffset now)
    {
        string reason = refusal switch
        {
            FrameRefusal.NotJson => "not_json",
            FrameRefusal.WrongShape => "wrong_shape",
            FrameRefusal.MissingField => "missing_field",
            FrameRefusal.UnknownSymbol => "unknown_symbol",
            FrameRefusal.BadNumber => "bad_number",
            FrameRefusal.NotRepresentable => "not_representable",
            FrameRefusal.BadSequence => "bad_sequence",
            FrameRefusal.TooManyLevels => "too_many_levels",
            _ => "unknown",
        };
        facts.Rejected(reason);
        metrics.Rejected(protocol.Venue, reason);
        if (protocol.TradesAreContiguous || refusal == FrameRefusal.UnknownSymbol || now < _refusedTradeSweepAt) return;
        _refusedTradeSweepAt = now + TimeSpan.FromSeconds(5);
        foreach (MarketStream stream in streams) RecoverTrades(stream);
    }

    private void Resync(MarketStream stream, MarketStatus status, string reason)
    {
        // After a gap or a crossed book the synchronizer has started over by itself and keeps the change that showed it.
        if (stream.Book.IsSynced) stream.Book.Restart();
        stream.Tell(status);
        StartBookFetch(stream, reason);
    }

    private void StartBookFetch(MarketStream stream, string reason)
    {
        stream.BookFacts.Resynced(reason);
        metrics.Resynced(protocol.Venue, reason);
        if (reason is not ("start" or "thin")) FeedLog.Resync(logger, protocol.Venue, stream.Instrument.Symbol, reason);
        if (stream.IsFetchingBook) return;
        stream.IsFetchingBook = true;
        Session.Start(cancellation => FetchBookAsync(stream, cancellation));
    }

    private void RecoverTrades(MarketStream stream)
    {
        stream.Trades.TryBeginRecovery();
        if (stream.IsFetchingTrades) return;
        stream.IsFetchingTrades = true;
        Session.Start(cancellation => stream.Trades.Last is null ? FindFirstTradeAsync(stream, cancellation) : FetchMissedTradesAsync(stream, cancellation));
    }
}
