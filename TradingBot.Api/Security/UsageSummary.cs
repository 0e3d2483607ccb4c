using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Api.Usage;
using TradingBot.Contracts.Security;
using TradingBot.Storage.Access;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Security;

/// <summary><c>GET /api/security/api-usage/summary</c>.</summary>
internal static class UsageSummary
{
    private const int HoursMax = 744;
    private const int LinesMax = 500;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/security/api-usage/summary", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Security").WithName("ApiUsageSummary")
        .WithSummary("Who asked us, and what we asked of the exchanges, over the last hours (hours, default 24).");

    private static async Task<Results<Ok<ApiUsageSummary>, ProblemHttpResult>> HandleAsync(
        string? hours, TradingBotDbContext database, UsageCounts counts, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        int back = errors.WholeNumber("hours", hours, 24, 1, HoursMax);
        if (errors.Any) return errors.ToProblem();
        await counts.FlushAsync(cancellation);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset from = new(now.UtcDateTime.Date.AddHours(now.Hour - back + 1), TimeSpan.Zero);
        List<ApiUsageLine> lines = await database.ApiUsage.Where(row => row.Hour >= from).GroupBy(row => new { row.Source, row.Subject, row.Endpoint })
            .Select(group => new ApiUsageLine(
                group.Key.Source, group.Key.Subject, group.Key.Endpoint, group.Sum(row => row.Requests), group.Sum(row => row.Weight), group.Sum(row => row.Errors)))
            .ToListAsync(cancellation);
        int keys = await database.ApiKeys.CountAsync(row => row.RevokedAt == null && (row.ExpiresAt == null || row.ExpiresAt > now), cancellation);
        return TypedResults.Ok(new ApiUsageSummary(
            from, now, lines.Where(line => line.Source == ApiUsageStore.Api).Sum(line => line.Requests), lines.Where(line => line.Source == ApiUsageStore.Api).Sum(line => line.Errors),
            lines.Where(line => line.Source == ApiUsageStore.Exchange).Sum(line => line.Requests), keys, [.. lines.OrderByDescending(line => line.Requests).Take(LinesMax)]));
    }
}
