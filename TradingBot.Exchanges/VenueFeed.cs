using System.Threading.Channels;
using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges;

/// <summary>Trades from a venue's history.</summary>
/// <param name="Trades">In order, each after the asked trade. Where the history knows only aggregated trades, one print stands for several and carries the last id.</param>
/// <param name="Complete">Whether the history proves that nothing is missing between the asked trade and the first one here.</param>
public sealed record TradeHistory(IReadOnlyList<TradePrint> Trades, bool Complete);

/// <summary>Read-only market data of one venue: instruments, candles, trades, and live books and trades kept in sync.</summary>
public abstract class VenueFeed
{
    private protected VenueFeed()
    {
    }

    /// <summary>The exchange.</summary>
    public abstract Venue Venue { get; }

    /// <summary>Configured symbols in our spelling.</summary>
    public abstract IReadOnlyList<string> Symbols { get; }

    /// <summary>Lengths of bars that the venue's history has, in seconds, ascending.</summary>
    public abstract IReadOnlyList<int> CandleSeconds { get; }

    /// <summary>Reads the configured instruments' rules from the venue. Their <see cref="Instrument.Id"/> is unset.</summary>
    /// <exception cref="ExchangeException">The venue can't be read, or does not have a configured symbol.</exception>
    public abstract Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(CancellationToken cancellation);

    /// <summary>Keeps books and trades in sync until cancelled, whatever the network does.</summary>
    /// <remarks>
    /// Writes un-numbered inputs (sequence and time 0): <see cref="EngineInputKind.BookSnapshot"/>, <see cref="EngineInputKind.BookDelta"/>,
    /// <see cref="EngineInputKind.Trade"/> and <see cref="EngineInputKind.MarketStatusChanged"/>. A book is proven only while the last status is
    /// <see cref="MarketStatus.Live"/>. The channel should be bounded: when it stays full, the feed drops its connection, says
    /// <see cref="MarketStatus.Stale"/> and starts over when there is room.
    /// </remarks>
    /// <param name="instruments">Instruments of this venue with their lasting ids.</param>
    /// <param name="output">Where the inputs go; may be shared with other feeds.</param>
    /// <param name="cancellation">Ends the feed; the task then ends without an exception.</param>
    public abstract Task RunAsync(IReadOnlyList<Instrument> instruments, ChannelWriter<EngineInput> output, CancellationToken cancellation);

    /// <summary>Fetches closed and open bars by REST, oldest first; intervals without trades have none.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="intervalSeconds">One of <see cref="CandleSeconds"/>.</param>
    /// <param name="from">Start of the first bar, inclusive.</param>
    /// <param name="to">Start of the last bar, exclusive.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The venue has no bars of this length.</exception>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public abstract Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation);

    /// <summary>Fetches the trades after a known one, for recovery.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="afterTradeId">Id of the last known trade (see <see cref="TradePrint.TradeId"/>).</param>
    /// <param name="afterTime">Exchange time of that trade.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public abstract Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation);
}
