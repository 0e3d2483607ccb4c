using Npgsql;

namespace TradingBot.Storage.History;

/// <summary>What a check of a series found.</summary>
/// <param name="Series">Where.</param>
/// <param name="Check">gaps, quiet, values, identifiers or consistency.</param>
/// <param name="IsWrong">Whether something must be done about it; otherwise it is only to be known.</param>
/// <param name="Count">How often; examples are limited, this is not.</param>
/// <param name="From">Time of the first example.</param>
/// <param name="Detail">What it is, with examples.</param>
public sealed record HistoryFinding(StoredSeries Series, string Check, bool IsWrong, long Count, DateTimeOffset? From, string Detail);

/// <summary>Checks stored history: what is missing, values that cannot be, and whether candles say what the trades say.</summary>
public sealed partial class HistoryCheck(DatabaseConnections connections)
{
    private const int ExamplesMax = 5;

    /// <summary>Checks one series.</summary>
    /// <param name="series">As <see cref="HistoryReader"/> gave it.</param>
    /// <param name="from">Rows before this are not looked at; null for all.</param>
    /// <param name="to">Exclusive end; null for all.</param>
    /// <param name="now">Candles after this time cannot be.</param>
    /// <param name="cancellation">Ends the check.</param>
    /// <returns>Nothing wrong and nothing to be known: empty.</returns>
    public async Task<IReadOnlyList<HistoryFinding>> CheckAsync(
        StoredSeries series, DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(series);
        DateTimeOffset start = from ?? DateTimeOffset.UnixEpoch;
        DateTimeOffset end = to ?? now.AddYears(10);
        List<HistoryFinding> findings = [];
        foreach (HistoryGap gap in series.Gaps.Where(gap => gap.To > start && gap.From < end)) findings.AddRange(await GapAsync(series, gap, cancellation).ConfigureAwait(false));
        if (series.Kind == "candles")
        {
            findings.AddRange(await FindAsync(series, QuietSql, "quiet", isWrong: false, "intervals without trades", [start, end], cancellation).ConfigureAwait(false));
            findings.AddRange(await FindAsync(series, CandleValuesSql, "values", isWrong: true, "candles that cannot be", [start, end, now], cancellation).ConfigureAwait(false));
            foreach (bool aggregated in (bool[])[false, true])
            {
                string than = aggregated ? "the aggregated trades" : "the trades";
                findings.AddRange(await FindAsync(series, ConsistencySql, "consistency", isWrong: true, $"candles that say otherwise than {than}", [start, end, aggregated], cancellation)
                    .ConfigureAwait(false));
            }
        }
        else
        {
            findings.AddRange(await FindAsync(series, TradeValuesSql, "values", isWrong: true, "trades that cannot be", [start, end, now], cancellation).ConfigureAwait(false));
            // KuCoin's numbers are shared with other changes of the book, so they skip.
            if (series.Venue == "binance")
                findings.AddRange(await FindAsync(series, TradeNumbersSql, "identifiers", isWrong: true, "places where trade numbers do not go on by one", [start, end], cancellation).ConfigureAwait(false));
        }
        return findings;
    }

    private async Task<IReadOnlyList<HistoryFinding>> GapAsync(StoredSeries series, HistoryGap gap, CancellationToken cancellation)
    {
        long missing = 1;
        if (series.Kind == "candles")
        {
            missing = (gap.To - gap.From).Ticks / (series.IntervalSeconds * TimeSpan.TicksPerSecond);
            List<long> there = await connections.Shared.ReadAsync(RowsSql, [.. Key(series), gap.From, gap.To], reader => reader.GetInt64(0), cancellation).ConfigureAwait(false);
            missing -= there[0];
        }
        if (missing <= 0) return [];
        bool isWrong = gap.Reason != "venueHasNone";
        string what = isWrong ? "missing" : "the venue has nothing";
        return [new(series, "gaps", isWrong, missing, gap.From, $"{what} from {gap.From:yyyy-MM-ddTHH:mm:ss.FFFFFFZ} to {gap.To:yyyy-MM-ddTHH:mm:ss.FFFFFFZ}")];
    }

    /// <summary>Runs a query whose rows are: count of all, time, text; each row is an example.</summary>
    private async Task<IReadOnlyList<HistoryFinding>> FindAsync(
        StoredSeries series, string sql, string check, bool isWrong, string what, object[] values, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = connections.Shared.Command(sql, [.. Key(series), .. values]);
        command.CommandTimeout = 0;
        List<(long Count, DateTimeOffset Time, string Text)> found = [];
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) found.Add((reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2)));
        }
        if (found.Count == 0) return [];
        string examples = string.Join("; ", found.Select(row => row.Text.Length == 0 ? $"{row.Time:yyyy-MM-ddTHH:mm:ss.FFFFFFZ}" : $"{row.Time:yyyy-MM-ddTHH:mm:ss.FFFFFFZ} {row.Text}"));
        return [new(series, check, isWrong, found[0].Count, found[0].Time, $"{found[0].Count} {what}: {examples}{(found[0].Count > found.Count ? "; …" : "")}")];
    }

    private static object[] Key(StoredSeries series) => [series.Venue, series.Symbol, series.Kind, series.IntervalSeconds, series.Simulated];
}
