using System.Net;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.JKorf;

namespace TradingBot.Exchanges;

/// <summary>Says which setting is wrong and what would be right, all of them at once.</summary>
internal sealed class ExchangesOptionsValidator : IValidateOptions<ExchangesOptions>
{
    public ValidateOptionsResult Validate(string? name, ExchangesOptions options)
    {
        List<string> problems = [];
        CheckSource(options, problems);
        CheckClient(options, problems);
        CheckGateways(options, problems);
        CheckSymbols(options, problems);
        CheckTimes(options, problems);
        if (options.BinanceSnapshotLevels is not (100 or 500 or 1000 or 5000))
            problems.Add($"Exchanges:BinanceSnapshotLevels is {options.BinanceSnapshotLevels}; it must be 100, 500, 1000 or 5000");
        if (options.SymbolsPerConnection is < 0 or > 512)
            problems.Add($"Exchanges:SymbolsPerConnection is {options.SymbolsPerConnection}; it must be 1 to 512, or 0 for as many as the venue allows");
        if (options.ThinSideLevels is < 1 or > 90)
            problems.Add($"Exchanges:ThinSideLevels is {options.ThinSideLevels}; it must be 1 to 90");
        if (options.DivergenceLimitPercent is < 0.01m or > 100)
            problems.Add($"Exchanges:DivergenceLimitPercent is {options.DivergenceLimitPercent}; it must be 0.01 to 100");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static void CheckSource(ExchangesOptions options, List<string> problems)
    {
        if (!Enum.IsDefined(options.Feed))
            problems.Add("Exchanges:Feed must be live or simulated");
        if (options.Feed != FeedSource.Simulated) return;
        if (options.Simulator is null)
            problems.Add($"Exchanges:Feed is simulated, but {ExchangesOptions.SimulatorKey} gives no address; it must be an http address such as http://127.0.0.1:3005");
        else if (!IsLoopbackHttp(options.Simulator))
            problems.Add($"{ExchangesOptions.SimulatorKey} is {options.Simulator}; it must be a plain http address of this machine such as http://127.0.0.1:3005");
    }

    private static void CheckClient(ExchangesOptions options, List<string> problems)
    {
        if (!Enum.IsDefined(options.Client))
            problems.Add("Exchanges:Client must be own or JKorf");
        else if (options.Client == MarketDataClient.JKorf && !LibraryClients.AreBuilt)
            problems.Add("Exchanges:Client is JKorf, but Binance.Net and Kucoin.Net are not in this build; build it with PackageProfile=full where they can be restored, or leave the setting out");
    }

    private static void CheckGateways(ExchangesOptions options, List<string> problems)
    {
        foreach ((Venue venue, Uri gateway) in options.Gateways)
        {
            string key = $"Exchanges:Gateway:{Spelling(venue)}";
            if (options.Feed == FeedSource.Simulated)
                problems.Add($"{key} is set, but Exchanges:Feed is simulated; the simulator is called without a gateway, so remove one of the two");
            else if (!IsPlainAddress(gateway) || !MayBeGateway(gateway))
                problems.Add($"{key} is {gateway}; it must be the http or https address of a host in the private network without a path, such as http://egress-gateway:8080");
        }
        if (options.KuCoinKeyFile is not null && options.Gateways.ContainsKey(Venue.KuCoin))
            problems.Add($"{KuCoinReadKey.Setting} names a key, but Exchanges:Gateway:kucoin is set; the egress gateway passes no key and no signature, so remove one of the two: "
                + "without the key KuCoin's public book of 100 levels is read");
    }

    /// <summary>A name is looked up when it is called, and must then lead into the private network.</summary>
    private static bool MayBeGateway(Uri gateway) => gateway.Scheme is "http" or "https"
        && (!IPAddress.TryParse(gateway.DnsSafeHost, out IPAddress? ip) || IPAddress.IsLoopback(ip) || AddressSpace.IsPrivate(ip));

    private static bool IsPlainAddress(Uri address) => address.IsAbsoluteUri && address.UserInfo.Length == 0 && address.AbsolutePath == "/" && address.Query.Length == 0 && address.Fragment.Length == 0;

    internal static bool IsLoopbackHttp(Uri address) => IsPlainAddress(address) && address.Scheme == Uri.UriSchemeHttp
        && (address.Host == "localhost" || (IPAddress.TryParse(address.DnsSafeHost, out IPAddress? ip) && IPAddress.IsLoopback(ip)));

    private static void CheckSymbols(ExchangesOptions options, List<string> problems)
    {
        if (!options.Venues.Any())
            problems.Add("Exchanges:Symbols switches every venue off; at least one venue needs a symbol such as BTC-USDT");
        foreach (Venue venue in options.Venues)
        {
            IReadOnlyList<string> symbols = options.SymbolsOf(venue);
            string key = $"Exchanges:Symbols:{Spelling(venue)}";
            foreach (string symbol in symbols.Where(symbol => !SymbolName.IsValid(symbol)))
                problems.Add($"{key} has '{symbol}'; a symbol is base and quote asset in capitals with a dash, such as BTC-USDT");
            if (symbols.Distinct(StringComparer.Ordinal).Count() != symbols.Count)
                problems.Add($"{key} names a symbol twice");
            if (symbols.Count > SymbolRule.Most)
                problems.Add($"{key} has {symbols.Count} symbols; at most {SymbolRule.Most} are followed");
            foreach ((string part, string problem) in options.RuleOf(venue)?.Problems() ?? [])
                problems.Add($"{key}:{char.ToUpperInvariant(part[0])}{part[1..]} {problem}");
        }
    }

    private static string Spelling(Venue venue) => venue == Venue.KuCoin ? "kucoin" : "binance";

    private static void CheckTimes(ExchangesOptions options, List<string> problems)
    {
        Between(nameof(options.StaleAfter), options.StaleAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), problems);
        Between(nameof(options.ReconnectAfterSilence), options.ReconnectAfterSilence, options.StaleAfter, TimeSpan.FromSeconds(120), problems);
        Between(nameof(options.ConnectionLifetime), options.ConnectionLifetime, TimeSpan.FromSeconds(5), TimeSpan.FromHours(24), problems);
        Between(nameof(options.ReplacementOverlap), options.ReplacementOverlap, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), problems);
        Between(nameof(options.ConsumerPatience), options.ConsumerPatience, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30), problems);
        Between(nameof(options.ReconnectDelay), options.ReconnectDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(60), problems);
        Between(nameof(options.ReconnectDelayLimit), options.ReconnectDelayLimit, options.ReconnectDelay, TimeSpan.FromMinutes(5), problems);
        Between(nameof(options.SnapshotFallbackAfter), options.SnapshotFallbackAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), problems);
        Between(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), problems);
        Between(nameof(options.RulesPeriod), options.RulesPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), problems);
        Between(nameof(options.RulePeriod), options.RulePeriod, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), problems);
        Between(nameof(options.MinimumRequestDelay), options.MinimumRequestDelay, TimeSpan.Zero, TimeSpan.FromSeconds(60), problems);
    }

    private static void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
            problems.Add($"Exchanges:{name} is {value}; it must be {least} to {most}");
    }
}
