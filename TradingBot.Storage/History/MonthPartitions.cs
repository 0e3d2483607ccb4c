using System.Collections.Concurrent;

namespace TradingBot.Storage.History;

/// <summary>Partitions by month, made when they are first needed. Thread-safe.</summary>
/// <param name="connections">The database.</param>
/// <param name="function">Of the database, makes the partition of a time.</param>
internal sealed class MonthPartitions(DatabaseConnections connections, string function)
{
    private readonly ConcurrentDictionary<(int Year, int Month), bool> _known = new();

    /// <summary>Makes those of some times. In transactions of its own: a partition can't be made while its table is being copied into.</summary>
    public async Task EnsureAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancellation)
    {
        foreach (DateTimeOffset month in times.Select(time => new DateTimeOffset(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero)).Distinct())
        {
            if (_known.ContainsKey((month.Year, month.Month))) continue;
            await connections.Shared.ExecuteAsync($"SELECT {function}($1)", [month], cancellation).ConfigureAwait(false);
            _known.TryAdd((month.Year, month.Month), true);
        }
    }
}
