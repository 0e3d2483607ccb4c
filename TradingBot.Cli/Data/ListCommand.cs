using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Exchanges.History.Files;
using TradingBot.Storage.History;

namespace TradingBot.Cli.Data;

/// <summary><c>tb data list</c>: what is stored, and what is missing in it.</summary>
internal static class ListCommand
{
    private const int GapsShown = 20;

    public static Command Create(DataOptions options, Connection connection, Output output)
    {
        var command = new Command("list", "Lists the stored series with their rows, gaps and sources.") { options.Venue, options.Symbol, options.Kind, options.Interval, options.Database };
        command.SetAction((parsed, cancellation) => DataStores.UseAsync(parsed.GetValue(options.Database), async stores =>
        {
            IReadOnlyList<StoredSeries> series = await stores.Reader.ReadAsync(options.Filter(parsed), cancellation);
            if (parsed.GetValue(connection.Json)) output.Json(series);
            else Write(series, output);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static void Write(IReadOnlyList<StoredSeries> all, Output output)
    {
        if (all.Count == 0)
        {
            output.Line("Nothing is stored; tb data download and tb data import fetch history.");
            return;
        }
        output.Table([
            ["VENUE", "SYMBOL", "KIND", "INTERVAL", "FROM", "TO", "ROWS", "GAPS", "SOURCE"],
            .. all.Select(series => new[]
            {
                series.Venue, series.Symbol, series.Kind, series.IntervalSeconds == 0 ? "" : CandleLength.Write(series.IntervalSeconds), Time(series.From), Time(series.To),
                series.Rows.ToString("N0", CultureInfo.InvariantCulture), series.Gaps.Count.ToString(CultureInfo.InvariantCulture),
                string.Join(' ', series.Sources) + (series.Simulated ? " (simulated)" : ""),
            })]);
        foreach (StoredSeries series in all.Where(series => series.Gaps.Count > 0))
        {
            output.Line();
            output.Line($"Gaps of {series.Venue} {series.Symbol} {series.Kind}{(series.IntervalSeconds == 0 ? "" : " " + CandleLength.Write(series.IntervalSeconds))}{(series.Simulated ? " (simulated)" : "")}:");
            foreach (HistoryGap gap in series.Gaps.Take(GapsShown)) output.Line($"  {Time(gap.From)} to {Time(gap.To)}  {(gap.Reason == "venueHasNone" ? "the venue has nothing" : "not fetched")}");
            if (series.Gaps.Count > GapsShown) output.Line(string.Create(CultureInfo.InvariantCulture, $"  and {series.Gaps.Count - GapsShown} more (--json lists them)"));
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
