using System.Text.Json;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.SystemTests.Scripted;

/// <summary>A plausible state of the system, made of the contracts.</summary>
internal static class ScriptedMarket
{
    public static readonly Guid Account = Guid.Parse("01900000-0000-7000-8000-000000000001");

    /// <summary>Whole seconds, so that what the pages print can be foretold.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    private static readonly string[] Streams = ["book", "trade"];

    public static IReadOnlyList<InstrumentContract> Instruments { get; } =
    [
        Instrument("binance", "BTC", 0.01m, 0.00001m), Instrument("binance", "ETH", 0.01m, 0.0001m), Instrument("binance", "SOL", 0.01m, 0.001m),
        Instrument("kucoin", "BTC", 0.1m, 0.00001m), Instrument("kucoin", "ETH", 0.01m, 0.0001m), Instrument("kucoin", "SOL", 0.001m, 0.0001m),
    ];

    public static TickerContract Ticker(string venue, string symbol, decimal last, int secondsLater = 0) =>
        new(venue, symbol, last, last - 0.5m, last + 0.5m, "live", Start.AddSeconds(secondsLater));

    public static decimal LastOf(string symbol) => symbol[..3] switch { "BTC" => 64_250.5m, "ETH" => 3_120.25m, _ => 151.5m };

    public static BookContract Book(string venue, string symbol, decimal middle, long updateId = 1) => new(
        venue, symbol, updateId, "live", Start,
        [.. Enumerable.Range(1, 20).Select(level => new BookLevelContract(middle - (level * 0.5m), 0.1m + (level * 7 % 11 * 0.12m)))],
        [.. Enumerable.Range(1, 20).Select(level => new BookLevelContract(middle + (level * 0.5m), 0.1m + (level * 5 % 13 * 0.1m)))]);

    public static MarketTradeContract Trade(string venue, string symbol, long id, decimal price) =>
        new(venue, symbol, id, price, 0.012m + (id % 9 * 0.003m), id % 3 == 0 ? "sell" : "buy", Start.AddSeconds(id - 1_000));

    public static IReadOnlyList<CandleContract> Candles(decimal around, int seconds)
    {
        DateTimeOffset last = DateTimeOffset.FromUnixTimeSeconds(Start.ToUnixTimeSeconds() / seconds * seconds);
        var bars = new List<CandleContract>();
        decimal open = around;
        for (int bar = 199; bar >= 0; bar--)
        {
            decimal close = around + (decimal)(Math.Sin(bar / 9.0) * 40 + Math.Cos(bar / 2.3) * 11);
            bars.Add(new CandleContract(last.AddSeconds(-bar * seconds), decimal.Round(open, 2), decimal.Round(Math.Max(open, close) + 6, 2), decimal.Round(Math.Min(open, close) - 5, 2), decimal.Round(close, 2), 1.25m + (bar % 7)));
            open = close;
        }
        return bars;
    }

    public static PortfolioSummary Portfolio(decimal equity, int secondsLater = 0) => new(
        true, Account, "Demonstration", "USDT", equity, 100_000m, equity - 100_000m, 112.4m, equity - 100_112.4m, 31.82m, 0.0041m, Start.AddSeconds(secondsLater),
        [new("USDT", 87_149.21m, 6_400m), new("BTC", 0.2m, 0m)],
        [new("binance", "BTC-USDT", 0.2m, 64_110.25m, 64_250.5m, 12_850.1m, 28.05m, 112.4m)]);

    public static IReadOnlyList<EquityPointContract> Equity() =>
        [.. Enumerable.Range(0, 240).Select(minute => new EquityPointContract(Start.AddMinutes(minute - 240), decimal.Round(100_000m + (decimal)(Math.Sin(minute / 30.0) * 60) + (minute * 0.6m), 2)))];

    public static OrderContract Order(Guid id, string status, string? strategy = null, decimal quantity = 0.1m, decimal? price = 64_000m) => new(
        id, Account, "binance", "BTC-USDT", "buy", price is null ? "market" : "limit", price is null ? "ioc" : "gtc", quantity, price, status == "filled" ? quantity : 0,
        status == "filled" ? price : null, status, status == "rejected" ? "insufficientFunds" : null, status == "rejected" ? "Not enough USDT" : null, strategy, null, Start.AddMinutes(-3), Start.AddMinutes(-3));

