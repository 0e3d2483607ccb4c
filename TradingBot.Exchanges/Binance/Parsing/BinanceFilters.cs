using System.Text.Json;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Binance.Parsing;

/// <summary>Reads the filters of an <c>exchangeInfo</c> symbol; one that it does not state, or states only in part, does not limit.</summary>
internal static class BinanceFilters
{
    public static FilterTexts Of(IReadOnlyDictionary<string, JsonElement> filters)
    {
        JsonElement? price = Find(filters, "PRICE_FILTER");
        JsonElement? notional = Find(filters, "NOTIONAL");
        JsonElement? minNotional = Find(filters, "MIN_NOTIONAL");
        JsonElement? lot = Find(filters, "MARKET_LOT_SIZE");
        JsonElement? trailing = Find(filters, "TRAILING_DELTA");
        (BandTexts? buys, BandTexts? sells, long minutes) = Bands(filters);
        return new()
        {
            MinPrice = Text(price, "minPrice"),
            MaxPrice = Text(price, "maxPrice"),
            BuyBand = buys,
            SellBand = sells,
            BandMinutes = minutes,
            MinNotionalForMarket = Flag(notional, "applyMinToMarket") ?? Flag(minNotional, "applyToMarket") ?? true,
            MaxNotional = Text(notional, "maxNotional"),
            MaxNotionalForMarket = Flag(notional, "applyMaxToMarket") ?? false,
            NotionalMinutes = Number(notional ?? minNotional, "avgPriceMins"),
            MarketLotSize = Text(lot, "stepSize"),
            MinMarketQuantity = Text(lot, "minQty"),
            MaxMarketQuantity = Text(lot, "maxQty"),
            MaxPosition = Text(Find(filters, "MAX_POSITION"), "maxPosition"),
            MaxOrders = Number(Find(filters, "MAX_NUM_ORDERS"), "maxNumOrders") ?? 0,
            MaxAlgoOrders = Number(Find(filters, "MAX_NUM_ALGO_ORDERS"), "maxNumAlgoOrders") ?? 0,
            MaxIcebergOrders = Number(Find(filters, "MAX_NUM_ICEBERG_ORDERS"), "maxNumIcebergOrders") ?? 0,
            MaxIcebergParts = Number(Find(filters, "ICEBERG_PARTS"), "limit") ?? 0,
            MaxLists = Number(Find(filters, "MAX_NUM_ORDER_LISTS"), "maxNumOrderLists") ?? 0,
            MinTrailingAbove = Number(trailing, "minTrailingAboveDelta") ?? 0,
            MaxTrailingAbove = Number(trailing, "maxTrailingAboveDelta") ?? 0,
            MinTrailingBelow = Number(trailing, "minTrailingBelowDelta") ?? 0,
            MaxTrailingBelow = Number(trailing, "maxTrailingBelowDelta") ?? 0,
            MaxAmends = Number(Find(filters, "MAX_NUM_ORDER_AMENDS"), "maxNumOrderAmends") ?? 0,
        };
    }

    private static (BandTexts? Buys, BandTexts? Sells, long Minutes) Bands(IReadOnlyDictionary<string, JsonElement> filters)
    {
        if (Find(filters, "PERCENT_PRICE_BY_SIDE") is { } bySide)
            return (Band(bySide, "bidMultiplier"), Band(bySide, "askMultiplier"), Number(bySide, "avgPriceMins") ?? 0);
        if (Find(filters, "PERCENT_PRICE") is not { } both) return default;
        BandTexts? band = Band(both, "multiplier");
        return (band, band, Number(both, "avgPriceMins") ?? 0);
    }

    private static BandTexts? Band(JsonElement filter, string name) =>
        Text(filter, name + "Up") is { } up && Text(filter, name + "Down") is { } down ? new(up, down) : null;

    private static JsonElement? Find(IReadOnlyDictionary<string, JsonElement> filters, string type) => filters.TryGetValue(type, out JsonElement filter) ? filter : null;

    private static string? Text(JsonElement? filter, string name) =>
        filter is { } found && found.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement? filter, string name) =>
        filter is { } found && found.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static long? Number(JsonElement? filter, string name) =>
        filter is { } found && found.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number : null;
}
