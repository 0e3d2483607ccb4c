using System.Text.Json;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Binance.Parsing;

/// <summary>An aggregated trade: several trades of one taker order at one price.</summary>
internal readonly record struct AggregatedTrade(long Id, long FirstTradeId, TradePrint Print);

/// <summary>Answers of Binance's REST interface. Pure; surprises are <see cref="AnswerShapeException"/>s.</summary>
internal static class BinanceAnswers
{
    public static IReadOnlyList<Instrument> Instruments(JsonElement root) =>
        [.. root.Field("symbols").Rows().Select(InstrumentOf)];

    /// <summary>Rows of the 24 hour tickers.</summary>
    public static IReadOnlyList<Turnover> Turnovers(JsonElement root) =>
        [.. root.Rows().Select(row => new Turnover(row.Text("symbol"), Turnover.Parse(row.Text("quoteVolume"))))];

    public static VenueBook Book(JsonElement root, Instrument instrument, int limit)
    {
        BookLevel[] bids = root.Field("bids").Levels(instrument, Side.Buy, out bool bidsAreAll);
        BookLevel[] asks = root.Field("asks").Levels(instrument, Side.Sell, out bool asksAreAll);
        return new(root.Field("lastUpdateId").Integer(), 0, bids, asks, bidsAreAll && bids.Length < limit, asksAreAll && asks.Length < limit);
    }

    /// <summary>Rows of 12: open time, open, high, low, close, volume, close time, quote volume, count, taker base, taker quote, unused.</summary>
    public static IReadOnlyList<Bar> Candles(JsonElement root, Instrument instrument, int intervalSeconds) =>
    [
        .. root.Rows().Where(row => row.Cell(8).Integer() > 0).Select(row => new Bar(
            Json.MillisecondsToNs(row.Cell(0).Integer()), intervalSeconds,
            new Price(row.Cell(1).Units(instrument.PriceScale)), new Price(row.Cell(2).Units(instrument.PriceScale)),
            new Price(row.Cell(3).Units(instrument.PriceScale)), new Price(row.Cell(4).Units(instrument.PriceScale)),
            new Quantity(row.Cell(5).Units(instrument.QuantityScale)), (int)Math.Min(row.Cell(8).Integer(), int.MaxValue))),
    ];

    /// <summary>Single trades, oldest first.</summary>
    public static IReadOnlyList<TradePrint> Trades(JsonElement root, Instrument instrument) =>
    [
        .. root.Rows().Select(row => new TradePrint(
            row.Field("id").Integer(), new Price(row.Field("price").Units(instrument.PriceScale)), new Quantity(row.Field("qty").Units(instrument.QuantityScale)),
            row.Flag("isBuyerMaker") ? Side.Sell : Side.Buy, Json.MillisecondsToNs(row.Field("time").Integer()))),
    ];

    /// <summary>Aggregated trades, oldest first; a print carries the id of its last trade.</summary>
    public static IReadOnlyList<AggregatedTrade> AggregatedTrades(JsonElement root, Instrument instrument) =>
    [
        .. root.Rows().Select(row => new AggregatedTrade(row.Field("a").Integer(), row.Field("f").Integer(), new TradePrint(
            row.Field("l").Integer(), new Price(row.Field("p").Units(instrument.PriceScale)), new Quantity(row.Field("q").Units(instrument.QuantityScale)),
            row.Flag("m") ? Side.Sell : Side.Buy, Json.MillisecondsToNs(row.Field("T").Integer())))),
    ];

    private static Instrument InstrumentOf(JsonElement symbol)
    {
        Dictionary<string, JsonElement> filters = symbol.Field("filters").Rows().ToDictionary(filter => filter.Text("filterType"), StringComparer.Ordinal);
        JsonElement price = Filter(filters, "PRICE_FILTER");
        JsonElement lot = Filter(filters, "LOT_SIZE");
        JsonElement? notional = filters.TryGetValue("NOTIONAL", out JsonElement found) || filters.TryGetValue("MIN_NOTIONAL", out found) ? found : null;
        return new InstrumentRules
        {
            Venue = Venue.Binance,
            BaseAsset = symbol.Text("baseAsset"),
            QuoteAsset = symbol.Text("quoteAsset"),
            VenueSymbol = symbol.Text("symbol"),
            TickSize = price.Text("tickSize"),
            LotSize = lot.Text("stepSize"),
            MinQuantity = lot.Text("minQty"),
            MaxQuantity = lot.Text("maxQty"),
            MinNotional = notional?.Text("minNotional") ?? "0",
            IsTrading = symbol.Text("status") == "TRADING",
            Filters = BinanceFilters.Of(filters),
        }.ToInstrument();
    }

    private static JsonElement Filter(Dictionary<string, JsonElement> filters, string type) =>
        filters.TryGetValue(type, out JsonElement filter) ? filter : throw new AnswerShapeException($"the filter {type} is missing");
}