    public static ExecutionContract Execution(Guid id, string side, decimal price, int secondsLater) => new(
        id, Guid.CreateVersion7(), Account, "binance", "BTC-USDT", side, price, 0.1m, price * 0.1m, price * 0.0001m, "USDT", "taker", side == "sell" ? 14.2m : -6.41m, "ma-cross-btc", true, true,
        Start.AddSeconds(secondsLater));

    public static IReadOnlyList<StrategyContract> Strategies { get; } =
    [
        Strategy("ma-cross-btc", "ma-cross", "Moving-average cross", true, "buy", "fast average 64,251.10 crossed above slow 64,248.02", new { fast = "64251.1", slow = "64248.02" }),
        Strategy("rsi-eth", "rsi-reversion", "RSI mean reversion", true, "hold", "RSI 48.2 is between the bounds", new { rsi = "48.2" }),
        Strategy("learned-sol", "learned", "Learned direction", false, "sell", "probability of a rise 0.44", new { samples = 812, outOfSampleHitRate = 0.531, baseRate = 0.508, warm = true }),
    ];

    public static IReadOnlyList<StrategyKindContract> Catalog { get; } =
    [
        new("ma-cross", "Moving-average cross", "Buys when the fast average crosses above the slow one, sells when it falls below.", [new("fast", 5, 2, 200, "bars of the fast average"), new("slow", 20, 3, 500, "bars of the slow average")]),
        new("rsi-reversion", "RSI mean reversion", "Buys weakness, sells strength.", [new("period", 14, 2, 100, "bars of the index")]),
        new("learned", "Learned direction", "Learns while it runs.", [new("threshold", 0.55m, 0.5m, 0.99m, "least probability to act on")]),
    ];

    public static SafetyStatus Safety(string mode = "running", string? reason = null) => new(
        mode != "violated", 12, 0, mode, reason, true,
        [
            Layer("no-code", "No code that could trade", "14 assemblies read: no order, withdrawal or transfer endpoint"), Layer("egress-guard", "Egress guard", "11 canary requests refused before a socket was opened"),
            Layer("keys", "No keys", "no exchange key in environment or configuration"), Layer("configuration", "Configuration", "PAPER_TRADING and ALLOW_REAL_TRADES ask for nothing"),
            Layer("database", "Database", "CHECK (is_paper_trade) refused a false row"), Layer("monitor", "Monitor", "own connections all on the allow-list"),
            new SafetyLayer("network", "Network", "unknown", null, "no egress gateway here; it belongs to production"),
        ]);

    public static VenueStatus Venue(string venue, long ageMs = 120) => new(
        venue, "connected", true,
        [.. Instruments.Where(rules => rules.Venue == venue).SelectMany(rules => Streams.Select(stream =>
            new StreamStatusContract(rules.Symbol, stream, true, "live", Start, ageMs, 12_345, 0, 0)))]);

    private static SafetyLayer Layer(string name, string title, string evidence) => new(name, title, "ok", Start, evidence);

    private static InstrumentContract Instrument(string venue, string asset, decimal tick, decimal lot) =>
        new(venue, asset + "-USDT", venue == "binance" ? asset + "USDT" : asset + "-USDT", asset, "USDT", tick, lot, lot, 5m, 0.001m, 0.001m, "live");

    private static StrategyContract Strategy(string id, string kind, string title, bool runs, string action, string reason, object runtime)
    {
        string symbol = id.Split('-')[^1].ToUpperInvariant() + "-USDT";
        return new StrategyContract(
            Account, id, kind, title, "binance", symbol, 5, runs, new Dictionary<string, decimal> { ["fast"] = 5, ["slow"] = 20, ["period"] = 14, ["threshold"] = 0.55m },
            new SignalContract(Account, id, "binance", symbol, action, 0.62m, LastOf(symbol), reason, Start.AddSeconds(-8)),
            JsonSerializer.SerializeToElement(runtime).EnumerateObject().ToDictionary(fact => fact.Name, fact => fact.Value), kind == "ma-cross" ? 84.11m : -3.2m);
    }
}
