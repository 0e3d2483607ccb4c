using System.Net;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges;

/// <summary>Says which setting is wrong and what would be right, all of them at once.</summary>
internal sealed class ExchangesOptionsValidator : IValidateOptions<ExchangesOptions>
{
    /// <summary>Topics of one KuCoin connection are limited to 300, and a symbol takes two.</summary>
    private const int SymbolsLimit = 150;

    public ValidateOptionsResult Validate(string? name, ExchangesOptions options)
    {
        List<string> problems = [];
        CheckSource(options, problems);
        CheckSymbols(options, problems);
        CheckTimes(options, problems);
        if (options.BinanceSnapshotLevels is not (100 or 500 or 1000 or 5000))
            problems.Add($"Exchanges:BinanceSnapshotLevels is {options.BinanceSnapshotLevels}; it must be 100, 500, 1000 or 5000");
        if (options.ThinSideLevels is < 1 or > 90)
            problems.Add($"Exchanges:ThinSideLevels is {options.ThinSideLevels}; it must be 1 to 90");
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

    private static bool IsLoopbackHttp(Uri address) => address.IsAbsoluteUri && address.Scheme == Uri.UriSchemeHttp && address.UserInfo.Length == 0
        && address.AbsolutePath == "/" && address.Query.Length == 0
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
            if (symbols.Count > SymbolsLimit)
                problems.Add($"{key} has {symbols.Count} symbols; at most {SymbolsLimit} fit one connection");
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
        Between(nameof(options.MinimumRequestDelay), options.MinimumRequestDelay, TimeSpan.Zero, TimeSpan.FromSeconds(60), problems);
    }

    private static void Between(string name, TimeSpan value, TimeSpan least, TimeSpan most, List<string> problems)
    {
        if (value < least || value > most)
            problems.Add($"Exchanges:{name} is {value}; it must be {least} to {most}");
    }
}
