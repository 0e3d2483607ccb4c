using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Where a venue's stream is, and how it wants to be kept alive.</summary>
/// <param name="Address">Full address.</param>
/// <param name="PingInterval">How often our own ping message goes out; null where the venue pings.</param>
/// <param name="PingTimeout">How long an answer may take.</param>
/// <param name="IsNamedByVenue">Whether the address is from an answer of the venue, and not ours.</param>
internal sealed record SocketPlan(Uri Address, TimeSpan? PingInterval, TimeSpan PingTimeout, bool IsNamedByVenue = false);

/// <summary>A venue's public interface: what differs between venues, and nothing else.</summary>
internal abstract class VenueProtocol
{
    public abstract Venue Venue { get; }

    /// <summary>Whether trade ids rise by one, so that each hole shows.</summary>
    public abstract bool TradesAreContiguous { get; }

    /// <summary>Whether the venue speaks first, and may not be written to before.</summary>
    public abstract bool GreetsFirst { get; }

    public abstract IReadOnlyList<int> CandleSeconds { get; }

    public abstract Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation);

    public abstract Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation);

    public abstract Task<VenueBook> FetchBookAsync(Instrument instrument, CancellationToken cancellation);

    /// <summary>The venue's number of the book's last change, by the cheapest request.</summary>
    public abstract Task<long> FetchBookNumberAsync(Instrument instrument, CancellationToken cancellation);

    public abstract Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation);

    public abstract Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation);

    /// <summary>The last trade, null where there is none.</summary>
    public abstract Task<TradePrint?> FetchLastTradeAsync(Instrument instrument, CancellationToken cancellation);

    public abstract Task<SocketPlan> PlanSocketAsync(CancellationToken cancellation);

    /// <summary>Makes another client that writes a connection's first subscriptions; null where they are <see cref="Subscriptions"/>.</summary>
    public Func<SocketSubscriber>? Subscriber { get; init; }

    /// <summary>How many instruments' book and trades the venue allows on one connection.</summary>
    public abstract int SymbolsPerConnection { get; }

    /// <summary>Least pause between two of our messages on one connection, well within the venue's limit.</summary>
    public abstract TimeSpan MessageInterval { get; }

    /// <summary>Messages that subscribe to book and trades of instruments, or end that; each is answered by one acknowledgement.</summary>
    /// <param name="instruments">Any number; a message takes as many as the venue allows.</param>
    /// <param name="subscribe">False to unsubscribe.</param>
    public abstract IReadOnlyList<byte[]> Subscriptions(IReadOnlyList<Instrument> instruments, bool subscribe = true);

    /// <summary>Instruments that the venue trades now against a quote asset, those with the highest turnover in 24 hours first.</summary>
    /// <param name="quoteAsset">Such as <c>USDT</c>.</param>
    /// <param name="count">At most this many.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    public abstract Task<IReadOnlyList<Instrument>> FetchRankingAsync(string quoteAsset, int count, CancellationToken cancellation);

    public abstract FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading);

    /// <summary>How often the venue lets sockets be opened.</summary>
    public abstract ConnectBudget Connects { get; }

    /// <summary>Levels a side of the whole books that <see cref="SubscribeWholeBook"/> brings.</summary>
    public virtual int WholeBookLevels => 0;

    /// <summary>The message that subscribes to whole books of few levels, or ends it; null where the venue has none.</summary>
    public virtual byte[]? SubscribeWholeBook(Instrument instrument, bool on) => null;

    /// <summary>Our ping message.</summary>
    public abstract byte[] Ping(long number);
}
