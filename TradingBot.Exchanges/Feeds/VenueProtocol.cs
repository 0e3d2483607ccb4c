using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Where a venue's stream is, and how it wants to be kept alive.</summary>
/// <param name="Address">Full address.</param>
/// <param name="PingInterval">How often our own ping message goes out; null where the venue pings.</param>
/// <param name="PingTimeout">How long an answer may take.</param>
internal sealed record SocketPlan(Uri Address, TimeSpan? PingInterval, TimeSpan PingTimeout);

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

    /// <summary>Messages that subscribe to book and trades of all instruments; each is answered by one acknowledgement.</summary>
    public abstract IReadOnlyList<byte[]> Subscriptions(IReadOnlyList<Instrument> instruments);

    public abstract FrameKind Parse(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading);

    /// <summary>Our ping message.</summary>
    public abstract byte[] Ping(long number);
}
