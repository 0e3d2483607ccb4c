using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges;

/// <summary>Trades from a venue's history.</summary>
/// <param name="Trades">In order, each after the asked trade. Where the history knows only aggregated trades, one print stands for several and carries the last id.</param>
/// <param name="Complete">Whether the history proves that nothing is missing between the asked trade and the last one here.</param>
public sealed record TradeHistory(IReadOnlyList<TradePrint> Trades, bool Complete);

/// <summary>Read-only market data of one venue: instruments, candles, trades, and live books and trades kept in sync. Thread-safe.</summary>
public sealed class VenueFeed
{
    private readonly Func<VenueProtocol> _source;
    private readonly ExchangesOptions _options;
    private readonly EgressGuard _guard;
    private readonly FeedStatusBoard _board;
    private readonly FeedMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly RecordingWriter? _recording;
    private readonly ILogger<VenueFeed> _logger;
    private volatile Running? _running;

    internal VenueFeed(
        Venue venue, Func<VenueProtocol> protocol, ExchangesOptions options, EgressGuard guard, FeedStatusBoard board, FeedMetrics metrics, TimeProvider time, ILogger<VenueFeed> logger,
        RecordingWriter? recording = null)
    {
        (Venue, _source, _options, _guard, _board, _metrics, _time, _logger, _recording) = (venue, protocol, options, guard, board, metrics, time, logger, recording);
        board.Connection(venue);
    }

    /// <summary>The exchange.</summary>
    public Venue Venue { get; }

    // Of the source that is read now: the exchange or the simulator.
    private VenueProtocol Protocol => _source();

    /// <summary>Configured symbols in our spelling; none where a rule chooses them.</summary>
    public IReadOnlyList<string> Symbols => _options.SymbolsOf(Venue);

    /// <summary>The configured rule that chooses the symbols; none where they are listed.</summary>
    public SymbolRule? Rule => _options.RuleOf(Venue);

    /// <summary>Lengths of bars that the venue's history has, in seconds, ascending.</summary>
    public IReadOnlyList<int> CandleSeconds => Protocol.CandleSeconds;

    /// <summary>Reads the configured instruments' rules from the venue. Their <see cref="Instrument.Id"/> is unset.</summary>
    /// <returns>At least one; a symbol that the venue does not have is logged and left out, so that it does not keep the others from being read.</returns>
    /// <exception cref="ExchangeException">The venue can't be read, or has none of the configured symbols.</exception>
    public async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(CancellationToken cancellation)
    {
        if (Rule is { } rule)
        {
            IReadOnlyList<Instrument> ranking = await FetchRankingAsync(rule.Quote, rule.RankingNeeded, cancellation);
            IReadOnlyList<string> chosen = rule.Choose([.. ranking.Select(instrument => instrument.Symbol)], []);
            return [.. ranking.Where(instrument => chosen.Contains(instrument.Symbol))];
        }
        (IReadOnlyList<Instrument> known, IReadOnlyList<string> unknown) = await FetchInstrumentsAsync(Symbols, cancellation);
        if (known.Count == 0) throw new ExchangeException(Venue, ExchangeFailure.UnknownSymbol, $"it has none of the configured symbols {string.Join(", ", unknown)}");
        foreach (string symbol in unknown) FeedLog.UnknownSymbol(_logger, Venue, symbol);
        return known;
    }

