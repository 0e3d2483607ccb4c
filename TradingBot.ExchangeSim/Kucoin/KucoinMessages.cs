using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>The JSON of KuCoin's pushes; samples stand above each.</summary>
internal static class KucoinMessages
{
    // {"type":"message","topic":"/market/match:BTC-USDT","subject":"trade.l3match","data":{"sequence":"…","type":"match","symbol":"BTC-USDT",
    //  "side":"buy","price":"…","size":"…","tradeId":"…","takerOrderId":"…","makerOrderId":"…","time":"1545913818099033203"}}
    public static byte[] Match(MessageWriter writer, Topic topic, PublicMarket market, in Trade trade) =>
        Envelope(writer, topic, "trade.l3match"u8)
            .Raw("{\"sequence\":\""u8).Number(trade.Sequence).Raw("\",\"type\":\"match\",\"symbol\":\""u8).Plain(market.Symbol)
            .Raw("\",\"side\":\""u8).Raw(trade.BuyerIsMaker ? "sell"u8 : "buy"u8).Raw("\",\"price\":"u8).Trimmed(trade.Price)
            .Raw(",\"size\":"u8).Trimmed(trade.Quantity).Raw(",\"tradeId\":\""u8).Number(trade.Id)
            .Raw("\",\"takerOrderId\":\""u8).Hexadecimal(trade.TakerOrderId).Raw("\",\"makerOrderId\":\""u8).Hexadecimal(trade.MakerOrderId)
            .Raw("\",\"time\":\""u8).Number(trade.TimeNs).Raw("\"}}"u8).ToArray();

    // "data":{"changes":{"asks":[["18906","0.00331","14103845"]],"bids":[]},"sequenceEnd":14103845,"sequenceStart":14103844,"symbol":"BTC-USDT","time":1663747970273}
    public static byte[] Level2(MessageWriter writer, Topic topic, PublicMarket market)
    {
        Envelope(writer, topic, "trade.l2update"u8).Raw("{\"changes\":{\"asks\":["u8);
        Changes(writer, market, Side.Sell);
        writer.Raw("],\"bids\":["u8);
        Changes(writer, market, Side.Buy);
        return writer.Raw("]},\"sequenceEnd\":"u8).Number(market.UpdateId).Raw(",\"sequenceStart\":"u8).Number(market.FirstUpdateId)
            .Raw(",\"symbol\":\""u8).Plain(market.Symbol).Raw("\",\"time\":"u8).Number(market.TimeNs / 1_000_000).Raw("}}"u8).ToArray();
    }

    // "data":{"bestAsk":"…","bestAskSize":"…","bestBid":"…","bestBidSize":"…","price":"…","sequence":"…","size":"…","time":1704873323416}
    public static byte[] Ticker(MessageWriter writer, Topic topic, ReadOnlySpan<byte> subject, PublicMarket market, long timeNs) =>
        Envelope(writer, topic, subject)
            .Raw("{\"bestAsk\":"u8).Trimmed(market.Top.Ask.Price).Raw(",\"bestAskSize\":"u8).Trimmed(market.Top.Ask.Quantity)
            .Raw(",\"bestBid\":"u8).Trimmed(market.Top.Bid.Price).Raw(",\"bestBidSize\":"u8).Trimmed(market.Top.Bid.Quantity)
            .Raw(",\"price\":"u8).Trimmed(market.LastTrade.Price).Raw(",\"sequence\":\""u8).Number(market.UpdateId)
            .Raw("\",\"size\":"u8).Trimmed(market.LastTrade.Quantity).Raw(",\"time\":"u8).Number(timeNs / 1_000_000).Raw("}}"u8).ToArray();

