using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/market/stats for one symbol, /api/v1/market/allTickers for all.</summary>
internal static class StatsEndpoints
{
    private const int Weight = 15;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/market/stats", (HttpContext context, KucoinApi kucoin) =>
        {
            PublicMarket? market = kucoin.Market(context, out KucoinError? error);
            string symbol = context.Request.Query["symbol"].ToString();
            return kucoin.Answer(context, Weight, error, writer => Stats(writer, market, symbol, kucoin.Simulation.NowMs));
        });
        app.MapGet("/api/v1/market/allTickers", (HttpContext context, KucoinApi kucoin) => kucoin.Answer(context, Weight, null, writer =>
        {
            writer.Raw("{\"time\":"u8).Number(kucoin.Simulation.NowMs).Raw(",\"ticker\":["u8);
            foreach (PublicMarket market in kucoin.Simulation.MarketsOf(Venue.Kucoin))
                Ticker(writer, market, kucoin.Simulation.NowMs);
            writer.WithoutLastComma().Raw("]}"u8);
        }));
    }

    private static void Stats(MessageWriter writer, PublicMarket? market, string symbol, long nowMs)
    {
        writer.Raw("{\"time\":"u8).Number(nowMs).Raw(",\"symbol\":"u8).Quoted(symbol);
        if (market is null)
        {
            writer.Raw(",\"buy\":null,\"sell\":null,\"changeRate\":null,\"changePrice\":null,\"high\":null,\"low\":null,\"vol\":null,\"volValue\":null,"u8)
                .Raw("\"last\":null,\"averagePrice\":null,\"takerFeeRate\":null,\"makerFeeRate\":null,\"takerCoefficient\":null,\"makerCoefficient\":null}"u8);
            return;
        }
        writer.Raw(",\"buy\":"u8).Trimmed(market.Top.Bid.Price).Raw(",\"sell\":"u8).Trimmed(market.Top.Ask.Price);
        Figures(writer, DayStatistics.Of(market, nowMs));
        writer.Raw("}"u8);
    }

    private static void Ticker(MessageWriter writer, PublicMarket market, long nowMs)
    {
        writer.Raw("{\"symbol\":\""u8).Plain(market.Symbol).Raw("\",\"symbolName\":\""u8).Plain(market.Symbol)
            .Raw("\",\"buy\":"u8).Trimmed(market.Top.Bid.Price).Raw(",\"bestBidSize\":"u8).Trimmed(market.Top.Bid.Quantity)
            .Raw(",\"sell\":"u8).Trimmed(market.Top.Ask.Price).Raw(",\"bestAskSize\":"u8).Trimmed(market.Top.Ask.Quantity);
        Figures(writer, DayStatistics.Of(market, nowMs));
        writer.Raw("},"u8);
    }

    private static void Figures(MessageWriter writer, in DayStatistics day) => writer
        .Raw(",\"changeRate\":"u8).Trimmed(day.ChangeRate).Raw(",\"changePrice\":"u8).Trimmed(day.Change)
        .Raw(",\"high\":"u8).Trimmed(day.High).Raw(",\"low\":"u8).Trimmed(day.Low).Raw(",\"vol\":"u8).Trimmed(day.Volume)
        .Raw(",\"volValue\":"u8).TrimmedProduct(day.Turnover).Raw(",\"last\":"u8).Trimmed(day.Last).Raw(",\"averagePrice\":"u8).Trimmed(day.AveragePrice)
        .Raw(",\"takerFeeRate\":\"0.001\",\"makerFeeRate\":\"0.001\",\"takerCoefficient\":\"1\",\"makerCoefficient\":\"1\""u8);
}
