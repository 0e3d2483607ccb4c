using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

internal static class ExchangeInfoEndpoint
{
    private const int Weight = 20;

    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/exchangeInfo", (HttpContext context, BinanceApi binance, SimulatedClock clock) =>
    {
        BinanceQuery query = binance.Read(context, "symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus");
        IReadOnlyList<PublicMarket> markets = Wanted(query);
        return binance.Answer(context, Weight, query, writer => Write(writer, markets, binance.NowMs(clock), showsPermissionSets: query.Text("showPermissionSets") != "false"));
    });

    /// <summary>The markets of symbol or symbols, or all with one of the permissions (every listed one has SPOT and no other) and a status.</summary>
    private static IReadOnlyList<PublicMarket> Wanted(BinanceQuery query)
    {
        IReadOnlyList<PublicMarket> markets = query.Markets();
        if ((query.Has("symbol") || query.Has("symbols")) && (query.Has("permissions") || query.Has("symbolStatus")))
            query.Refuse(BinanceError.InvalidCombination);
        if (query.Text("permissions") is { } permissions && !HasSpot(query, permissions))
            return [];
        if (query.Text("symbolStatus") is not { } status)
            return markets;
        if (status is not ("TRADING" or "HALT" or "BREAK"))
            query.Refuse(BinanceError.InvalidSymbolStatus);
        return [.. markets.Where(market => StatusOf(market.Display.State) == status)];
    }

    private static bool HasSpot(BinanceQuery query, string permissions)
    {
        string[] names = [.. permissions.Trim('[', ']').Split(',').Select(name => name.Trim('"'))];
        if (!names.All(name => name.Length > 0 && name.All(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_')))
            query.Refuse(BinanceError.InvalidData("permissions"));
        return names.Contains("SPOT");
    }

    private static string StatusOf(TradingState state) => state switch
    {
        TradingState.Trading => "TRADING",
        TradingState.Break => "BREAK",
        _ => "HALT",
    };

    private static byte[] Write(MessageWriter writer, IReadOnlyList<PublicMarket> markets, long nowMs, bool showsPermissionSets)
    {
        writer.Raw("{\"timezone\":\"UTC\",\"serverTime\":"u8).TimeOfMs(nowMs).Raw(
            ",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",\"intervalNum\":1,\"limit\":6000},"u8)
            .Raw("{\"rateLimitType\":\"ORDERS\",\"interval\":\"SECOND\",\"intervalNum\":10,\"limit\":100},"u8)
            .Raw("{\"rateLimitType\":\"ORDERS\",\"interval\":\"DAY\",\"intervalNum\":1,\"limit\":200000},"u8)
            .Raw("{\"rateLimitType\":\"RAW_REQUESTS\",\"interval\":\"MINUTE\",\"intervalNum\":5,\"limit\":300000}],\"exchangeFilters\":[],\"symbols\":["u8);
        foreach (PublicMarket market in markets)
            Symbol(writer, market.Display, showsPermissionSets);
        return writer.WithoutLastComma().Raw("]}"u8).ToArray();
    }

    private static void Symbol(MessageWriter writer, MarketDisplay display, bool showsPermissionSets)
    {
        Instrument instrument = display.Rules;
        writer.Raw("{\"symbol\":\""u8).Plain(instrument.Symbol).Raw("\",\"status\":\""u8)
            .Plain(StatusOf(display.State)).Raw("\",\"baseAsset\":\""u8).Plain(instrument.BaseAsset)
            .Raw("\",\"baseAssetPrecision\":8,\"quoteAsset\":\""u8).Plain(instrument.QuoteAsset)
            .Raw("\",\"quotePrecision\":8,\"quoteAssetPrecision\":8,\"baseCommissionPrecision\":8,\"quoteCommissionPrecision\":8,"u8)
            .Raw("\"orderTypes\":[\"LIMIT\",\"LIMIT_MAKER\",\"MARKET\",\"STOP_LOSS\",\"STOP_LOSS_LIMIT\",\"TAKE_PROFIT\",\"TAKE_PROFIT_LIMIT\"],"u8)
            .Raw("\"icebergAllowed\":true,\"ocoAllowed\":true,\"otoAllowed\":true,\"opoAllowed\":true,\"quoteOrderQtyMarketAllowed\":true,"u8)
            .Raw("\"allowTrailingStop\":true,\"cancelReplaceAllowed\":true,\"amendAllowed\":true,\"pegInstructionsAllowed\":true,"u8)
            .Raw("\"isSpotTradingAllowed\":true,\"isMarginTradingAllowed\":false,\"filters\":["u8);
        Filters(writer, instrument);
        writer.Raw("],\"permissions\":[],"u8).Raw(showsPermissionSets ? "\"permissionSets\":[[\"SPOT\"]],"u8 : ""u8).Raw("\"defaultSelfTradePreventionMode\":\"EXPIRE_MAKER\","u8)
            .Raw("\"allowedSelfTradePreventionModes\":[\"EXPIRE_TAKER\",\"EXPIRE_MAKER\",\"EXPIRE_BOTH\",\"DECREMENT\"]},"u8);
    }

    private static void Filters(MessageWriter writer, Instrument instrument)
    {
        writer.Raw("{\"filterType\":\"PRICE_FILTER\",\"minPrice\":"u8).Fixed(instrument.TickUnits).Raw(",\"maxPrice\":"u8).Fixed(instrument.LargestPriceUnits)
            .Raw(",\"tickSize\":"u8).Fixed(instrument.TickUnits)
            .Raw("},{\"filterType\":\"LOT_SIZE\",\"minQty\":"u8).Fixed(instrument.MinimumQuantityUnits).Raw(",\"maxQty\":"u8).Fixed(instrument.MaximumQuantityUnits)
            .Raw(",\"stepSize\":"u8).Fixed(instrument.LotUnits)
            .Raw("},{\"filterType\":\"ICEBERG_PARTS\",\"limit\":100},{\"filterType\":\"MARKET_LOT_SIZE\",\"minQty\":\"0.00000000\",\"maxQty\":"u8)
            .Fixed(instrument.MaximumQuantityUnits / 100).Raw(",\"stepSize\":\"0.00000000\"},"u8)
            .Raw("{\"filterType\":\"TRAILING_DELTA\",\"minTrailingAboveDelta\":10,\"maxTrailingAboveDelta\":2000,\"minTrailingBelowDelta\":10,\"maxTrailingBelowDelta\":2000},"u8)
            .Raw("{\"filterType\":\"PERCENT_PRICE_BY_SIDE\",\"bidMultiplierUp\":\"5\",\"bidMultiplierDown\":\"0.2\",\"askMultiplierUp\":\"5\",\"askMultiplierDown\":\"0.2\",\"avgPriceMins\":5},"u8)
            .Raw("{\"filterType\":\"NOTIONAL\",\"minNotional\":"u8).Fixed(instrument.MinimumNotionalUnits)
            .Raw(",\"applyMinToMarket\":true,\"maxNotional\":\"9000000.00000000\",\"applyMaxToMarket\":false,\"avgPriceMins\":5},"u8)
            .Raw("{\"filterType\":\"MAX_NUM_ORDERS\",\"maxNumOrders\":200},{\"filterType\":\"MAX_NUM_ALGO_ORDERS\",\"maxNumAlgoOrders\":5}"u8);
    }
}
