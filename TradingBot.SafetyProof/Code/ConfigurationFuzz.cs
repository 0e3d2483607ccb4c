using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Settings;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Egress;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Code;

/// <summary>Random settings, with the words that such systems have for real trading: whatever they say, the allow-list stays public market data.</summary>
internal static class ConfigurationFuzz
{
    private const int Rounds = 4_000;
    private const int Seed = 20_260_731;

    private static readonly string[] Keys =
    [
        "PAPER_TRADING", "ALLOW_REAL_TRADES", "Exchanges:Feed", "Exchanges:Mode", "Exchanges:Gateway:binance", "Exchanges:Gateway:kucoin", "Exchanges:Simulator", "Exchanges:AllowList:0", "Exchanges:Rules:0:Method",
        "services:simulator:http:0", "Trading:Mode", "TRADING_MODE", "EXECUTION_MODE", "Engine:Live", "LIVE", "Exchanges:Trading:Enabled", "Exchanges:Egress:Disabled", "Egress:Enabled", "HTTP_PROXY", "ALL_PROXY",
        "Exchanges:Symbols:binance", "Exchanges:Symbols:kucoin", "Exchanges:BinanceRest", "Exchanges:BaseAddress", "DisableSafety", "Safety:Enabled", "Safety:Monitor", "ASPNETCORE_ENVIRONMENT",
    ];

    private static readonly string[] Values =
    [
        "true", "false", "1", "0", "live", "Live", "real", "REAL", "production", "simulated", "paper", "off", "", "POST", "https://api.binance.com", "https://api.binance.com/", "https://api.kucoin.com/api/v1/orders",
        "http://127.0.0.1:3005", "http://127.0.0.1:3005/", "http://10.0.0.5:8080", "http://egress-gateway:8080", "http://93.184.216.34", "wss://ws-api.binance.com", "BTC-USDT", "*", "Development", "../..", "null",
    ];

    public static ProofRow Run()
    {
        Random random = new(Seed);
        List<string> holes = [];
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Dictionary<string, string?> settings = [];
            for (int setting = random.Next(1, 8); setting > 0; setting--) settings[Keys[random.Next(Keys.Length)]] = Values[random.Next(Values.Length)];
            string[] wrong = [.. Wrong(settings, ref refused)];
            if (wrong.Length > 0) holes.Add($"{string.Join(", ", settings.Select(pair => $"{pair.Key}={pair.Value}"))}: {wrong[0]}");
        }
        return ProofRow.From("L3 type design", "random settings, with every word for real trading", Rounds, holes, $"{refused} keep the system from starting; in all others the allow-list is public market data alone");
    }

    private static IEnumerable<string> Wrong(Dictionary<string, string?> settings, ref int refused)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        ExchangesOptions options = new();
        try
        {
            ExchangesServices.Bind(options, configuration);
            if (new ExchangesOptionsValidator().Validate(null, options).Failed)
            {
                refused++;
                return [];
            }
        }
        catch (OptionsValidationException)
        {
            refused++;
            return [];
        }
        return EgressAllowList.For(options).Rules.Where(rule => !IsPublicMarketData(rule) || !IsOurs(rule.Host, options)).Select(rule => $"{rule.Method} {rule.Host}{rule.Path}")
            .Concat(IsViolation(settings) && ExchangeKeys.Check(configuration.AsEnumerable()).Count == 0 ? ["a wish for real trading is not reported"] : []);
    }

    private static bool IsPublicMarketData(EgressRule rule) => rule.Method == "GET" || (rule.Method == "POST" && rule.Path == "/api/v1/bullet-public" && rule.QueryKeys.Count == 0);

    private static bool IsOurs(string host, ExchangesOptions options) => EgressAllowList.Live().Rules.Any(rule => rule.Host == host)
        || host is "127.0.0.1" or "10.0.0.5" or "egress-gateway" || options.Gateways.Values.Any(gateway => gateway.Host == host);

    private static bool IsViolation(Dictionary<string, string?> settings) =>
        settings.GetValueOrDefault("PAPER_TRADING") is { Length: > 0 } paper && paper is not ("true" or "1") || settings.GetValueOrDefault("ALLOW_REAL_TRADES") is { Length: > 0 } real && real is not ("false" or "0" or "off");
}
