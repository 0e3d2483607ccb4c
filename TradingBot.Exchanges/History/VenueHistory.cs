using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges.Binance;
using TradingBot.Exchanges.Binance.Http;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin;
using TradingBot.Exchanges.KuCoin.Http;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.History;

/// <summary>
/// A venue's past by REST, page by page, through the egress guard and within half of the venue's weight: the other half belongs to the worker, which may
/// call from the same address. For one caller at a time.
/// </summary>
public sealed class VenueHistory : IDisposable
{
    private const double ShareOfWeight = 0.5;

    private readonly ExchangeHttp _http;
    private readonly FeedMetrics _metrics;
    private readonly VenueProtocol _protocol;
    private readonly BinanceHistory? _binance;
    private readonly KuCoinHistory? _kuCoin;

    private VenueHistory(Venue venue, ExchangesOptions options, TimeProvider time)
    {
        FeedStatusBoard board = new(time);
        _metrics = new FeedMetrics(board);
        _http = new ExchangeHttp(new EgressGuard(EgressAllowList.For(options), _metrics), options.RequestTimeout);
        IsSimulated = options.Feed == FeedSource.Simulated;
        WeightBudget budget = venue == Venue.Binance
            ? new((int)(6000 * ShareOfWeight), TimeSpan.FromMinutes(1), time)
            : new((int)(2000 * ShareOfWeight), TimeSpan.FromSeconds(30), time);
        Uri address = EgressAllowList.RestAddress(options, venue);
        VenueBlocks blocks = Blocks;
        VenueRest rest = new(venue, address, _http, new RequestPace { ConfiguredDelay = options.MinimumRequestDelay }, budget, blocks, board.Connection(venue), _metrics, time);
        // No socket is opened for history.
        ConnectBudget connects = new(venue, 0, TimeSpan.FromMinutes(1), blocks, VenueRest.HostOf(address), time);
        if (venue == Venue.Binance)
        {
            _protocol = new BinanceProtocol(new BinanceRest(rest, options.BinanceSnapshotLevels), EgressAllowList.BinanceStreams(options), connects);
            _binance = new(rest);
        }
        else
        {
            KuCoinRest kuCoin = new(rest);
            _protocol = new KuCoinProtocol(kuCoin, connects);
            _kuCoin = new(kuCoin);
        }
    }

    /// <summary>The exchange.</summary>
    public Venue Venue => _protocol.Venue;

    /// <summary>The venue's orders to send nothing. Hand in those of before the start, and keep each new one.</summary>
    public VenueBlocks Blocks { get; } = new();

    /// <summary>Whether the history is the simulator's.</summary>
    public bool IsSimulated { get; }

    /// <summary>Lengths of candles that the venue has, in seconds, ascending.</summary>
    public IReadOnlyList<int> CandleSeconds => _protocol.CandleSeconds;

    /// <summary>Whether the trades are joined ones, and whether all of them can be had or only the last.</summary>
    public (bool Aggregated, bool Whole) TradesAre => (_binance is not null, _binance is not null);

    /// <param name="venue">Binance or KuCoin.</param>
    /// <param name="configuration">Section <c>Exchanges</c>, as for the worker.</param>
    /// <param name="time">Clock.</param>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    /// <exception cref="ExchangeKeyFoundException">There is an exchange key in the configuration.</exception>
    public static VenueHistory Open(Venue venue, IConfiguration configuration, TimeProvider time)
    {
        ExchangeKeys.Check(configuration.AsEnumerable());
        ExchangesOptions options = new();
        ExchangesServices.Bind(options, configuration);
        ValidateOptionsResult result = new ExchangesOptionsValidator().Validate(null, options);
        if (result.Failed) throw new OptionsValidationException(ExchangesOptions.Section, typeof(ExchangesOptions), result.Failures);
        return new(venue, options, time);
    }

    /// <summary>Reads an instrument's rules; its <see cref="Instrument.Id"/> is unset.</summary>
    /// <exception cref="ExchangeException">The venue can't be read, or has no such symbol.</exception>
    public async Task<Instrument> FetchInstrumentAsync(string symbol, CancellationToken cancellation) => (await _protocol.FetchInstrumentsAsync([symbol], cancellation))[0];

    /// <summary>The venue's clock.</summary>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation) => _protocol.FetchTimeAsync(cancellation);

    /// <summary>One page of closed candles.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="intervalSeconds">One of <see cref="CandleSeconds"/>.</param>
    /// <param name="from">On the grid.</param>
    /// <param name="to">Exclusive, on the grid, not after the venue's present.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<CandlePage> FetchCandlesAsync(Instrument instrument, int intervalSeconds, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        if (!CandleSeconds.Contains(intervalSeconds))
            throw new ArgumentOutOfRangeException(nameof(intervalSeconds), intervalSeconds, $"{Venue} has candles of {string.Join(", ", CandleSeconds)} seconds");
        return _binance is not null
            ? _binance.FetchCandlesAsync(instrument, intervalSeconds, BinanceProtocol.IntervalName(intervalSeconds), from, to, cancellation)
            : _kuCoin!.FetchCandlesAsync(instrument, intervalSeconds, KuCoinProtocol.IntervalName(intervalSeconds), from, to, cancellation);
    }

    /// <summary>One page of trades.</summary>
    /// <param name="instrument">An instrument of this venue.</param>
    /// <param name="cursor">Where to begin, or to go on.</param>
    /// <param name="to">Exclusive, not after the venue's present.</param>
    /// <param name="cancellation">Ends the fetch.</param>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public Task<TradePage> FetchTradesAsync(Instrument instrument, TradeCursor cursor, DateTimeOffset to, CancellationToken cancellation) =>
        _binance is not null ? _binance.FetchTradesAsync(instrument, cursor, to, cancellation) : _kuCoin!.FetchTradesAsync(instrument, cursor.Time, to, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _metrics.Dispose();
    }
}
