using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>The 24 hour figures of a symbol, as the topic /market/snapshot pushes them: numbers, not strings.</summary>
internal static class KucoinSnapshot
{
    // "data":{"sequence":"1545896669291","data":{"trading":true,"symbol":"BTC-USDT","buy":3850,"sell":3851,"sort":100,"volValue":…,"baseCurrency":"BTC",…}}
    public static byte[] Message(MessageWriter writer, Topic topic, PublicMarket market, long timeNs)
    {
        DayStatistics day = DayStatistics.Of(market, timeNs / 1_000_000);
        Instrument instrument = market.Instrument;
        return writer.Clear().Raw("{\"type\":\"message\",\"topic\":\""u8).Plain(topic.Name)
            .Raw("\",\"subject\":\"trade.snapshot\",\"data\":{\"sequence\":\""u8).Number(market.UpdateId)
            .Raw("\",\"data\":{\"averagePrice\":"u8).Decimal(day.AveragePrice).Raw(",\"baseCurrency\":\""u8).Plain(instrument.BaseAsset)
            .Raw("\",\"board\":1,\"buy\":"u8).Decimal(market.Top.Bid.Price).Raw(",\"changePrice\":"u8).Decimal(day.Change)
            .Raw(",\"changeRate\":"u8).Decimal(day.ChangeRate).Raw(",\"close\":"u8).Decimal(day.Last).Raw(",\"datetime\":"u8).Number(timeNs / 1_000_000)
            .Raw(",\"high\":"u8).Decimal(day.High).Raw(",\"lastTradedPrice\":"u8).Decimal(day.Last).Raw(",\"low\":"u8).Decimal(day.Low)
            .Raw(",\"makerCoefficient\":1,\"makerFeeRate\":0.001,\"marginTrade\":false,\"mark\":0,\"market\":\""u8).Plain(instrument.QuoteAsset)
            .Raw("\",\"markets\":[\""u8).Plain(instrument.QuoteAsset).Raw("\"],\"open\":"u8).Decimal(day.Open)
            .Raw(",\"quoteCurrency\":\""u8).Plain(instrument.QuoteAsset).Raw("\",\"sell\":"u8).Decimal(market.Top.Ask.Price)
            .Raw(",\"sort\":100,\"symbol\":\""u8).Plain(market.Symbol).Raw("\",\"symbolCode\":\""u8).Plain(market.Symbol)
            .Raw("\",\"takerCoefficient\":1,\"takerFeeRate\":0.001,\"trading\":true,\"vol\":"u8).Decimal(day.Volume)
            .Raw(",\"volValue\":"u8).Decimal((long)(day.Turnover / Amounts.Unit)).Raw("}}}"u8).ToArray();
    }
}
