using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/market/histories: the last 100 trades, oldest first.</summary>
internal static class HistoriesEndpoint
{
    private const int Weight = 3;
    private const int MostTrades = 100;

    // [{"sequence":"10976028003549185","price":"67122","size":"0.000025","side":"buy","time":1729177117877000000}]
    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/market/histories", (HttpContext context, KucoinApi kucoin) =>
    {
        PublicMarket? market = kucoin.Market(context, out KucoinError? error);
        return kucoin.Answer(context, Weight, error ?? (market is null ? KucoinError.UnsupportedPair : null), writer =>
        {
            History<Trade> trades = market!.Trades;
            writer.Raw("["u8);
            for (long number = Math.Max(trades.First, trades.Next - MostTrades); number < trades.Next; number++)
            {
                Trade trade = trades[number];
                writer.Raw("{\"sequence\":\""u8).Number(trade.Sequence).Raw("\",\"price\":"u8).Trimmed(trade.Price).Raw(",\"size\":"u8).Trimmed(trade.Quantity)
                    .Raw(",\"side\":\""u8).Raw(trade.BuyerIsMaker ? "sell"u8 : "buy"u8).Raw("\",\"time\":"u8).Number(trade.TimeNs).Raw("},"u8);
            }
            writer.WithoutLastComma().Raw("]"u8);
        });
    });
}
