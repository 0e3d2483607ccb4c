using Microsoft.Extensions.Configuration;
using TradingBot.Engine.Settings;

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
    [InlineData("BINANCE_SECRET_KEY")]
    [InlineData("KuCoin:Secret")]
    [InlineData("KUCOIN_KEY")]
    [InlineData("KUCOIN_TOKEN")]
    [InlineData("Kucoin:ApiPassphrase")]
    [InlineData("KC-API-PASSPHRASE")]
    [InlineData("KC_API_TIMESTAMP")]
    [InlineData("Exchanges:KuCoin:Key")]
    [InlineData("Exchanges:KuCoin:KeyFiles")]
    [InlineData("Exchanges:Binance:KeyFile")]
    [InlineData("KUCOIN_KEY_FILE")]
    [InlineData("Exchange:Credentials")]
    [InlineData("LISTEN_KEY")]
    [InlineData("TRADING_API_PASSPHRASE")]
    public void An_exchange_key_stops_the_start_and_is_named_but_not_shown(string setting)
    {
        ExchangeKeyFoundException found = Assert.Throws<ExchangeKeyFoundException>(() => ExchangeKeys.Check(Configured((setting, "hunter2"))));
        Assert.Equal([setting], found.Settings);
        Assert.Contains(setting, found.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", found.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_found_wherever_a_host_reads_its_settings_from()
    {
        string folder = Directory.CreateTempSubdirectory("tradingbot-keys-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Venues": [{"Name": "x"}, {"KuCoin": {"Api": {"Secret": "hunter2"}}}]}""");
            Environment.SetEnvironmentVariable("PLANTED_Exchanges__Binance__ApiKey", "hunter2");
            IConfiguration configuration = new ConfigurationBuilder().SetBasePath(folder).AddJsonFile("appsettings.json").AddEnvironmentVariables("PLANTED_")
                .AddCommandLine(["--KC-API-SIGN=hunter2", "--Exchanges:Feed=live"]).Build();
            Assert.Equal(["Exchanges:Binance:ApiKey", "KC-API-SIGN", "Venues:1:KuCoin:Api:Secret"], Assert.Throws<ExchangeKeyFoundException>(() => ExchangeKeys.Check(configuration.AsEnumerable())).Settings);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PLANTED_Exchanges__Binance__ApiKey", null);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("ConnectionStrings:trading_bot", "Host=localhost;Password=x")]
    [InlineData("Exchanges:Symbols:binance", "BTC-USDT")]
    [InlineData("Exchanges:Feed", "live")]
    [InlineData("PATH", "/usr/bin")]
    [InlineData("Exchanges:KuCoin:KeyFile", "/run/secrets/kucoin")]
    [InlineData("EXCHANGES:KUCOIN:KEYFILE", "/run/secrets/kucoin")]
    [InlineData("PAPER_TRADING", " True ")]
    [InlineData("PAPER_TRADING", "1")]
    [InlineData("PAPER_TRADING", "on")]
    [InlineData("ALLOW_REAL_TRADES", "No")]
    [InlineData("ALLOW_REAL_TRADES", "0")]
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
    [InlineData("PAPER_TRADING", "0")]
    [InlineData("PAPER_TRADING", "no")]
    [InlineData("PAPER_TRADING", " OFF ")]
    [InlineData("Paper:Trading", "FALSE")]
    [InlineData("ALLOW_REAL_TRADES", "Yes")]
    [InlineData("ALLOW_REAL_TRADES", "on")]
    [InlineData("ALLOW_REAL_TRADES", "TRUE ")]
    [InlineData("Allow:Real:Trades", "nonsense")]
    [InlineData("ALLOW_REAL_TRADES", "true")]
    [InlineData("AllowRealTrades", "1")]
    public void A_wish_for_real_trades_is_reported_as_a_violation(string setting, string value)
    {
        PaperTradingViolation violation = Assert.Single(ExchangeKeys.Check(Configured((setting, value))));
        Assert.Equal((setting, value), (violation.Setting, violation.Value));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Configured(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build().AsEnumerable();
}
