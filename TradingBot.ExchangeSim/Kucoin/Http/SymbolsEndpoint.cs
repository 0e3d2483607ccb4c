using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin.Http;

internal static class SymbolsEndpoint
{
    private const int Weight = 4;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v2/symbols", (HttpContext context, KucoinApi kucoin) => kucoin.Answer(context, Weight, null, writer =>
        {
            string quote = context.Request.Query["market"].ToString();
            writer.Raw("["u8);
            foreach (PublicMarket market in kucoin.Simulation.MarketsOf(Venue.Kucoin).Where(market => quote.Length == 0 || market.Instrument.QuoteAsset == quote))
            {
                Symbol(writer, market.Display);
                writer.Raw(","u8);
            }
            writer.WithoutLastComma().Raw("]"u8);
        }));
        app.MapGet("/api/v2/symbols/{symbol}", (HttpContext context, KucoinApi kucoin, string symbol) =>
        {
            PublicMarket? market = kucoin.Simulation.Find(Venue.Kucoin, symbol);
            return kucoin.Answer(context, Weight, market is null ? KucoinError.UnknownSymbol : null, writer => Symbol(writer, market!.Display));
        });
    }

    private static void Symbol(MessageWriter writer, MarketDisplay display) => Symbol(writer, display.Rules, display.State == TradingState.Trading);

    private static void Symbol(MessageWriter writer, Instrument instrument, bool enabled) => writer
        .Raw("{\"symbol\":\""u8).Plain(instrument.Symbol).Raw("\",\"name\":\""u8).Plain(instrument.Symbol)
        .Raw("\",\"baseCurrency\":\""u8).Plain(instrument.BaseAsset).Raw("\",\"quoteCurrency\":\""u8).Plain(instrument.QuoteAsset)
        .Raw("\",\"feeCurrency\":\""u8).Plain(instrument.QuoteAsset).Raw("\",\"market\":\""u8).Plain(instrument.QuoteAsset)
        .Raw("\",\"baseMinSize\":"u8).Trimmed(instrument.MinimumQuantityUnits).Raw(",\"quoteMinSize\":\"0.1\",\"baseMaxSize\":"u8).Trimmed(instrument.MaximumQuantityUnits)
        .Raw(",\"quoteMaxSize\":\"99999999\",\"baseIncrement\":"u8).Trimmed(instrument.LotUnits).Raw(",\"quoteIncrement\":\"0.000001\",\"priceIncrement\":"u8).Trimmed(instrument.TickUnits)
        .Raw(",\"priceLimitRate\":\"0.1\",\"minFunds\":"u8).Trimmed(instrument.MinimumNotionalUnits)
        .Raw(",\"isMarginEnabled\":false,\"enableTrading\":"u8).Boolean(enabled).Raw(",\"feeCategory\":1,\"makerFeeCoefficient\":\"1.00\",\"takerFeeCoefficient\":\"1.00\",\"st\":false,"u8)
        .Raw("\"callauctionIsEnabled\":false,\"callauctionPriceFloor\":null,\"callauctionPriceCeiling\":null,\"callauctionFirstStageStartTime\":null,"u8)
        .Raw("\"callauctionSecondStageStartTime\":null,\"callauctionThirdStageStartTime\":null,\"tradingStartTime\":null}"u8);
}
