using System.Globalization;
using System.Text.Json;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.KuCoin.Parsing;

/// <summary>A socket's address, token and ping rule, from <c>bullet-public</c>.</summary>
internal sealed record SocketOffer(string Token, string Endpoint, TimeSpan PingInterval, TimeSpan PingTimeout);

/// <summary>Answers of KuCoin's REST interface, without their envelope. Pure; surprises are <see cref="AnswerShapeException"/>s.</summary>
internal static class KuCoinAnswers
{
    /// <summary>Levels of the public snapshot; a side with fewer is whole.</summary>
    public const int SnapshotLevels = 100;

    public static Instrument InstrumentOf(JsonElement symbol) => new InstrumentRules
    {
        Venue = Venue.KuCoin,
        BaseAsset = symbol.Text("baseCurrency"),
        QuoteAsset = symbol.Text("quoteCurrency"),
        VenueSymbol = symbol.Text("symbol"),
        TickSize = symbol.Text("priceIncrement"),
        LotSize = symbol.Text("baseIncrement"),
        MinQuantity = symbol.Text("baseMinSize"),
        MaxQuantity = symbol.Text("baseMaxSize"),
        MinNotional = symbol.TryGetProperty("minFunds", out JsonElement funds) && funds.ValueKind == JsonValueKind.String ? funds.GetString()! : "0",
        MakerFeeCoefficient = Coefficient(symbol, "makerFeeCoefficient"),
        TakerFeeCoefficient = Coefficient(symbol, "takerFeeCoefficient"),
        IsTrading = symbol.Flag("enableTrading"),
        Filters = new() { QuoteStep = Optional(symbol, "quoteIncrement"), MinQuote = Optional(symbol, "quoteMinSize"), MaxQuote = Optional(symbol, "quoteMaxSize") },
    }.ToInstrument();

    /// <summary>The whole list, without what is no market of ours: odd names, or steps finer than the engine's scales.</summary>
    public static IReadOnlyList<Instrument> Instruments(JsonElement data)
    {
        List<Instrument> instruments = [];
        foreach (JsonElement row in data.Rows())
        {
            try
            {
                if (SymbolName.IsValid(row.Text("symbol"))) instruments.Add(InstrumentOf(row));
            }
            catch (Exception e) when (e is AnswerShapeException or FormatException or OverflowException)
            {
                // One odd market must not hide a thousand sound ones; who asks for it by name is told.
            }
        }
        return instruments;
    }

    /// <summary>Rows of the tickers of all symbols; the volume of one that is not traded is null.</summary>
    public static IReadOnlyList<Turnover> Turnovers(JsonElement data) =>
    [
        .. data.Field("ticker").Rows().Select(row => new Turnover(row.Text("symbol"),
            row.TryGetProperty("volValue", out JsonElement volume) && volume.ValueKind == JsonValueKind.String ? Turnover.Parse(volume.GetString()!) : 0)),
    ];

    public static VenueBook Book(JsonElement data, Instrument instrument, int levels = SnapshotLevels)
    {
        BookLevel[] bids = data.Field("bids").Levels(instrument, Side.Buy, out bool bidsAreAll);
        BookLevel[] asks = data.Field("asks").Levels(instrument, Side.Sell, out bool asksAreAll);
        return new(data.Field("sequence").Integer(), Exchanges.Parsing.Json.MillisecondsToNs(data.Field("time").Integer()), bids, asks,
            bidsAreAll && bids.Length < levels, asksAreAll && asks.Length < levels);
    }

    /// <summary>Rows of 7, newest first: start in seconds, open, close, high, low, volume, turnover. No count of trades.</summary>
    public static IReadOnlyList<Bar> Candles(JsonElement data, Instrument instrument, int intervalSeconds) =>
    [
        .. data.Rows().Select(row => new Bar(
            checked(row.Cell(0).Integer() * 1_000_000_000), intervalSeconds,
            new Price(row.Cell(1).Units(instrument.PriceScale)), new Price(row.Cell(3).Units(instrument.PriceScale)),
            new Price(row.Cell(4).Units(instrument.PriceScale)), new Price(row.Cell(2).Units(instrument.PriceScale)),
            new Quantity(row.Cell(5).Units(instrument.QuantityScale)), 0)).Where(bar => !bar.Volume.IsZero).OrderBy(bar => bar.OpenTimeNs),
    ];

    /// <summary>Trades, oldest first; times are nanoseconds.</summary>
    public static IReadOnlyList<TradePrint> Trades(JsonElement data, Instrument instrument) =>
    [
        .. data.Rows().Select(row => new TradePrint(
            row.Field("sequence").Integer(), new Price(row.Field("price").Units(instrument.PriceScale)), new Quantity(row.Field("size").Units(instrument.QuantityScale)),
            SideOf(row.Text("side")), row.Field("time").Integer())).OrderBy(trade => trade.TradeId),
    ];

    public static SocketOffer Socket(JsonElement data)
    {
        JsonElement server = data.Field("instanceServers").Rows().FirstOrDefault();
        return new(data.Text("token"), server.Text("endpoint"),
            TimeSpan.FromMilliseconds(Math.Clamp(server.Field("pingInterval").Integer(), 1_000, 60_000)),
            TimeSpan.FromMilliseconds(Math.Clamp(server.Field("pingTimeout").Integer(), 1_000, 60_000)));
    }

    private static Side SideOf(string side) => side switch
    {
        "buy" => Side.Buy,
        "sell" => Side.Sell,
        _ => throw new AnswerShapeException($"'{side}' is no side"),
    };

    private static string? Optional(JsonElement symbol, string name) =>
        symbol.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static decimal Coefficient(JsonElement symbol, string name) =>
        symbol.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && decimal.TryParse(value.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal coefficient) ? coefficient : 1;
}
