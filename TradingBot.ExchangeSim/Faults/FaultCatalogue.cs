using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>The vocabulary of faults. docs/SIMULATOR.md has the same table in words.</summary>
internal static class FaultCatalogue
{
    private const int Mebibyte = 1 << 20;

    private static readonly StreamKind[] Trades = [StreamKind.Trade, StreamKind.AggTrade];
    private static readonly StreamKind[] Books = [StreamKind.Depth, StreamKind.PartialDepth, StreamKind.BookTicker];

    public static readonly IReadOnlyList<string> CorruptKinds =
    [
        "invalidJson", "invalidUtf8", "truncated", "wrongType", "null", "nan", "negativePrice", "zeroPrice", "hugeNumber", "longDecimal", "offTick",
        "unknownSymbol", "extraFields", "otherOrder", "numbersAsNumbers",
    ];

    public static readonly IReadOnlyList<FaultKind> All = [.. Sockets(), .. Streams(), .. Rest(), .. Market()];

    private static readonly Dictionary<string, FaultKind> ByName = All.ToDictionary(kind => kind.Name, StringComparer.Ordinal);

    /// <summary>A fault by its name; <c>reject</c> is an older name of <c>rateLimit</c>.</summary>
    public static FaultKind? Find(string? name) => name is null ? null : ByName.GetValueOrDefault(name == "reject" ? "rateLimit" : name);

    private static IEnumerable<FaultKind> Sockets()
    {
        yield return new("disconnect", FaultLayer.Socket, FaultEnd.Instant);
        yield return new("close", FaultLayer.Socket, FaultEnd.Instant) { ChoiceField = "code", Choices = [1000, 1001, 1008, 1012] };
        yield return new("silence", FaultLayer.Socket, FaultEnd.Time);
        yield return new("freeze", FaultLayer.Socket, FaultEnd.Time);
        yield return new("serverShutdown", FaultLayer.Socket, FaultEnd.Time);
        yield return new("lifetime", FaultLayer.Socket, FaultEnd.Instant) { Numbers = One("olderThanMs", 0, 86_400_000, 0) };
        yield return new("refuse", FaultLayer.Socket, FaultEnd.Time) { ChoiceField = "status", Choices = [503, 401, 403], TakesSymbol = false, TakesStream = false };
        yield return new("tokenExpired", FaultLayer.Socket, FaultEnd.Time)
        {
            UsualMs = 1_000,
            Kinds = ["upgrade", "frame"],
            Only = Venue.Kucoin,
            TakesSymbol = false,
            TakesStream = false,
        };
        yield return new("slice", FaultLayer.Socket, FaultEnd.Time) { Numbers = One("bytes", 1, 65_536, 1) };
        yield return new("throttle", FaultLayer.Socket, FaultEnd.Time) { Numbers = One("bytesPerSecond", 1, 100_000_000, 1_024) };
    }

    private static IEnumerable<FaultKind> Streams()
    {
        yield return new("gap", FaultLayer.Stream, FaultEnd.Count) { Streams = [StreamKind.Depth] };
        yield return new("duplicate", FaultLayer.Stream, FaultEnd.Count);
        yield return new("reorder", FaultLayer.Stream, FaultEnd.Count);
        yield return new("replayOld", FaultLayer.Stream, FaultEnd.Count) { Numbers = One("messages", 1, 1_000, 5) };
        yield return new("dropTrades", FaultLayer.Stream, FaultEnd.Count) { Streams = Trades, OnlyStreams = Trades };
        yield return new("corrupt", FaultLayer.Stream, FaultEnd.Count) { Kinds = CorruptKinds };
        yield return new("huge", FaultLayer.Stream, FaultEnd.Count) { Numbers = One("bytes", 1_024, 64 * Mebibyte, 8 * Mebibyte), CountsTogether = true };
        yield return new("bomb", FaultLayer.Stream, FaultEnd.Count) { Numbers = One("bytes", 1_024, 64 * Mebibyte, 64 * Mebibyte), CountsTogether = true };
        yield return new("deepNesting", FaultLayer.Stream, FaultEnd.Count) { Numbers = One("depth", 2, 1_000_000, 10_000) };
        yield return new("wideBook", FaultLayer.Stream, FaultEnd.Time)
        {
            Numbers = One("levels", 1_000, 200_000, 100_000),
            Streams = [StreamKind.Depth],
            OnlyStreams = [StreamKind.Depth],
        };
        yield return new("crossedBook", FaultLayer.Stream, FaultEnd.Time) { UsualMs = 1_000, Streams = Books, OnlyStreams = Books };
        yield return new("delay", FaultLayer.Stream, FaultEnd.Time) { Numbers = One("delayMs", 1, 600_000, 1_000) };
    }

