using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.Contracts.Operations;

namespace TradingBot.Cli.Markets;

/// <summary><c>tb symbols</c>: which symbols the feeds follow.</summary>
internal static class SymbolsCommand
{
    public static Command Create(Connection connection, Output output) => new("symbols", "Which symbols each exchange's feed follows, and why.") { List(connection, output), Set(connection, output) };

    private static Command List(Connection connection, Output output)
    {
        var command = new Command("list", "Shows what was chosen and what is followed.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using ApiClient api = connection.Open(parsed);
            SymbolsConfiguration answer = await api.GetAsync<SymbolsConfiguration>("/api/config/symbols", cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else foreach (VenueSymbols venue in answer.Venues) Write(output, venue);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Set(Connection connection, Output output)
    {
        var venue = new Argument<string>("venue") { Description = "binance or kucoin." };
        venue.AcceptOnlyFromAmong("binance", "kucoin");
        var symbols = new Option<string[]>("--symbols") { Description = "The symbols, such as BTC-USDT,ETH-USDT; instead of a rule.", HelpName = "list", AllowMultipleArgumentsPerToken = true };
        var quote = new Option<string?>("--quote") { Description = "Rule: the asset that is paid, such as USDT." };
        var top = new Option<int?>("--top") { Description = "Rule: so many symbols, those with the highest turnover in 24 hours; 1 to 600." };
        var exclude = new Option<string[]>("--exclude") { Description = "Rule: symbols that are never chosen.", HelpName = "list", AllowMultipleArgumentsPerToken = true };
        var command = new Command("set", "Chooses the symbols of an exchange, by list or by rule; the streams of those that stay go on.") { venue, symbols, quote, top, exclude };
        command.Validators.Add(result =>
        {
            bool hasList = result.GetResult(symbols) is not null, hasRule = result.GetResult(quote) is not null || result.GetResult(top) is not null || result.GetResult(exclude) is not null;
            if (hasList == hasRule) result.AddError("Either --symbols must be given, such as --symbols BTC-USDT,ETH-USDT, or a rule, such as --quote USDT --top 10.");
            else if (hasRule && (result.GetResult(quote) is null || result.GetResult(top) is null)) result.AddError("A rule needs --quote and --top, such as --quote USDT --top 10.");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            SymbolsRequest wish = parsed.GetValue(quote) is { } asset
                ? new(null, new(asset, parsed.GetValue(top), Split(parsed.GetValue(exclude))))
                : new(Split(parsed.GetValue(symbols)));
            using ApiClient api = connection.Open(parsed);
            VenueSymbols answer = await api.PutAsync<VenueSymbols>($"/api/config/symbols/{parsed.GetRequiredValue(venue)}", wish, cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(output, answer);
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[] Split(string[]? lists) => [.. (lists ?? []).SelectMany(list => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    private static void Write(Output output, VenueSymbols venue)
    {
        string choice = venue.Rule is { } rule
            ? $"the {rule.Top} symbols in {rule.Quote} with the highest turnover{(rule.Exclude is { Count: > 0 } exclude ? $", never {string.Join(", ", exclude)}" : "")}"
            : string.Join(", ", venue.Symbols ?? []);
        output.Line($"{venue.Venue}: {choice} ({(venue.Actor is { } actor ? $"chosen by {actor}, {venue.ChangedAt:yyyy-MM-dd HH:mm:ss} UTC" : "by configuration")})");
        if (venue.Problem is { } problem) output.Line($"  {problem}");
        output.Table(venue.Followed.Select(symbol => new[] { $"  {symbol.Symbol}", symbol.Because, symbol.Detail ?? "" }));
    }
}
