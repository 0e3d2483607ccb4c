using System.Text.Json;

namespace TradingBot.Contracts.Reports;

/// <summary>A report as <c>GET /api/reports</c> lists it.</summary>
/// <param name="ReportId">Its id; <c>GET /api/reports/{reportId}</c> gives its body.</param>
/// <param name="Kind">daily-performance, …</param>
/// <param name="AccountId">Whose.</param>
/// <param name="PeriodStart">Start of what it is about.</param>
/// <param name="PeriodEnd">End of what it is about.</param>
/// <param name="Scheduled">Whether the schedule made it, not a person.</param>
/// <param name="CreatedBy">Who had it made.</param>
/// <param name="CreatedAt">When.</param>
public sealed record StoredReport(
    Guid ReportId, string Kind, Guid AccountId, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd, bool Scheduled, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>Answer of <c>GET /api/reports/{reportId}</c>.</summary>
/// <param name="Report">What it is.</param>
/// <param name="Body">The report; for kind daily-performance a <see cref="DailyPerformance"/>.</param>
public sealed record ReportDocument(StoredReport Report, JsonElement Body);