    private static IEnumerable<FaultKind> Rest()
    {
        yield return new("rateLimit", FaultLayer.Rest, FaultEnd.Time) { TakesRetryAfter = true };
        yield return new("ban", FaultLayer.Rest, FaultEnd.Time) { TakesRetryAfter = true };
        yield return new("error", FaultLayer.Rest, FaultEnd.Time) { ChoiceField = "status", Choices = [500, 502, 503, 504] };
        yield return new("slow", FaultLayer.Rest, FaultEnd.Time) { Numbers = One("delayMs", 1, 120_000, 30_000) };
        yield return new("redirect", FaultLayer.Rest, FaultEnd.Time) { TakesTo = true };
        yield return new("html", FaultLayer.Rest, FaultEnd.Time) { ChoiceField = "status", Choices = [200, 503] };
        yield return new("staleSnapshot", FaultLayer.Rest, FaultEnd.Count)
        {
            Numbers = One("updates", 1, 1_000_000, 50),
            Streams = [StreamKind.Depth],
            OnlyStreams = [StreamKind.Depth],
        };
        yield return new("truncatedBody", FaultLayer.Rest, FaultEnd.Count);
        yield return new("wrongJson", FaultLayer.Rest, FaultEnd.Count);
    }

    private static IEnumerable<FaultKind> Market()
    {
        yield return new("maintenance", FaultLayer.Market, FaultEnd.Time) { TakesSymbol = false, TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("halt", FaultLayer.Market, FaultEnd.Open) { TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("resume", FaultLayer.Market, FaultEnd.Instant) { TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("delist", FaultLayer.Market, FaultEnd.Open) { TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("tickSize", FaultLayer.Market, FaultEnd.Open) { Numbers = One("size", 0.00000001m, 1_000_000, null), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("lotSize", FaultLayer.Market, FaultEnd.Open) { Numbers = One("size", 0.00000001m, 1_000_000, null), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("spike", FaultLayer.Market, FaultEnd.Instant) { Numbers = One("percent", -95, 500, -10, neverZero: true), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("liquidityHole", FaultLayer.Market, FaultEnd.Time) { Numbers = One("percent", 0.01m, 50, 0.5m), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("divergence", FaultLayer.Market, FaultEnd.Time) { UsualMs = 30_000, Numbers = One("percent", -50, 100, 2, neverZero: true), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("burst", FaultLayer.Market, FaultEnd.Time) { Numbers = One("factor", 2, 100, 10), TakesStream = false, NeedsGeneratedMarket = true };
        yield return new("clockSkew", FaultLayer.Market, FaultEnd.Time) { UsualMs = 30_000, Numbers = One("offsetMs", -86_400_000, 86_400_000, 300_000, neverZero: true), TakesSymbol = false, TakesStream = false };
        yield return new("down", FaultLayer.Market, FaultEnd.Time) { ChoiceField = "status", Choices = [503, 0], TakesSymbol = false, TakesStream = false };
    }

    private static Dictionary<string, FaultNumber> One(string field, decimal least, decimal greatest, decimal? usual, bool neverZero = false) =>
        new() { [field] = new(least, greatest, usual, neverZero) };
}
