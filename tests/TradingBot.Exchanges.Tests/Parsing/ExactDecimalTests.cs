using System.Globalization;
using System.Text;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

public sealed class ExactDecimalTests
{
    [Theory]
    [InlineData("61737.63000000", 2, 6173763)]
    [InlineData("0.00000000", 2, 0)]
    [InlineData("0", 8, 0)]
    [InlineData("1", 8, 100000000)]
    [InlineData("100", 0, 100)]
    [InlineData("1000000", 0, 1000000)]
    [InlineData("0.00000001", 8, 1)]
    [InlineData(".5", 1, 5)]
    [InlineData("5.", 1, 50)]
    [InlineData("1e-7", 8, 10)]
    [InlineData("1E2", 0, 100)]
    [InlineData("1.50e1", 0, 15)]
    [InlineData("0.10000000000000000000000000000000000000000", 1, 1)]
    [InlineData("100000000000000000", 0, 100_000_000_000_000_000)]
    public void A_decimal_becomes_units_exactly(string text, int scale, long expected)
    {
        Assert.True(ExactDecimal.TryParse(Encoding.ASCII.GetBytes(text), scale, out long units));
        Assert.Equal(expected, units);
    }

    [Theory]
    [InlineData("61737.631", 2)]
    [InlineData("0.000000001", 8)]
    [InlineData("1e-9", 8)]
    [InlineData("-1", 2)]
    [InlineData("+1", 2)]
    [InlineData("", 2)]
    [InlineData(".", 2)]
    [InlineData("1.2.3", 2)]
    [InlineData("1,2", 2)]
    [InlineData(" 1", 2)]
    [InlineData("1e", 2)]
    [InlineData("1e+", 2)]
    [InlineData("1e308", 2)]
    [InlineData("NaN", 2)]
    [InlineData("Infinity", 2)]
    [InlineData("0x10", 2)]
    [InlineData("100000000000000001", 0)]
    [InlineData("9999999999999999999999999999999999999999", 0)]
    [InlineData("1", 18)]
    public void What_is_no_exact_count_of_units_is_refused(string text, int scale) =>
        Assert.False(ExactDecimal.TryParse(Encoding.ASCII.GetBytes(text), scale, out _));

    [Fact]
    public void It_agrees_with_decimal_arithmetic_on_random_numbers()
    {
        Random random = new(20261122);
        for (int round = 0; round < 20_000; round++)
        {
            int places = random.Next(0, 9);
            long units = random.NextInt64(0, 1_000_000_000_000);
            decimal value = units / (decimal)Math.Pow(10, places);
            string text = value.ToString($"F{places + random.Next(0, 4)}", CultureInfo.InvariantCulture);
            Assert.True(ExactDecimal.TryParse(Encoding.ASCII.GetBytes(text), places, out long parsed), text);
            Assert.Equal(units, parsed);
        }
    }
}
