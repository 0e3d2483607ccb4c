using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary><c>GET /api/orders</c>: newest first.</summary>
internal static class ListOrders
{
    internal sealed record Query(string? AccountId, string? Status, string? Venue, string? Symbol, string? Limit, string? Cursor);

    // The stored words of each; "open" is what still works, partly filled or not.
    private static readonly Dictionary<string, string[]> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["open"] = ["open", "partiallyFilled"],
        ["partiallyFilled"] = ["partiallyFilled"],
        ["filled"] = ["filled"],
        ["canceled"] = ["canceled"],
        ["expired"] = ["expired"],
        ["rejected"] = ["rejected"],
    };

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/orders", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Orders").WithName("ListOrders")
        .WithSummary("Orders, newest first; status open includes those filled in part.");

    private static async Task<Results<Ok<Page<OrderContract>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, TradingBotDbContext database, InstrumentDirectory instruments, WaitingReasons waiting,
        CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? account = errors.OptionalId("accountId", query.AccountId);
        string? status = errors.OneOf("status", query.Status, [.. Statuses.Keys], required: false);
        string? venue = errors.OptionalVenue("venue", query.Venue);
        string? symbol = await instruments.OptionalSymbolAsync(errors, venue, query.Symbol, cancellation);
        int limit = errors.Limit(query.Limit);
        Cursor? cursor = Cursor.Read(errors, query.Cursor);
        if (errors.Any) return errors.ToProblem();

        IQueryable<OrderRow> orders = database.Orders;
        if (account is { } id) orders = orders.Where(row => row.AccountId == id);
        if (status is not null)
        {
            string[] stored = Statuses[status];
            orders = orders.Where(row => stored.Contains(row.Status));
        }
        if (venue is not null) orders = orders.Where(row => row.Venue == venue);
        if (symbol is not null) orders = orders.Where(row => row.Symbol == symbol);
        if (cursor is { } after)
            orders = orders.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.CreatedAt, row.OrderId), ValueTuple.Create(after.At, after.Id)));
        List<OrderRow> page = await orders.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.OrderId).Take(limit + 1).ToListAsync(cancellation);
        Func<OrderRow, string?> reason = await waiting.ReadAsync(page, cancellation);
        return TypedResults.Ok(Paging.Page(page, limit, row => row.ToContract(reason(row)), row => new Cursor(row.CreatedAt, row.OrderId)));
    }
}
