using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary><c>GET /api/orders/{orderId}</c>.</summary>
internal static class GetOrder
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/orders/{orderId}", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Orders").WithName("GetOrder").WithSummary("One order.");

    private static async Task<Results<Ok<OrderContract>, ProblemHttpResult>> HandleAsync(
        string orderId, TradingBotDbContext database, WaitingReasons waiting, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("orderId", orderId);
        if (errors.Any) return errors.ToProblem();
        OrderRow? row = await database.Orders.SingleOrDefaultAsync(order => order.OrderId == id, cancellation);
        if (row is null) return Problems.NotFound($"There is no order {id}.");
        Func<OrderRow, string?> reason = await waiting.ReadAsync([row], cancellation);
        return TypedResults.Ok(row.ToContract(reason(row)));
    }
}
