using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts.Reports;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Reports;

/// <summary><c>GET /api/reports/trading-summary/today</c>: counted now over the UTC day, for all accounts or one.</summary>
internal static class TradingSummaryToday
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/trading-summary/today", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Reports").WithName("TradingSummaryToday").WithSummary("Orders and executions of the UTC day so far, of all accounts or one.");

    private static async Task<Results<Ok<TradingSummary>, ProblemHttpResult>> HandleAsync(
        string? accountId, TradingBotDbContext database, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? account = errors.OptionalId("accountId", accountId);
        if (errors.Any) return errors.ToProblem();
        DateTimeOffset today = Days.Today(time);
        IQueryable<OrderRow> orders = database.Orders.Where(row => row.CreatedAt >= today && (account == null || row.AccountId == account));
        IQueryable<ExecutionRow> executions = database.TradeExecutions.Where(row => row.ExecutedAt >= today && (account == null || row.AccountId == account));
        int rejected = await orders.CountAsync(row => row.Status == "rejected", cancellation);
        int accepted = await orders.CountAsync(cancellation) - rejected;
        var symbols = await executions.GroupBy(row => new { row.Venue, row.Symbol })
            .Select(group => new
            {
                group.Key.Venue,
                group.Key.Symbol,
                Count = group.Count(),
                Volume = group.Sum(row => row.Notional),
                Profit = group.Sum(row => row.RealizedProfit),
                // A fee in the base asset counts at the price of its execution.
                Fees = group.Sum(row => row.Symbol.EndsWith("-" + row.FeeAsset) ? row.Fee : row.Fee * row.Price),
                AllPaper = group.Min(row => row.IsPaperTrade ? 1 : 0),
            }).OrderBy(group => group.Venue).ThenBy(group => group.Symbol).ToListAsync(cancellation);
        return TypedResults.Ok(new TradingSummary(
            Days.Name(today), accepted, rejected, symbols.Sum(symbol => symbol.Count), symbols.Sum(symbol => symbol.Volume), decimal.Round(symbols.Sum(symbol => symbol.Fees), 12),
            symbols.Sum(symbol => symbol.Profit), symbols.TrueForAll(symbol => symbol.AllPaper == 1),
            symbols.ToDictionary(symbol => $"{symbol.Venue}:{symbol.Symbol}", symbol => symbol.Count)));
    }
}
