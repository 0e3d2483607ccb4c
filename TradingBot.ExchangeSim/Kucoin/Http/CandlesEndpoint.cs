using System.Globalization;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/market/candles: newest first, at most 1,500, without the intervals that had no trade.</summary>
internal static class CandlesEndpoint
{
    private const int Weight = 3;
    private const int MostRows = 1_500;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/market/candles", (HttpContext context, KucoinApi kucoin) =>
    {
        PublicMarket? market = kucoin.Market(context, out KucoinError? error);
        string type = context.Request.Query["type"].ToString();
        int at = CandleInterval.All.ToList().FindIndex(interval => interval.KucoinName is not null && interval.KucoinName == type);
        if (error is null && at < 0)
            error = KucoinError.Parameter(type.Length == 0 ? "type cannot be empty" : $"type {type} is not supported");
        bool valid = TryRead(context, "startAt", 0, out long startAt) & TryRead(context, "endAt", long.MaxValue / 1_000, out long endAt);
        if (error is null && !valid)
            error = KucoinError.Parameter("startAt and endAt must be whole seconds since 1970");
        error ??= market is null ? KucoinError.UnsupportedPair : null;
        return kucoin.Answer(context, Weight, error, writer =>
        {
            writer.Raw("["u8);
            // The end is exclusive unless it is 0, which means now.
            long lastMs = endAt == 0 ? long.MaxValue : endAt * 1_000 - 1;
            foreach (Candle candle in market!.Candles[at].Between(startAt * 1_000, lastMs).TakeLast(MostRows).Reverse())
            {
                KucoinMessages.CandleRow(writer, in candle);
                writer.Raw(","u8);
            }
            writer.WithoutLastComma().Raw("]"u8);
        });
    });

    private static bool TryRead(HttpContext context, string name, long missing, out long seconds)
    {
        string text = context.Request.Query[name].ToString();
        seconds = missing;
        return text.Length == 0
            || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds) && seconds <= long.MaxValue / 1_000;
    }
}
