using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>The JSON of Binance's market streams. Samples stand above each; the field order is the venue's.</summary>
internal static class BinanceMessages
{
    // {"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}
    public static byte[] Trade(MessageWriter writer, PublicMarket market, in Trade trade) => writer.Clear()
        .Raw("{\"e\":\"trade\",\"E\":"u8).Time(trade.EventTimeNs).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"t\":"u8).Number(trade.Id).Raw(",\"p\":"u8).Fixed(trade.Price).Raw(",\"q\":"u8).Fixed(trade.Quantity)
        .Raw(",\"T\":"u8).Time(trade.TimeNs).Raw(",\"m\":"u8).Boolean(trade.BuyerIsMaker).Raw(",\"M\":true}"u8)
        .ToArray();

    // {"e":"aggTrade","E":…,"s":"BTCUSDT","a":5,"p":"…","q":"…","f":100,"l":105,"T":…,"m":true,"M":true}
    public static byte[] AggregateTrade(MessageWriter writer, PublicMarket market, in AggregateTrade trade) => writer.Clear()
        .Raw("{\"e\":\"aggTrade\",\"E\":"u8).Time(market.TimeNs).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"a\":"u8).Number(trade.Id).Raw(",\"p\":"u8).Fixed(trade.Price).Raw(",\"q\":"u8).Fixed(trade.Quantity)
        .Raw(",\"f\":"u8).Number(trade.FirstTradeId).Raw(",\"l\":"u8).Number(trade.LastTradeId)
        .Raw(",\"T\":"u8).Time(trade.TimeNs).Raw(",\"m\":"u8).Boolean(trade.BuyerIsMaker).Raw(",\"M\":true}"u8)
        .ToArray();

    // {"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}
    public static byte[] BookTicker(MessageWriter writer, PublicMarket market) => writer.Clear()
        .Raw("{\"u\":"u8).Number(market.Top.UpdateId).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"b\":"u8).Fixed(market.Top.Bid.Price).Raw(",\"B\":"u8).Fixed(market.Top.Bid.Quantity)
        .Raw(",\"a\":"u8).Fixed(market.Top.Ask.Price).Raw(",\"A\":"u8).Fixed(market.Top.Ask.Quantity).Raw("}"u8)
        .ToArray();

    // {"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":50093239189,"u":50093239202,"b":[["61737.63000000","0.00000000"]],"a":[]}
    public static byte[] DepthUpdate(MessageWriter writer, PublicMarket market, DepthWindow window, long timeNs)
    {
        writer.Clear().Raw("{\"e\":\"depthUpdate\",\"E\":"u8).Time(timeNs).Raw(",\"s\":\""u8).Plain(market.Symbol)
            .Raw("\",\"U\":"u8).Number(window.FirstUpdateId).Raw(",\"u\":"u8).Number(market.UpdateId).Raw(",\"b\":["u8);
        Changes(writer, market, window, Side.Buy);
        writer.Raw("],\"a\":["u8);
        Changes(writer, market, window, Side.Sell);
        return writer.Raw("]}"u8).ToArray();
    }

    // {"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[["0.0026","100"]]}; also the answer of GET /api/v3/depth.
    public static byte[] PartialBook(MessageWriter writer, PublicMarket market, int levels)
    {
        writer.Clear().Raw("{\"lastUpdateId\":"u8).Number(market.UpdateId).Raw(",\"bids\":["u8);
        Levels(writer, market.Book.Bids, levels);
        writer.Raw("],\"asks\":["u8);
        Levels(writer, market.Book.Asks, levels);
        return writer.Raw("]}"u8).ToArray();
    }

    // {"e":"kline","E":…,"s":"BTCUSDT","k":{"t":…,"T":…,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"…","c":"…","h":"…","l":"…","v":"…","n":100,"x":false,"q":"…","V":"…","Q":"…","B":"0"}}
    public static byte[] Kline(MessageWriter writer, PublicMarket market, CandleInterval interval, in Candle candle, bool closed, long timeNs) => writer.Clear()
        .Raw("{\"e\":\"kline\",\"E\":"u8).Time(timeNs).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"k\":{\"t\":"u8).TimeOfMs(candle.OpenMs).Raw(",\"T\":"u8).LastBefore(interval.NextOpen(candle.OpenMs))
        .Raw(",\"s\":\""u8).Plain(market.Symbol).Raw("\",\"i\":\""u8).Plain(interval.Name(Venue.Binance))
        .Raw("\",\"f\":"u8).Number(candle.FirstTradeId).Raw(",\"L\":"u8).Number(candle.LastTradeId)
        .Raw(",\"o\":"u8).Fixed(candle.Open).Raw(",\"c\":"u8).Fixed(candle.Close).Raw(",\"h\":"u8).Fixed(candle.High).Raw(",\"l\":"u8).Fixed(candle.Low)
        .Raw(",\"v\":"u8).Fixed(candle.Volume).Raw(",\"n\":"u8).Number(candle.TradeCount).Raw(",\"x\":"u8).Boolean(closed)
        .Raw(",\"q\":"u8).FixedProduct(candle.Turnover).Raw(",\"V\":"u8).Fixed(candle.TakerBuyVolume)
        .Raw(",\"Q\":"u8).FixedProduct(candle.TakerBuyTurnover).Raw(",\"B\":\"0\"}}"u8)
        .ToArray();

    // {"e":"avgPrice","E":1693907033000,"s":"BTCUSDT","i":"5m","w":"25776.86000000","T":1693907032213}
    public static byte[] AveragePriceOf(MessageWriter writer, PublicMarket market, long timeNs) => writer.Clear()
        .Raw("{\"e\":\"avgPrice\",\"E\":"u8).Time(timeNs).Raw(",\"s\":\""u8).Plain(market.Symbol).Raw("\",\"i\":\"5m\",\"w\":"u8)
        .Fixed(AveragePrice.Of(market, timeNs / 1_000_000)).Raw(",\"T\":"u8).Time(market.LastTrade.TimeNs).Raw("}"u8)
        .ToArray();

    public static byte[] MiniTicker(MessageWriter writer, PublicMarket market, in DayStatistics day) => writer.Clear()
        .Raw("{\"e\":\"24hrMiniTicker\",\"E\":"u8).TimeOfMs(day.CloseTimeMs).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"c\":"u8).Fixed(day.Last).Raw(",\"o\":"u8).Fixed(day.Open).Raw(",\"h\":"u8).Fixed(day.High).Raw(",\"l\":"u8).Fixed(day.Low)
        .Raw(",\"v\":"u8).Fixed(day.Volume).Raw(",\"q\":"u8).FixedProduct(day.Turnover).Raw("}"u8)
        .ToArray();

    public static byte[] Ticker(MessageWriter writer, PublicMarket market, in DayStatistics day) => writer.Clear()
        .Raw("{\"e\":\"24hrTicker\",\"E\":"u8).TimeOfMs(day.CloseTimeMs).Raw(",\"s\":\""u8).Plain(market.Symbol)
        .Raw("\",\"p\":"u8).Fixed(day.Change).Raw(",\"P\":\""u8).Percent(day.ChangeRate).Raw("\",\"w\":"u8).Fixed(day.AveragePrice)
        .Raw(",\"x\":"u8).Fixed(day.Open).Raw(",\"c\":"u8).Fixed(day.Last).Raw(",\"Q\":"u8).Fixed(day.LastQuantity)
        .Raw(",\"b\":"u8).Fixed(market.Top.Bid.Price).Raw(",\"B\":"u8).Fixed(market.Top.Bid.Quantity)
        .Raw(",\"a\":"u8).Fixed(market.Top.Ask.Price).Raw(",\"A\":"u8).Fixed(market.Top.Ask.Quantity)
        .Raw(",\"o\":"u8).Fixed(day.Open).Raw(",\"h\":"u8).Fixed(day.High).Raw(",\"l\":"u8).Fixed(day.Low)
        .Raw(",\"v\":"u8).Fixed(day.Volume).Raw(",\"q\":"u8).FixedProduct(day.Turnover)
        .Raw(",\"O\":"u8).TimeOfMs(day.OpenTimeMs).Raw(",\"C\":"u8).TimeOfMs(day.CloseTimeMs)
        .Raw(",\"F\":"u8).Number(day.FirstTradeId).Raw(",\"L\":"u8).Number(day.LastTradeId).Raw(",\"n\":"u8).Number(day.TradeCount).Raw("}"u8)
        .ToArray();

    private static void Changes(MessageWriter writer, PublicMarket market, DepthWindow window, Side side)
    {
        foreach (long price in window.Prices(side))
            Row(writer, price, market.Book[side].QuantityAt(price));
        writer.WithoutLastComma();
    }

    private static void Levels(MessageWriter writer, LevelSide side, int levels)
    {
        for (int rank = 0; rank < Math.Min(levels, side.Count); rank++)
            Row(writer, side[rank].Price, side[rank].Quantity);
        writer.WithoutLastComma();
    }

    private static void Row(MessageWriter writer, long price, long quantity) =>
        writer.Raw("["u8).Fixed(price).Raw(","u8).Fixed(quantity).Raw("],"u8);
}
