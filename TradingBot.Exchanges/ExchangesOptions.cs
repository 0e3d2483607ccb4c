using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges;

/// <summary>Where market data comes from.</summary>
public enum FeedSource
{
    /// <summary>The exchanges' public market data.</summary>
    Live = 0,

    /// <summary>The exchange simulator, which speaks the protocols of both venues.</summary>
    Simulated = 1,
}

/// <summary>Settings of the market data feeds, section <c>Exchanges</c>.</summary>
/// <remarks>
/// <c>Exchanges:Symbols:binance</c> and <c>Exchanges:Symbols:kucoin</c> are lists, or one text with commas, in our spelling
/// (<c>BTC-USDT</c>); an empty text switches the venue off. The simulator's address is <c>services:simulator:http:0</c>.
/// </remarks>
public sealed class ExchangesOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Exchanges";

    /// <summary>The configuration key of the simulator's address.</summary>
    public const string SimulatorKey = "services:simulator:http:0";

    /// <summary>Symbols of a venue for which nothing is configured.</summary>
    public static IReadOnlyList<string> DefaultSymbols { get; } = ["BTC-USDT", "ETH-USDT", "SOL-USDT"];

    private readonly Dictionary<Venue, IReadOnlyList<string>> _symbols = new() { [Venue.Binance] = DefaultSymbols, [Venue.KuCoin] = DefaultSymbols };

    /// <summary>Where market data comes from; <c>live</c> where nothing is said.</summary>
    public FeedSource Feed { get; set; } = FeedSource.Live;

    /// <summary>Address of the simulator, loopback http; needed when <see cref="Feed"/> is <see cref="FeedSource.Simulated"/>.</summary>
    public Uri? Simulator { get; set; }

    /// <summary>Symbols of a venue, in our spelling; none where the venue is switched off.</summary>
    public IReadOnlyList<string> SymbolsOf(Venue venue) => _symbols.GetValueOrDefault(venue, []);

    /// <summary>Sets a venue's symbols, in our spelling; an empty list switches the venue off.</summary>
    public void SetSymbols(Venue venue, IReadOnlyList<string> symbols) => _symbols[venue] = symbols;

    /// <summary>A stream without a valid message or other proof of life for this long is stale. 1 s to 60 s.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection without any valid message for this long is given up. Not below <see cref="StaleAfter"/>, at most 120 s.</summary>
    public TimeSpan ReconnectAfterSilence { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>A connection is replaced at this age, before the venue ends it (Binance: 24 h). 5 s to 24 h.</summary>
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromHours(23.5);

    /// <summary>How long the old and the new connection run side by side when a connection is replaced. 100 ms to 30 s.</summary>
    public TimeSpan ReplacementOverlap { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a full input channel is waited for before the feed declares itself stale. 10 ms to 30 s.</summary>
    public TimeSpan ConsumerPatience { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>First pause before a new connection; doubles up to <see cref="ReconnectDelayLimit"/>, each time jittered. 10 ms to 60 s.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause before a new connection. Not below <see cref="ReconnectDelay"/>, at most 5 min.</summary>
    public TimeSpan ReconnectDelayLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Levels per side of Binance's book snapshot: 100, 500, 1000 or 5000 (weights 5, 25, 50, 250).</summary>
    public int BinanceSnapshotLevels { get; set; } = 1000;

    /// <summary>A side with fewer proven levels than this is fetched again. 1 to 90.</summary>
    public int ThinSideLevels { get; set; } = 20;

    /// <summary>Least pause between two REST requests to a venue. 0 to 60 s; can be changed at run time through <see cref="Rest.RequestPace"/>.</summary>
    public TimeSpan MinimumRequestDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Venues with at least one symbol.</summary>
    public IEnumerable<Venue> Venues => _symbols.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key).Order();
}
