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

/// <summary>Who makes the requests and subscriptions.</summary>
public enum MarketDataClient
{
    /// <summary>This project.</summary>
    Own = 0,

    /// <summary>The libraries <c>Binance.Net</c> and <c>Kucoin.Net</c>, which only a build with profile full has.</summary>
    JKorf = 1,
}

/// <summary>Settings of the market data feeds, section <c>Exchanges</c>.</summary>
/// <remarks>
/// <c>Exchanges:Symbols:binance</c> and <c>Exchanges:Symbols:kucoin</c> are lists, or one text with commas, in our spelling
/// (<c>BTC-USDT</c>); an empty text switches the venue off. Instead of a list a rule may stand there: <c>Exchanges:Symbols:binance:Quote</c>,
/// <c>:Top</c> and, if wanted, <c>:Exclude</c>. The simulator's address is <c>services:simulator:http:0</c>.
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

    private readonly Dictionary<Venue, SymbolRule> _rules = [];

    /// <summary>Where market data comes from; <c>live</c> where nothing is said.</summary>
    public FeedSource Feed { get; set; } = FeedSource.Live;

    /// <summary>Who makes the requests and subscriptions; what is sent passes the guard, and what comes is read by us, whoever it is.</summary>
    public MarketDataClient Client { get; set; } = MarketDataClient.Own;

    /// <summary>Address of the simulator, loopback http; needed when <see cref="Feed"/> is <see cref="FeedSource.Simulated"/>.</summary>
    public Uri? Simulator { get; set; }

    /// <summary>
    /// Base addresses of the egress gateway, <c>Exchanges:Gateway:binance</c> and <c>Exchanges:Gateway:kucoin</c>: http or https, in the private network.
    /// A venue that has one is called through it only.
    /// </summary>
    public Dictionary<Venue, Uri> Gateways { get; } = [];

    /// <summary>File of the optional read-only KuCoin key, <c>Exchanges:KuCoin:KeyFile</c>; none where nothing is said.</summary>
    internal string? KuCoinKeyFile { get; set; }

    /// <summary>Symbols of a venue, in our spelling; none where the venue is switched off.</summary>
    public IReadOnlyList<string> SymbolsOf(Venue venue) => _symbols.GetValueOrDefault(venue, []);

    /// <summary>Sets a venue's symbols, in our spelling; an empty list switches the venue off.</summary>
    public void SetSymbols(Venue venue, IReadOnlyList<string> symbols)
    {
        _symbols[venue] = symbols;
        _rules.Remove(venue);
    }

    /// <summary>The rule that chooses a venue's symbols; none where they are listed.</summary>
    public SymbolRule? RuleOf(Venue venue) => _rules.GetValueOrDefault(venue);

    /// <summary>Lets a rule choose a venue's symbols.</summary>
    public void SetRule(Venue venue, SymbolRule rule)
    {
        _symbols[venue] = [];
        _rules[venue] = rule;
    }

    /// <summary>How often a rule is looked at again. 1 s to 24 h.</summary>
    public TimeSpan RulePeriod { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often the followed instruments' rules (ticks, lots, whether they are traded) are read again. 1 s to 1 h.</summary>
    public TimeSpan RulesPeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Symbols on one connection at most, where fewer are wanted than the venue allows (Binance 512, KuCoin 140); 0: as many as it allows.</summary>
    public int SymbolsPerConnection { get; set; }

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

    /// <summary>A book that can't be fetched for this long is replaced by whole books of few levels, where the venue streams them (KuCoin: 50). 1 s to 10 min.</summary>
    public TimeSpan SnapshotFallbackAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A REST request without an answer for this long has failed. 1 s to 60 s.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From which difference between the venues' prices of a symbol on one of them must be wrong, in percent of the lower price. 0.01 to 100.</summary>
    public decimal DivergenceLimitPercent { get; set; } = 2;

    /// <summary>Least pause between two REST requests to a venue. 0 to 60 s; can be changed at run time through <see cref="Rest.RequestPace"/>.</summary>
    public TimeSpan MinimumRequestDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Venues with at least one symbol, or with a rule that chooses them.</summary>
    public IEnumerable<Venue> Venues => _symbols.Where(pair => pair.Value.Count > 0 || _rules.ContainsKey(pair.Key)).Select(pair => pair.Key).Order();
}