    /// <summary>Reads instruments' rules from the venue. Their <see cref="Instrument.Id"/> is unset.</summary>
    /// <param name="symbols">In our spelling.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <returns>Those that the venue has, in the order asked, and the symbols that it does not have.</returns>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public async Task<(IReadOnlyList<Instrument> Known, IReadOnlyList<string> Unknown)> FetchInstrumentsAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        if (symbols.Count == 0) return ([], []);
        try
        {
            return (await Protocol.FetchInstrumentsAsync(symbols, cancellation), []);
        }
        catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
        {
            // Which of them is unknown shows only when each is asked alone.
        }
        List<Instrument> known = [];
        List<string> unknown = [];
        foreach (string symbol in symbols)
        {
            try
            {
                known.AddRange(await Protocol.FetchInstrumentsAsync([symbol], cancellation));
            }
            catch (ExchangeException e) when (e.Failure == ExchangeFailure.UnknownSymbol)
            {
                unknown.Add(symbol);
            }
        }
        return (known, unknown);
    }

    /// <summary>Keeps books and trades in sync until cancelled, whatever the network does.</summary>
    /// <remarks>
    /// Writes un-numbered inputs (sequence and time 0): <see cref="Engine.EngineInputKind.BookSnapshot"/>, <see cref="Engine.EngineInputKind.BookDelta"/>,
    /// <see cref="Engine.EngineInputKind.Trade"/> and <see cref="Engine.EngineInputKind.MarketStatusChanged"/>. A book is proven only while the last status is
    /// <see cref="MarketStatus.Live"/>. The channel should be bounded: when it stays full, the feed drops its connection, says
    /// <see cref="MarketStatus.Stale"/> and starts over when there is room.
    /// </remarks>
    /// <param name="instruments">Instruments of this venue with their lasting ids.</param>
    /// <param name="output">Where the inputs go; may be shared with other feeds.</param>
    /// <param name="cancellation">Ends the feed; the task then ends without an exception.</param>
    /// <exception cref="ArgumentException">An instrument of another venue, or without id.</exception>
    public Task RunAsync(IReadOnlyList<Instrument> instruments, ChannelWriter<MarketInput> output, CancellationToken cancellation)
    {
        Check(instruments);
        return RunConnectionsAsync(instruments, output, cancellation);
    }

    /// <summary>Raised about once a minute with the rules that followed instruments have at the venue now; one that is gone is not traded. Their ids are unset.</summary>
    /// <remarks>On the feed's thread: a handler must be quick.</remarks>
    public event Action<IReadOnlyList<Instrument>>? RulesRead;

    /// <summary>Follows exactly these instruments from now on, while <see cref="RunAsync"/> runs; streams of those that stay are not touched.</summary>
    /// <param name="instruments">Instruments of this venue with their lasting ids; their market is unknown to the engine until its first book.</param>
    /// <param name="cancellation">Ends the wait; what has begun goes on.</param>
    /// <exception cref="InvalidOperationException">The feed does not run.</exception>
    /// <exception cref="ArgumentException">An instrument of another venue, or without id.</exception>
    /// <exception cref="ExchangeException">The venue refused a subscription.</exception>
    public Task FollowAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        Check(instruments);
        (FeedConnections connections, CancellationToken lifetime) = _running ?? throw new InvalidOperationException($"the feed of {Venue} does not run");
        return connections.FollowAsync(instruments, lifetime, cancellation);
    }

    /// <summary>Instruments that the venue trades now against a quote asset, those with the highest turnover in 24 hours first. Their ids are unset.</summary>
    /// <param name="quoteAsset">Such as <c>USDT</c>.</param>
    /// <param name="count">At most this many; 1 or more.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<IReadOnlyList<Instrument>> FetchRankingAsync(string quoteAsset, int count, CancellationToken cancellation) =>
        Protocol.FetchRankingAsync(quoteAsset, count, cancellation);

    private void Check(IReadOnlyList<Instrument> instruments)
    {
        foreach (Instrument instrument in instruments)
            if (instrument.Venue != Venue || instrument.Id.Number <= 0)
                throw new ArgumentException($"{instrument.Symbol} is no instrument of {Venue} with an id", nameof(instruments));
    }

    private async Task RunConnectionsAsync(IReadOnlyList<Instrument> instruments, ChannelWriter<MarketInput> output, CancellationToken cancellation)
    {
        int most = _options.SymbolsPerConnection > 0 ? Math.Min(_options.SymbolsPerConnection, Protocol.SymbolsPerConnection) : Protocol.SymbolsPerConnection;
        FeedConnections connections = new(most, (number, first) => Open(number, first, output), _board.Connection(Venue));
        _running = new(connections, cancellation);
        try
        {
            await connections.RunAsync(instruments, cancellation);
        }
        finally
        {
            _running = null;
        }
    }

    private (FeedRun Run, Func<Instrument, MarketStream> Join) Open(int number, IReadOnlyList<Instrument> instruments, ChannelWriter<MarketInput> output)
    {
        InstrumentTable table = new(instruments);
        FeedTape? tape = _recording is null ? null : new(_recording, Venue, number - 1, Protocol.TradesAreContiguous);
        FeedOutput feedOutput = new(output, _options.ConsumerPatience, tape);
        FeedGate gate = new();
        ConnectionFacts facts = _board.Connection(Venue);
        StreamList streams = new([.. instruments.Select(Join)]);
        tape?.Started(streams);
        FeedMarkets markets = new(Protocol, table, streams, feedOutput, gate, _options, _metrics, facts, new VenueClock(), _time, _logger)
        {
            RulesRead = rules => RulesRead?.Invoke(rules),
        };
        return (new FeedRun(number, Protocol, _guard, table, streams, markets, feedOutput, gate, _options, _metrics, facts, _time, _logger, tape), Join);

        MarketStream Join(Instrument instrument) =>
            new(instrument, Protocol.TradesAreContiguous, _options.ThinSideLevels, _board, feedOutput, tape?.Stream(instrument)) { IsHalted = !instrument.IsTrading };
    }

    private sealed record Running(FeedConnections Connections, CancellationToken Lifetime);

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
            ? Protocol.FetchCandlesAsync(instrument, intervalSeconds, from, to, cancellation)
            : throw new ArgumentOutOfRangeException(nameof(intervalSeconds), intervalSeconds, $"{Venue} has bars of {string.Join(", ", CandleSeconds)} seconds");

    /// <summary>Fetches the trades after a known one, for recovery.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="afterTradeId">Id of the last known trade (see <see cref="TradePrint.TradeId"/>).</param>
    /// <param name="afterTime">Exchange time of that trade.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation) =>
        Protocol.FetchTradesAsync(instrument, afterTradeId, afterTime, cancellation);
}
