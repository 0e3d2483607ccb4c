using Microsoft.Extensions.Configuration;

namespace TradingBot.Exchanges.Tests;

public sealed class ExchangeKeysTests
{
    [Theory]
    [InlineData("BINANCE_API_KEY")]
    [InlineData("BINANCE_API_SECRET")]
    [InlineData("Binance:ApiKey")]
    [InlineData("Exchanges:Binance:Secret")]
    [InlineData("KUCOIN_API_PASSPHRASE")]
    [InlineData("KuCoin:Credentials:Key")]
    [InlineData("KC-API-KEY")]
    [InlineData("KC_API_SIGN")]
    [InlineData("X-MBX-APIKEY")]
    [InlineData("EXCHANGE_SECRET")]
    [InlineData("MY_API_SECRET")]
    [InlineData("binance__apikey")]
    public void An_exchange_key_stops_the_start_and_is_named_but_not_shown(string setting)
    {
        ExchangeKeyFoundException found = Assert.Throws<ExchangeKeyFoundException>(() => ExchangeKeys.Check(Configured((setting, "hunter2"))));
        Assert.Equal([setting], found.Settings);
        Assert.Contains(setting, found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ConnectionStrings:trading_bot", "Host=localhost;Password=x")]
    [InlineData("Exchanges:Symbols:binance", "BTC-USDT")]
    [InlineData("Exchanges:Feed", "live")]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("SSH_AUTH_SOCK", "/run/x")]
    [InlineData("Api:KeyPepper", "pepper")]
    [InlineData("BINANCE_API_KEY", "")]
    [InlineData("PAPER_TRADING", "true")]
    [InlineData("ALLOW_REAL_TRADES", "false")]
    public void Other_settings_pass(string setting, string value) => Assert.Empty(ExchangeKeys.Check(Configured((setting, value))));

    [Theory]
    [InlineData("PAPER_TRADING", "false")]
    [InlineData("PaperTrading", "False")]
    [InlineData("PAPER_TRADING", "nonsense")]
    [InlineData("ALLOW_REAL_TRADES", "true")]
    [InlineData("AllowRealTrades", "1")]
    public void A_wish_for_real_trades_is_reported_as_a_violation(string setting, string value)
    {
        PaperTradingViolation violation = Assert.Single(ExchangeKeys.Check(Configured((setting, value))));
        Assert.Equal((setting, value), (violation.Setting, violation.Value));
    }

    private static IConfiguration Configured(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
}
