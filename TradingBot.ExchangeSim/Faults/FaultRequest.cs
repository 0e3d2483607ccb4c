using System.Text.Json;
using System.Text.Json.Serialization;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>
/// One fault as it is asked for: by <c>POST /sim/faults</c>, in the configuration (<c>Simulator:Faults:0:…</c>), in a file of faults, or by
/// <see cref="SimulatorHost.Inject"/>. Which fields a fault takes, their ranges and defaults stand in docs/SIMULATOR.md.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FaultRequest
{
    /// <summary>The fault's name, such as <c>gap</c>.</summary>
    public string? Fault { get; set; }

    /// <summary><c>binance</c>, <c>kucoin</c>, or <c>both</c>, which is the default.</summary>
    public string? Venue { get; set; }

    /// <summary>Hits only this symbol, in either venue's spelling.</summary>
    public string? Symbol { get; set; }

    /// <summary>Hits only this kind of stream: <c>depth</c>, <c>partialDepth</c>, <c>trade</c>, <c>aggTrade</c>, <c>bookTicker</c>, <c>ticker</c> or <c>candle</c>.</summary>
    public string? Stream { get; set; }

    /// <summary>Messages (of each stream), requests or connections to hit.</summary>
    public int? Count { get; set; }

    /// <summary>Milliseconds that it lasts.</summary>
    public long? DurationMs { get; set; }

    /// <summary>Milliseconds until it starts.</summary>
    public long? AfterMs { get; set; }

    /// <summary>Milliseconds of simulated time, from the simulator's start, at which it starts.</summary>
    public long? AtMs { get; set; }

    /// <summary><c>real</c> or <c>simulated</c>: what its duration and delay are measured by.</summary>
    public string? Clock { get; set; }

    /// <summary>A variant of the fault, such as <c>nan</c> of <c>corrupt</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Close code of a WebSocket.</summary>
    public int? Code { get; set; }

    /// <summary>HTTP status.</summary>
    public int? Status { get; set; }

    /// <summary>Value of the header Retry-After in seconds, or <c>missing</c>.</summary>
    [JsonConverter(typeof(NumberOrText))]
    public string? RetryAfter { get; set; }

    /// <summary>Address that a redirect leads to.</summary>
    public string? To { get; set; }

    /// <summary>Hits only requests whose path begins so.</summary>
    public string? Path { get; set; }

    /// <summary>Size of a message or of a piece.</summary>
    public int? Bytes { get; set; }

    /// <summary>Levels of a wide book.</summary>
    public int? Levels { get; set; }

    /// <summary>Depth of nesting.</summary>
    public int? Depth { get; set; }

    /// <summary>Messages that are replayed.</summary>
    public int? Messages { get; set; }

    /// <summary>Update ids by which a snapshot is older.</summary>
    public int? Updates { get; set; }

    /// <summary>Milliseconds by which something is late.</summary>
    public int? DelayMs { get; set; }

    /// <summary>Hits connections that have been open for longer.</summary>
    public long? OlderThanMs { get; set; }

    /// <summary>Bytes per second of each connection.</summary>
    public int? BytesPerSecond { get; set; }

    /// <summary>Multiple of the usual order flow.</summary>
    public int? Factor { get; set; }

    /// <summary>Percentage, below zero for downwards.</summary>
    public decimal? Percent { get; set; }

    /// <summary>Milliseconds by which a venue's clock is ahead, below zero for behind.</summary>
    public long? OffsetMs { get; set; }

    /// <summary>The symbol's new tick or lot size in units of its quote or base asset.</summary>
    public decimal? Size { get; set; }

    private sealed class NumberOrText : JsonConverter<string?>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture) : reader.GetString();

        public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
