using Npgsql;
using NpgsqlTypes;
using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Reports;

/// <summary>A report to be stored.</summary>
/// <param name="ReportId">Its id.</param>
/// <param name="Kind">daily-performance.</param>
/// <param name="Account">Whose.</param>
/// <param name="PeriodStart">Inclusive.</param>
/// <param name="PeriodEnd">Exclusive.</param>
/// <param name="Body">JSON.</param>
/// <param name="Scheduled">Whether the schedule made it; there is at most one of these per kind, account and period.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="CreatedAt">When.</param>
public sealed record StoredReport(
    Guid ReportId, string Kind, AccountId Account, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd, string Body, bool Scheduled, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>Stored reports.</summary>
public sealed class ReportStore(DatabaseConnections connections)
{
    /// <summary>Stores a report.</summary>
    /// <returns>False where the schedule made one of this kind, account and period before; that one stands.</returns>
    public async Task<bool> StoreAsync(StoredReport report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(report);
        return await connections.Shared.ExecuteAsync("""
            INSERT INTO reports (report_id, kind, account_id, period_start, period_end, body, scheduled, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT DO NOTHING
            """,
            [report.ReportId, report.Kind, report.Account.Value, report.PeriodStart, report.PeriodEnd, new NpgsqlParameter { Value = report.Body, NpgsqlDbType = NpgsqlDbType.Jsonb },
            report.Scheduled, report.CreatedBy, report.CreatedAt], cancellation).ConfigureAwait(false) == 1;
    }

    /// <summary>Whether the schedule made the report of a period already.</summary>
    public async Task<bool> HasScheduledAsync(string kind, AccountId account, DateTimeOffset periodStart, CancellationToken cancellation) => (await connections.Shared.ReadAsync(
        "SELECT 1 FROM reports WHERE kind = $1 AND account_id = $2 AND period_start = $3 AND scheduled", [kind, account.Value, periodStart], reader => reader.GetInt32(0), cancellation)
        .ConfigureAwait(false)).Count > 0;
}
