using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.History;

namespace TradingBot.Cli.Data;

/// <summary>Options that several of the <c>tb data</c> commands have, and their meaning.</summary>
internal sealed class DataOptions
{
    public Option<string?> Venue { get; } = new("--venue") { Description = "binance or kucoin.", HelpName = "venue" };

    public Option<string?> Symbol { get; } = new("--symbol") { Description = "Such as BTC-USDT.", HelpName = "symbol" };

    public Option<string?> Kind { get; } = new("--kind") { Description = "candles, trades or aggTrades (trades that the venue has joined).", HelpName = "kind" };

    public Option<string?> Interval { get; } = new("--interval") { Description = "Length of the candles, such as 1s, 1m, 1h or 1d.", HelpName = "interval" };

    public Option<string?> From { get; } = new("--from") { Description = "First time, such as 2026-01-01 or 2026-01-01T12:00Z.", HelpName = "time" };

    public Option<string?> To { get; } = new("--to") { Description = "End, exclusive.", HelpName = "time" };

    public Option<string?> Database { get; } = new("--database") { Description = "Connection string. Default: ConnectionStrings__trading_bot, else the local stack's.", HelpName = "connection string" };

    public DataOptions()
    {
        Venue.AcceptOnlyFromAmong("binance", "kucoin");
        Kind.AcceptOnlyFromAmong("candles", "trades", "aggTrades");
        Interval.Validators.Add(result => Check(result, text => CandleLength.Read(text) is not null, "such as 1s, 1m, 15m, 1h or 1d"));
        Symbol.Validators.Add(result => Check(result, IsSymbol, "such as BTC-USDT"));
        From.Validators.Add(result => Check(result, text => Time(text) is not null, "a time such as 2026-01-01 or 2026-01-01T12:00Z"));
        To.Validators.Add(result => Check(result, text => Time(text) is not null, "a time such as 2026-01-01 or 2026-01-01T12:00Z"));
    }

    /// <summary>What the command line gives for an option, right or wrong; null where it gives nothing.</summary>
    public static string? Given(CommandResult result, Option option) => result.GetResult(option) is { Tokens.Count: > 0 } given ? given.Tokens[0].Value : null;

    public static Venue VenueOf(string name) => name == "kucoin" ? Engine.Instruments.Venue.KuCoin : Engine.Instruments.Venue.Binance;

    public static HistoryKind KindOf(string name) => name switch { "candles" => HistoryKind.Candles, "trades" => HistoryKind.Trades, _ => HistoryKind.AggregatedTrades };

    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
        && time.Year is >= 2009 and < 2100 ? time : null;

    /// <summary>What a command's options choose among the stored series.</summary>
    public SeriesFilter Filter(ParseResult parsed) => new(
        parsed.GetValue(Venue), parsed.GetValue(Symbol), parsed.GetValue(Kind) is { } kind ? KindOf(kind) : null,
        parsed.GetValue(Interval) is { } interval ? CandleLength.Read(interval) : null);

    private static bool IsSymbol(string text) =>
        text.Split('-') is [{ Length: > 0 } first, { Length: > 0 } second] && text.Length <= 32 && first.Concat(second).All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter));

    private static void Check(OptionResult result, Func<string, bool> isRight, string right)
    {
        if (result.GetValueOrDefault<string?>() is { } text && !isRight(text)) result.AddError($"{result.Option.Name} is '{text}'; it must be {right}.");
    }
}
