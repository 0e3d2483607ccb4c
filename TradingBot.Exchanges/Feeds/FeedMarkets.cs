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

    private static readonly TimeSpan TradeProbeAfter = TimeSpan.FromSeconds(6);

    /// <summary>A trade younger than this may still be on its way through the stream.</summary>
    private static readonly TimeSpan TradeOnItsWay = TimeSpan.FromSeconds(3);

    /// <summary>A history is asked this often before its hole is accepted.</summary>
    private const int HistoryAttempts = 6;

    private readonly FrameReading _reading = new();
    private FeedSession? _session;
    private DateTimeOffset _lastMessageAt;
    private DateTimeOffset _sweepAt = DateTimeOffset.MaxValue;
    private DateTimeOffset _sweptAt;
    private bool _isFirstSession = true;

    private FeedSession Session => _session ?? throw new InvalidOperationException("the feed is not connected");

    /// <summary>A new connection is subscribed: books are fetched and missed trades brought back.</summary>
    public void Connected(FeedSession session)
    {
        _session = session;
        DateTimeOffset now = time.GetUtcNow();
        _lastMessageAt = now;
        _lateSince = null;
        string reason = _isFirstSession ? "start" : "reconnect";
        string words = _isFirstSession ? "the first book is being fetched" : "connected again, the book is being fetched";
        _isFirstSession = false;
        foreach (MarketStream stream in streams) Begin(stream, reason, words, now);
    }

    /// <summary>An instrument was subscribed beside the others.</summary>
    public void Subscribed(MarketStream stream) => Begin(stream, "start", "the first book is being fetched", time.GetUtcNow());

    private void Begin(MarketStream stream, string reason, string words, DateTimeOffset now)
    {
        (stream.BookAliveAt, stream.TradesAliveAt, stream.Behind) = (now, now, null);
        (stream.IsFetchingBook, stream.IsFetchingTrades, stream.IsProbing, stream.IsComparing) = (false, false, false, false);
        Resync(stream, MarketStatus.Syncing, reason, words);
        RecoverTrades(stream);
    }

    /// <summary>The connection is gone: no book is proven any more.</summary>
    public void Disconnected(LossReason loss)
    {
        _session = null;
        foreach (MarketStream stream in streams)
        {
            stream.Book.Restart();
            stream.Trades.Disconnected();
            LeaveFallback(stream);
            stream.Tell(loss.IsSlowConsumer ? MarketStatus.Stale : MarketStatus.Disconnected, loss.Text);
        }
    }

    /// <summary>Takes one frame of the connection in charge.</summary>
    public FrameKind Handle(ReadOnlySpan<byte> frame)
    {
        FrameKind kind = protocol.Parse(frame, table, _reading);
        if (kind is FrameKind.Book or FrameKind.WholeBook or FrameKind.Trade && !streams[_reading.Place].IsFollowed) return FrameKind.Ignored;
        DateTimeOffset now = time.GetUtcNow();
        switch (kind)
        {
            case FrameKind.Book: OnBook(streams[_reading.Place], now); break;
            case FrameKind.Trade: OnTrade(streams[_reading.Place], now); break;
            case FrameKind.WholeBook: OnWholeBook(streams[_reading.Place], now); break;
            case FrameKind.Error: FeedLog.VenueError(logger, protocol.Venue, _reading.Text); break;
            case FrameKind.Refused: OnRefused(_reading.Refusal, now); break;
            case FrameKind.BestPrices or FrameKind.Ignored or FrameKind.Acknowledged or FrameKind.Welcome or FrameKind.Pong or FrameKind.Shutdown:
            default: break;
        }
        return kind;
    }

    private void OnBook(MarketStream stream, DateTimeOffset now)
    {
        TimeSpan? latency = Received(StreamKind.Book, now);
        stream.BookFacts.Received(now, latency);
        ChangeOutcome outcome = stream.Book.Offer(_reading, out BookUpdate? change);
        if (outcome is ChangeOutcome.Old or ChangeOutcome.Duplicate or ChangeOutcome.Reordered or ChangeOutcome.Overlapping)
            Ignored(stream.BookFacts, StreamKind.Book, outcome switch { ChangeOutcome.Old => "old", ChangeOutcome.Duplicate => "duplicate", ChangeOutcome.Reordered => "reordered", _ => "overlap" });
        switch (outcome)
        {
            case ChangeOutcome.Applied or ChangeOutcome.Overlapping:
                stream.WriteDelta(change!);
                if (_isLate)
                {
                    // What is shown is what was; the book's age goes on until messages are on time again.
                    stream.Tell(MarketStatus.Stale, $"its messages are {latency!.Value.TotalSeconds:0.#} s late");
                    break;
                }
                stream.BookAliveAt = now;
                stream.NotePrice();
                stream.Tell(MarketStatus.Live);
                break;
            case ChangeOutcome.Gap:
                (long first, long last) = stream.Book.LastGap!.Value;
                stream.BookFacts.Gap();
                metrics.Gapped(protocol.Venue, StreamKind.Book);
                Resync(stream, MarketStatus.Syncing, "gap", $"the changes {first} to {last} are missing, the book is being fetched again");
                // What lost changes of the book may have lost trades, which show nowhere else where their numbers skip.
                if (!protocol.TradesAreContiguous) Suspect(stream, now);
                break;
            case ChangeOutcome.Crossed:
                Resync(stream, MarketStatus.Crossed, "crossed", "its best bid reached its best ask, the book is being fetched again");
                break;
            case ChangeOutcome.Unreadable:
                Resync(stream, MarketStatus.Syncing, "unreadable", "a quantity is finer than the instrument's scale, the book is being fetched again");
                break;
            case ChangeOutcome.Kept or ChangeOutcome.Old or ChangeOutcome.Duplicate or ChangeOutcome.Reordered:
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
                CountForComparison(stream, now);
                break;
            case TradeOutcome.Ignored:
                Ignored(stream.TradeFacts, StreamKind.Trades, stream.Trades.Last?.TradeId == trade.TradeId ? "duplicate" : "old");
                break;
            case TradeOutcome.Gap:
                stream.TradeFacts.Gap();
                metrics.Gapped(protocol.Venue, StreamKind.Trades);
                RecoverTrades(stream);
                break;
            case TradeOutcome.Late:
                Ignored(stream.TradeFacts, StreamKind.Trades, "reordered");
                Hole(stream, new(trade.TradeId - 1, stream.Trades.Last!.Value.TradeId, now));
                break;
            case TradeOutcome.Held:
            default:
                break;
        }
    }

    private void Hole(MarketStream stream, TradeHole hole)
    {
        stream.TradeFacts.Hole(hole);
        metrics.Holed(protocol.Venue);
        FeedLog.TradeHole(logger, protocol.Venue, stream.Instrument.Symbol, hole.AfterId, hole.BeforeId);
    }

    private void Ignored(StreamFacts streamFacts, StreamKind kind, string reason)
    {
        streamFacts.Ignored(reason);
        metrics.Ignored(protocol.Venue, kind, reason);
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
        Rejected(reason);
        if (protocol.TradesAreContiguous) return;
        // Which trade it was is not known, so later ones of all wait.
        foreach (MarketStream stream in streams) Suspect(stream, now);
    }

    /// <summary>Trades may have been lost: later ones wait for the history, which is not asked more often than once a second, however much garbage comes.</summary>
    private void Suspect(MarketStream stream, DateTimeOffset now)
    {
        stream.Trades.Suspect();
        if (_sweepAt == DateTimeOffset.MaxValue) _sweepAt = _sweptAt + SweepPeriod > now ? _sweptAt + SweepPeriod : now;
    }

    /// <summary>A message was refused: counted by reason.</summary>
    public void Rejected(string reason)
    {
        facts.Rejected(reason);
        metrics.Rejected(protocol.Venue, reason);
    }

    private void Resync(MarketStream stream, MarketStatus status, string reason, string words)
    {
        // After a gap or a crossed book the synchronizer has started over by itself and keeps the change that showed it.
        if (stream.Book.IsSynced) stream.Book.Restart();
        stream.Tell(status, words);
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