    // "data":{"asks":["67989.7","0.1"],"bids":["67989.6","0.2"],"timestamp":1729816058766}
    public static byte[] Level1(MessageWriter writer, Topic topic, PublicMarket market, long timeNs) =>
        Envelope(writer, topic, "level1"u8)
            .Raw("{\"asks\":["u8).Trimmed(market.Top.Ask.Price).Raw(","u8).Trimmed(market.Top.Ask.Quantity)
            .Raw("],\"bids\":["u8).Trimmed(market.Top.Bid.Price).Raw(","u8).Trimmed(market.Top.Bid.Quantity)
            .Raw("],\"timestamp\":"u8).Number(timeNs / 1_000_000).Raw("}}"u8).ToArray();

    // "data":{"asks":[["9993","3"]],"bids":[["9988","56"]],"timestamp":1586948108193}
    public static byte[] Depth(MessageWriter writer, Topic topic, PublicMarket market, int levels, long timeNs)
    {
        Envelope(writer, topic, "level2"u8).Raw("{\"asks\":["u8);
        Levels(writer, market.Book.Asks, levels);
        writer.Raw("],\"bids\":["u8);
        Levels(writer, market.Book.Bids, levels);
        return writer.Raw("],\"timestamp\":"u8).Number(timeNs / 1_000_000).Raw("}}"u8).ToArray();
    }

    // "data":{"symbol":"BTC-USDT","candles":["1589968800","9786.9","9740.8","9806.1","9732","27.45649579","268280.09830877"],"time":1589970010253893337}
    public static byte[] Candles(MessageWriter writer, Topic topic, PublicMarket market, in Candle candle)
    {
        Envelope(writer, topic, "trade.candles.update"u8).Raw("{\"symbol\":\""u8).Plain(market.Symbol).Raw("\",\"candles\":"u8);
        CandleRow(writer, in candle);
        return writer.Raw(",\"time\":"u8).Number(market.TimeNs).Raw("}}"u8).ToArray();
    }

    /// <summary>Start, open, close, high, low, volume, turnover: also a row of GET /api/v1/market/candles.</summary>
    public static void CandleRow(MessageWriter writer, in Candle candle) => writer
        .Raw("[\""u8).Number(candle.OpenMs / 1_000).Raw("\","u8).Trimmed(candle.Open).Raw(","u8).Trimmed(candle.Close)
        .Raw(","u8).Trimmed(candle.High).Raw(","u8).Trimmed(candle.Low).Raw(","u8).Trimmed(candle.Volume)
        .Raw(","u8).TrimmedProduct(candle.Turnover).Raw("]"u8);

    public static void Levels(MessageWriter writer, LevelSide side, int levels)
    {
        for (int rank = 0; rank < Math.Min(levels, side.Count); rank++)
            writer.Raw("["u8).Trimmed(side[rank].Price).Raw(","u8).Trimmed(side[rank].Quantity).Raw("],"u8);
        writer.WithoutLastComma();
    }

    private static MessageWriter Envelope(MessageWriter writer, Topic topic, ReadOnlySpan<byte> subject) => writer.Clear()
        .Raw("{\"type\":\"message\",\"topic\":\""u8).Plain(topic.Name).Raw("\",\"subject\":\""u8).Raw(subject).Raw("\",\"data\":"u8);

    /// <summary>One row per level with its last quantity and the sequence of its last change; earlier changes of the same message are left out.</summary>
    private static void Changes(MessageWriter writer, PublicMarket market, Side side)
    {
        ReadOnlySpan<LevelChange> changes = market.Changes;
        for (int at = 0; at < changes.Length; at++)
        {
            LevelChange change = changes[at];
            if (change.Side == side && IsLastOfLevel(changes, at))
                writer.Raw("["u8).Trimmed(change.Price).Raw(","u8).Trimmed(change.Quantity).Raw(",\""u8).Number(change.UpdateId).Raw("\"],"u8);
        }
        writer.WithoutLastComma();
    }

    private static bool IsLastOfLevel(ReadOnlySpan<LevelChange> changes, int at)
    {
        for (int later = at + 1; later < changes.Length; later++)
        {
            if (changes[later].Side == changes[at].Side && changes[later].Price == changes[at].Price)
                return false;
        }
        return true;
    }
}
