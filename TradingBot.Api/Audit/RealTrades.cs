using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Audit;

/// <summary><c>GET /api/audit/real-trades/today</c>.</summary>
internal static class RealTrades
{
    private const int ItemsMax = 200;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit/real-trades/today", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Audit").WithName("RealTradesToday").WithSummary("Attempts at a real trade today, all refused; real trades: none can exist.");

    private static async Task<Ok<RealTradesToday>> HandleAsync(TradingBotDbContext database, AuditLog log, TimeProvider time, CancellationToken cancellation)
    {
        DateTimeOffset today = Days.Today(time);
        long real = await database.TradeExecutions.LongCountAsync(row => !row.IsPaperTrade, cancellation);
        long attempts = await log.CountAsync(AuditEvents.RealTradeAttempt, today, cancellation);
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync(AuditEvents.RealTradeAttempt, today, before: null, ItemsMax, cancellation);
        return TypedResults.Ok(new RealTradesToday(real, attempts, [.. rows.Select(ListAudit.ToContract)]));
    }
}
