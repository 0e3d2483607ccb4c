namespace TradingBot.Storage.Access;

/// <summary>Requests to be added to a count.</summary>
/// <param name="Subject">The venue, or who asked us.</param>
/// <param name="Endpoint">Path without query.</param>
/// <param name="Requests">How many.</param>
/// <param name="Weight">Their weight by the venue's rules; as many as requests where there is none.</param>
/// <param name="Errors">How many of them failed.</param>
public sealed record UsageIncrease(string Subject, string Endpoint, long Requests, long Weight, long Errors);

/// <summary>Counts of requests per hour.</summary>
public sealed class ApiUsageStore(DatabaseConnections connections)
{
    /// <summary>What we asked of the exchanges.</summary>
    public const string Exchange = "exchange";

    /// <summary>What was asked of our API.</summary>
    public const string Api = "api";

    /// <summary>Adds to the counts of the hour of <paramref name="now"/>.</summary>
    public async Task AddAsync(string source, IReadOnlyList<UsageIncrease> increases, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(increases);
        DateTimeOffset hour = new(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        foreach (UsageIncrease increase in increases)
        {
            await connections.Shared.ExecuteAsync("""
                INSERT INTO api_usage AS usage (hour, source, subject, endpoint, requests, weight, errors) VALUES ($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (hour, source, subject, endpoint) DO UPDATE SET requests = usage.requests + excluded.requests, weight = usage.weight + excluded.weight,
                    errors = usage.errors + excluded.errors
                """, [hour, source, increase.Subject, increase.Endpoint, increase.Requests, increase.Weight, increase.Errors], cancellation).ConfigureAwait(false);
        }
    }
}
