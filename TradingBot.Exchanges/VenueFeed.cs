using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges;

/// <summary>Trades from a venue's history.</summary>
/// <param name="Trades">In order, each after the asked trade. Where the history knows only aggregated trades, one print stands for several and carries the last id.</param>
/// <param name="Complete">Whether the history proves that nothing is missing between the asked trade and the last one here.</param>
public sealed record TradeHistory(IReadOnlyList<TradePrint> Trades, bool Complete);

/// <summary>Read-only market data of one venue: instruments, candles, trades, and live books and trades kept in sync. Thread-safe.</summary>
public sealed class VenueFeed
{
    private readonly VenueProtocol _protocol;
    private readonly ExchangesOptions _options;
    private readonly EgressGuard _guard;
    private readonly FeedStatusBoard _board;
    private readonly FeedMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<VenueFeed> _logger;

    internal VenueFeed(
        VenueProtocol protocol, ExchangesOptions options, EgressGuard guard, FeedStatusBoard board, FeedMetrics metrics, TimeProvider time, ILogger<VenueFeed> logger)
    {
        (_protocol, _options, _guard, _board, _metrics, _time, _logger) = (protocol, options, guard, board, metrics, time, logger);
        board.Connection(protocol.Venue);
    }

    /// <summary>The exchange.</summary>
    public Venue Venue => _protocol.Venue;

    /// <summary>Configured symbols in our spelling.</summary>
    public IReadOnlyList<string> Symbols => _options.SymbolsOf(Venue);

    /// <summary>Lengths of bars that the venue's history has, in seconds, ascending.</summary>
    public IReadOnlyList<int> CandleSeconds => _protocol.CandleSeconds;

    /// <summary>Reads the configured instruments' rules from the venue. Their <see cref="Instrument.Id"/> is unset.</summary>
    /// <returns>At least one; a symbol that the venue does not have is logged and left out, so that it does not keep the others from being read.</returns>
    /// <exception cref="ExchangeException">The venue can't be read, or has none of the configured symbols.</exception>
    public async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(CancellationToken cancellation)
    {
        try
        {
            return await _protocol.FetchInstrumentsAsync(Symbols, cancellation);
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
        {
            // Which of them is unknown shows only when each is asked alone.
        }
        List<Instrument> known = [];
        List<string> unknown = [];
        foreach (string symbol in Symbols)
        {
            try
            {
                known.AddRange(await _protocol.FetchInstrumentsAsync([symbol], cancellation));
            }
            catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
            {
                unknown.Add(symbol);
            }
        }
        if (known.Count == 0) throw new ExchangeException(Venue, ExchangeFailure.UnknownSymbol, $"it has none of the configured symbols {string.Join(", ", unknown)}");
        foreach (string symbol in unknown) FeedLog.UnknownSymbol(_logger, Venue, symbol);
        return known;
    }

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
    /// <exception cref="ArgumentException">An instrument of another venue, or without id.</exception>
    public Task RunAsync(IReadOnlyList<Instrument> instruments, ChannelWriter<EngineInput> output, CancellationToken cancellation)
    {
        foreach (Instrument instrument in instruments)
            if (instrument.Venue != Venue || instrument.Id.Number <= 0)
                throw new ArgumentException($"{instrument.Symbol} is no instrument of {Venue} with an id", nameof(instruments));
        InstrumentTable table = new(instruments);
        FeedOutput feedOutput = new(output, _options.ConsumerPatience);
        FeedGate gate = new();
        ConnectionFacts facts = _board.Connection(Venue);
        MarketStream[] streams =
            [.. instruments.Select(instrument => new MarketStream(instrument, _protocol.TradesAreContiguous, _options.ThinSideLevels, _board, feedOutput)
                { IsHalted = !instrument.IsTrading })];
        FeedMarkets markets = new(_protocol, table, streams, feedOutput, gate, _options, _metrics, facts, new VenueClock(), _time, _logger);
        FeedRun run = new(_protocol, _guard, table, markets, feedOutput, gate, _options, _metrics, facts, _time, _logger);
        return run.RunAsync(cancellation);
    }

    /// <summary>Fetches bars by REST, oldest first; the last one may still be open. Intervals without trades have none.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="intervalSeconds">One of <see cref="CandleSeconds"/>.</param>
    /// <param name="from">Start of the first bar, inclusive.</param>
    /// <param name="to">Start of the last bar, exclusive.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The venue has no bars of this length.</exception>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        CandleSeconds.Contains(intervalSeconds)
            ? _protocol.FetchCandlesAsync(instrument, intervalSeconds, from, to, cancellation)
            : throw new ArgumentOutOfRangeException(nameof(intervalSeconds), intervalSeconds, $"{Venue} has bars of {string.Join(", ", CandleSeconds)} seconds");

    /// <summary>Fetches the trades after a known one, for recovery.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="afterTradeId">Id of the last known trade (see <see cref="TradePrint.TradeId"/>).</param>
    /// <param name="afterTime">Exchange time of that trade.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation) =>
        _protocol.FetchTradesAsync(instrument, afterTradeId, afterTime, cancellation);
}
