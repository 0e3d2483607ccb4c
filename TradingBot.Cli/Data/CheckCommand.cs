using System.CommandLine;
using TradingBot.Cli.Endpoints;
using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.History;

namespace TradingBot.Cli.Data;

/// <summary><c>tb data check</c>: whether what is stored is whole, possible and consistent.</summary>
internal static class CheckCommand
{
    internal sealed record Answer(bool Holds, int Series, IReadOnlyList<Finding> Findings);

    internal sealed record Finding(string Venue, string Symbol, string Kind, int IntervalSeconds, bool Simulated, string Check, bool Wrong, long Count, DateTimeOffset? From, string Detail);

    public static Command Create(DataOptions options, Connection connection, Output output)
    {
        var command = new Command("check", "Checks stored history: gaps, values that cannot be, and candles against trades; exit code 1 where something is wrong.")
        {
            options.Venue, options.Symbol, options.Kind, options.Interval, options.From, options.To, options.Database,
        };
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            IReadOnlyList<StoredSeries> all = await stores.Reader.ReadAsync(options.Filter(parsed), cancellation);
            List<HistoryFinding> found = [];
            foreach (StoredSeries series in all)
                found.AddRange(await stores.Check.CheckAsync(series, DataOptions.Time(parsed.GetValue(options.From)), DataOptions.Time(parsed.GetValue(options.To)), TimeProvider.System.GetUtcNow(), cancellation));
            Answer answer = new(found.TrueForAll(finding => !finding.IsWrong), all.Count, [.. found.Select(finding => new Finding(
                finding.Series.Venue, finding.Series.Symbol, finding.Series.Kind, finding.Series.IntervalSeconds, finding.Series.Simulated, finding.Check, finding.IsWrong, finding.Count, finding.From, finding.Detail))]);
            if (parsed.GetValue(connection.Json)) output.Json(answer);
            else Write(answer, output);
            return answer.Holds ? ExitCode.Ok : ExitCode.Failed;
        }));
        return command;
    }

    private static void Write(Answer answer, Output output)
    {
        output.Table(answer.Findings.Select(finding => new[]
        {
            finding.Wrong ? "WRONG" : "note", $"{finding.Venue} {finding.Symbol} {finding.Kind}{(finding.IntervalSeconds == 0 ? "" : " " + CandleLength.Write(finding.IntervalSeconds))}{(finding.Simulated ? " (simulated)" : "")}",
            finding.Check, finding.Detail,
        }));
        output.Line(answer.Series == 0 ? "Nothing is stored that was asked for." : answer.Holds ? $"{answer.Series} series checked: nothing is wrong." : $"{answer.Series} series checked: see above what is WRONG.");
    }
}
