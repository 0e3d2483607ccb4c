using System.Globalization;
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
        long? startMs = query.Milliseconds("startTime");
        long? endMs = query.Milliseconds("endTime");
        long offsetMs = OffsetOf(query);
        return binance.Answer(context, Weight, query, writer =>
            Write(writer, market!.Candles[series].In(market, offsetMs), limit, startMs, endMs, binance.Simulation.NowMs));
    }

    /// <summary>A time zone as -1:00, 05:45 or 8, from -12:00 to +14:00, in milliseconds.</summary>
    private static long OffsetOf(BinanceQuery query)
    {
        const long hourMs = 3_600_000;
        const long minuteMs = 60_000;
        if (query.Text("timeZone") is not { } zone)
            return 0;
        string[] parts = zone.TrimStart('+', '-').Split(':');
        bool valid = parts.Length is 1 or 2 & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int hours);
        int minutes = 0;
        valid &= parts.Length == 1 || parts[^1].Length == 2 && int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out minutes) && minutes < 60;
        long offsetMs = (hours * hourMs + minutes * minuteMs) * (zone.StartsWith('-') ? -1 : 1);
        if (valid && offsetMs >= -12 * hourMs && offsetMs <= 14 * hourMs)
            return offsetMs;
        query.Refuse(BinanceError.InvalidData("timeZone"));
        return 0;
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
    private static byte[] Write(MessageWriter writer, CandleSeries series, int limit, long? startMs, long? endMs, long nowMs)
    {
        IEnumerable<Candle> candles = series.Filled(startMs ?? 0, Math.Min(endMs ?? nowMs, nowMs), nowMs);
        writer.Raw("["u8);
        foreach (Candle candle in startMs is null ? candles.TakeLast(limit) : candles.Take(limit))
        {
            writer.Raw("["u8).TimeOfMs(candle.OpenMs).Raw(","u8).Fixed(candle.Open).Raw(","u8).Fixed(candle.High).Raw(","u8).Fixed(candle.Low)
                .Raw(","u8).Fixed(candle.Close).Raw(","u8).Fixed(candle.Volume).Raw(","u8).LastBefore(series.Interval.NextOpen(candle.OpenMs))
                .Raw(","u8).FixedProduct(candle.Turnover).Raw(","u8).Number(candle.TradeCount).Raw(","u8).Fixed(candle.TakerBuyVolume)
                .Raw(","u8).FixedProduct(candle.TakerBuyTurnover).Raw(",\"0\"],"u8);
        }
        return writer.WithoutLastComma().Raw("]"u8).ToArray();
    }
}
