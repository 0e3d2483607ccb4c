using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

/// <summary>GET /klines and its twin /uiKlines.</summary>
internal static class KlinesEndpoint
{
    private const int Weight = 2;

    public static void MapTo(RouteGroupBuilder api)
    {
        api.MapGet("/klines", Handle);
        api.MapGet("/uiKlines", Handle);
    }

    private static IResult Handle(HttpContext context, BinanceApi binance)
    {
        BinanceQuery query = binance.Read(context, "symbol", "interval", "startTime", "endTime", "timeZone", "limit");
        PublicMarket? market = query.Market();
        int limit = query.Limit(usual: 500, greatest: 1_000);
        int series = SeriesOf(query);
        long? startMs = query.Number("startTime");
        long? endMs = query.Number("endTime");
        if (query.Text("timeZone") is { } zone && zone is not ("0" or "0:00" or "00:00" or "+0" or "+00:00"))
            query.Refuse(BinanceError.InvalidData("timeZone"));
        return binance.Answer(context, Weight, query, writer => Write(writer, market!, series, limit, startMs, endMs, binance.Simulation.NowMs));
    }

    private static int SeriesOf(BinanceQuery query)
    {
        string? name = query.Text("interval");
        if (string.IsNullOrEmpty(name))
            query.Refuse(BinanceError.Missing("interval"));
        for (int at = 0; at < CandleInterval.All.Count; at++)
        {
            if (CandleInterval.All[at].BinanceName == name)
                return at;
        }
        query.Refuse(BinanceError.InvalidInterval);
        return 0;
    }

    // [[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"]]
    private static byte[] Write(MessageWriter writer, PublicMarket market, int at, int limit, long? startMs, long? endMs, long nowMs)
    {
        CandleSeries series = market.Candles[at];
        IEnumerable<Candle> candles = series.Filled(startMs ?? 0, Math.Min(endMs ?? nowMs, nowMs), nowMs);
        writer.Raw("["u8);
        foreach (Candle candle in startMs is null ? candles.TakeLast(limit) : candles.Take(limit))
        {
            writer.Raw("["u8).Number(candle.OpenMs).Raw(","u8).Fixed(candle.Open).Raw(","u8).Fixed(candle.High).Raw(","u8).Fixed(candle.Low)
                .Raw(","u8).Fixed(candle.Close).Raw(","u8).Fixed(candle.Volume).Raw(","u8).Number(series.Interval.NextOpen(candle.OpenMs) - 1)
                .Raw(","u8).FixedProduct(candle.Turnover).Raw(","u8).Number(candle.TradeCount).Raw(","u8).Fixed(candle.TakerBuyVolume)
                .Raw(","u8).FixedProduct(candle.TakerBuyTurnover).Raw(",\"0\"],"u8);
        }
        return writer.WithoutLastComma().Raw("]"u8).ToArray();
    }
}
