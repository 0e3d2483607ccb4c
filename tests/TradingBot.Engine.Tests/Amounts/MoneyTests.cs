using System.Numerics;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Amounts;

public class MoneyTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.000000000001", "-0.000000000001")]
    [InlineData("1234.500", "1234.5")]
    public void Money_is_written_exactly(string value, string text) =>
        Assert.Equal(text, Money.FromDecimal(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).ToString());

    [Fact]
    public void Even_money_beyond_the_decimal_can_be_written() =>
        Assert.Equal("170141183460469231731687303.715884105727", new Money(Int128.MaxValue).ToString());

    [Fact]
    public void Shares_are_exact_however_large_and_rounded_as_named()
    {
        Random random = new(3);
        for (int round = 0; round < 10_000; round++)
        {
            Int128 amount = Wide(random);
            Int128 numerator = Wide(random);
            Int128 denominator = Int128.Max(numerator, Wide(random)) + 1;
            BigInteger product = (BigInteger)amount * (BigInteger)numerator;
            Assert.Equal((Int128)(product / (BigInteger)denominator), MoneyRatio.MultiplyDivideRoundedDown(new(amount), numerator, denominator).Units);
            Assert.Equal((Int128)((product + (BigInteger)denominator - 1) / (BigInteger)denominator), MoneyRatio.MultiplyDivideRoundedUp(new(amount), numerator, denominator).Units);
        }
    }

    [Fact]
    public void Notionals_finer_than_money_are_rounded_against_the_trader()
    {
        Instrument fine = TradingSession.BtcAt(Venue.Binance) with { PriceScale = 9, QuantityScale = 9 };
        Assert.Equal(1, fine.NotionalRoundedUp(new(1), new(1)).Units);
        Assert.Equal(0, fine.NotionalRoundedDown(new(1), new(1)).Units);
        Assert.Equal(FeeRate.FromFraction(0.001m).FeeRoundedUp(new(1)).Units, 1);
    }

    [Fact]
    public void Venues_charge_fees_as_they_do_unless_told()
    {
        Assert.Equal(FeeCharging.ReceivedAsset, TradingSession.BtcAt(Venue.Binance).FeeCharging);
        Assert.Equal(FeeCharging.QuoteAsset, TradingSession.BtcAt(Venue.KuCoin).FeeCharging);
        Assert.Equal(FeeCharging.QuoteAsset, (TradingSession.BtcAt(Venue.Binance) with { FeeCharging = FeeCharging.QuoteAsset }).FeeCharging);
    }

    private static Int128 Wide(Random random) => ((Int128)random.NextInt64() << random.Next(0, 63)) + random.NextInt64();
}
