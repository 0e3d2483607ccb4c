using System.Text.Json.Nodes;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Status;
using TradingBot.Exchanges.Tests.Simulated;

namespace TradingBot.Exchanges.Tests.Faults;

/// <summary>One fault, and how it must show.</summary>
/// <param name="Fault">JSON of the fault, without venue and symbol.</param>
/// <param name="Counted">Counters of which one must rise, divided by bars; <c>none</c> where nothing may be refused and no connection lost.</param>
/// <param name="Then">A second fault right after, such as the gap that makes the feed ask for a book.</param>
internal sealed record FaultCase(string Fault, string Counted, string? Then = null)
{
    /// <summary>Of the fault alone, without the market that it is seen on.</summary>
    public override string ToString() => Then is null ? Fault : $"{Fault} then {Then}";

    public static JsonObject Json(string fault, Instrument instrument)
    {
        JsonObject json = JsonNode.Parse(fault)!.AsObject();
        // Faults of streams hit the instrument that is looked at; what concerns a whole venue takes no symbol.
        if (json.ContainsKey("stream") || json["fault"]!.GetValue<string>() is "halt" or "delist" or "tickSize" or "lotSize" or "spike" or "liquidityHole")
            json["symbol"] = instrument.VenueSymbol;
        return json;
    }

    /// <summary>The value of a counter.</summary>
    public static long Value(FeedHarness harness, string symbol, string counter)
    {
        StreamStatus book = harness.Stream(symbol, StreamKind.Book), trades = harness.Stream(symbol, StreamKind.Trades);
        string[] parts = counter.Split(':');
        return parts[0] switch
        {
            "reconnect" => harness.Connection.Reconnects,
            "replacement" => harness.Connection.Replacements,
            "resync" => book.Resyncs.GetValueOrDefault(parts[1]),
            "ignored" => book.Ignored.GetValueOrDefault(parts[1]),
            "trades" => trades.Ignored.GetValueOrDefault(parts[1]),
            "gap" => trades.Gaps,
            "hole" => trades.Holes,
            "recovered" => trades.Recovered,
            "rejected" => parts.Length > 1 ? harness.Connection.Rejected.GetValueOrDefault(parts[1]) : harness.Connection.Rejected.Values.Sum(),
            "failures" => harness.Pace.Usage().Sum(usage => usage.Failures),
            "unsound" => harness.Look(symbol, view => view.Statuses.Count(status => status != Engine.MarketData.MarketStatus.Live)),
            "halted" => harness.Look(symbol, view => view.Statuses.Count(status => status == Engine.MarketData.MarketStatus.Halted)),
            "none" => harness.Connection.Rejected.Values.Sum() + harness.Connection.Reconnects,
            _ => throw new ArgumentOutOfRangeException(nameof(counter), counter, "no such counter"),
        };
    }
}
