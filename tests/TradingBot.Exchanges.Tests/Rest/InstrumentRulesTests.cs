using System.Text.Json;
using TradingBot.Engine.Amounts;
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

    [Fact]
    public void Every_filter_that_Binance_states_is_read()
    {
        const string more = """
            "minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.00000000","applyMaxToMarket":false,"avgPriceMins":5},
            {"filterType":"ICEBERG_PARTS","limit":100},{"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"76.93181510","stepSize":"0.00000000"},
            {"filterType":"TRAILING_DELTA","minTrailingAboveDelta":10,"maxTrailingAboveDelta":2000,"minTrailingBelowDelta":20,"maxTrailingBelowDelta":1000},
            {"filterType":"PERCENT_PRICE_BY_SIDE","bidMultiplierUp":"5","bidMultiplierDown":"0.2","askMultiplierUp":"4","askMultiplierDown":"0.8","avgPriceMins":1},
            {"filterType":"MAX_NUM_ORDERS","maxNumOrders":200},{"filterType":"MAX_NUM_ALGO_ORDERS","maxNumAlgoOrders":5},
            {"filterType":"MAX_NUM_ICEBERG_ORDERS","maxNumIcebergOrders":6},{"filterType":"MAX_NUM_ORDER_LISTS","maxNumOrderLists":20},
            {"filterType":"MAX_POSITION","maxPosition":"10.00000000"},{"filterType":"MAX_NUM_ORDER_AMENDS","maxNumOrderAmends":10}
            """;
        Instrument instrument = Assert.Single(Read(Binance.Replace("\"minNotional\":\"5.00000000\"}", more, StringComparison.Ordinal), BinanceAnswers.Instruments));
        Assert.Equal(new VenueFilters
        {
            MinPrice = new(100),
            MaxPrice = new(10_000_000_000),
            BuyBand = new(5_000_000, 200_000),
            SellBand = new(4_000_000, 800_000),
            BandMinutes = 1,
            MaxNotional = Money.FromDecimal(9_000_000),
            NotionalMinutes = 5,
            MaxMarketQuantity = new(7_693_181_510),
            MaxPosition = Money.FromDecimal(10),
            MaxOrders = 200,
            MaxAlgoOrders = 5,
            MaxIcebergOrders = 6,
            MaxIcebergParts = 100,
            MaxLists = 20,
            MinTrailingAbove = 10,
            MaxTrailingAbove = 2000,
            MinTrailingBelow = 20,
            MaxTrailingBelow = 1000,
            MaxAmends = 10,
        }, instrument.Filters);
    }

    [Fact]
    public void The_older_filters_of_Binance_hold_for_both_sides_and_for_market_orders_where_they_say_so()
    {
        const string older = """
            "5"},{"filterType":"MIN_NOTIONAL","minNotional":"10.00000000","applyToMarket":false,"avgPriceMins":0},
            {"filterType":"PERCENT_PRICE","multiplierUp":"1.3000","multiplierDown":"0.7000","avgPriceMins":5}
            """;
        string text = Binance.Replace("{\"filterType\":\"NOTIONAL\",\"minNotional\":\"5.00000000\"}", "{\"filterType\":\"OTHER\",\"x\":" + older, StringComparison.Ordinal);
        Instrument instrument = Assert.Single(Read(text, BinanceAnswers.Instruments));
        Assert.Equal(10m, instrument.MinNotional.ToDecimal());
        Assert.Equal((new PriceBand(1_300_000, 700_000), new PriceBand(1_300_000, 700_000), 5, false, 0),
            (instrument.Filters.BuyBand, instrument.Filters.SellBand, instrument.Filters.BandMinutes, instrument.Filters.MinNotionalForMarket, instrument.Filters.NotionalMinutes));
    }

    [Fact]
    public void KuCoins_rules_of_funds_are_read()
    {
        Instrument instrument = Read(KuCoin.Replace("\"minFunds\"", "\"quoteIncrement\":\"0.000001\",\"quoteMinSize\":\"0.1\",\"quoteMaxSize\":\"99999999\",\"minFunds\"", StringComparison.Ordinal), KuCoinAnswers.InstrumentOf);
        Assert.Equal(new VenueFilters { QuoteStep = Money.FromDecimal(0.000001m), MinQuote = Money.FromDecimal(0.1m), MaxQuote = Money.FromDecimal(99_999_999) }, instrument.Filters);
    }

    [Theory]
    [InlineData("0.01000000\"},", "\"},")]
    [InlineData("tickSize", "tick")]
    [InlineData("PRICE_FILTER", "OTHER")]
    [InlineData("\"stepSize\":\"0.00001000\"", "\"stepSize\":\"0.00000000\"")]
    [InlineData("\"baseAsset\":\"BTC\",", "")]
    [InlineData("\"minPrice\":\"0.01000000\"", "\"minPrice\":\"cheap\"")]
    [InlineData("{\"filterType\":\"NOTIONAL\",", "{\"filterType\":\"NOTIONAL\",\"maxNotional\":\"much\",")]
    [InlineData("{\"filterType\":\"NOTIONAL\"", "{\"filterType\":\"PERCENT_PRICE\",\"multiplierUp\":\"-1\",\"multiplierDown\":\"0\"},{\"filterType\":\"NOTIONAL\"")]
    public void Rules_that_cannot_be_read_are_named(string part, string replacement)
    {
        ExchangeException unreadable = Assert.Throws<ExchangeException>(() => Read(Binance.Replace(part, replacement, StringComparison.Ordinal), BinanceAnswers.Instruments));
        Assert.Equal(ExchangeFailure.Unreadable, unreadable.Failure);
    }

    private static T Read<T>(string json, Func<JsonElement, T> read) => JsonAnswer.Read(Venue.Binance, "/rules", System.Text.Encoding.UTF8.GetBytes(json), read);
}
