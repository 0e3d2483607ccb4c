using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests.Rest;

public sealed class InstrumentRulesTests
{
    private const string Binance = """
        {"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[
        {"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
        {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
        {"filterType":"NOTIONAL","minNotional":"5.00000000"}]}]}
        """;

    private const string KuCoin = """
        {"symbol":"BTC-USDT","baseCurrency":"BTC","quoteCurrency":"USDT","baseMinSize":"0.00001","baseMaxSize":"10000000000","baseIncrement":"0.00000001",
        "priceIncrement":"0.1","minFunds":"0.1","enableTrading":true,"makerFeeCoefficient":"1.00","takerFeeCoefficient":"2.00"}
        """;

    [Fact]
    public void Binance_filters_become_steps_and_bounds()
    {
        Instrument instrument = Assert.Single(Read(Binance, BinanceAnswers.Instruments));
        Assert.Equal(("BTC-USDT", "BTCUSDT", Venue.Binance, true), (instrument.Symbol, instrument.VenueSymbol, instrument.Venue, instrument.IsTrading));
        Assert.Equal((4, 8), (instrument.PriceScale, instrument.QuantityScale));
        Assert.Equal((0.01m, 0.00001m), (instrument.ToDecimal(new Engine.Amounts.Price(instrument.TickSize)), instrument.ToDecimal(new Engine.Amounts.Quantity(instrument.LotSize))));
        Assert.Equal((0.00001m, 9000m, 5m), (instrument.ToDecimal(instrument.MinQuantity), instrument.ToDecimal(instrument.MaxQuantity), instrument.MinNotional.ToDecimal()));
        Assert.Equal(1_000_000, instrument.TakerFee.PartsPerBillion);
    }

    [Fact]
    public void KuCoin_increments_and_fee_coefficients_become_steps_and_fees()
    {
        Instrument instrument = Read(KuCoin, KuCoinAnswers.InstrumentOf);
        Assert.Equal((3, 8), (instrument.PriceScale, instrument.QuantityScale));
        Assert.Equal((100, 1), (instrument.TickSize, instrument.LotSize));
        Assert.Equal((1_000_000, 2_000_000), (instrument.MakerFee.PartsPerBillion, instrument.TakerFee.PartsPerBillion));
        Assert.Equal(0.1m, instrument.MinNotional.ToDecimal());
    }

    [Theory]
    [InlineData("0.01000000\"},", "\"},")]
    [InlineData("tickSize", "tick")]
    [InlineData("PRICE_FILTER", "OTHER")]
    [InlineData("\"stepSize\":\"0.00001000\"", "\"stepSize\":\"0.00000000\"")]
    [InlineData("\"baseAsset\":\"BTC\",", "")]
    public void Rules_that_cannot_be_read_are_named(string part, string replacement)
    {
        ExchangeException unreadable = Assert.Throws<ExchangeException>(() => Read(Binance.Replace(part, replacement, StringComparison.Ordinal), BinanceAnswers.Instruments));
        Assert.Equal(ExchangeFailure.Unreadable, unreadable.Failure);
    }

    private static T Read<T>(string json, Func<JsonElement, T> read) => JsonAnswer.Read(Venue.Binance, "/rules", System.Text.Encoding.UTF8.GetBytes(json), read);
}
