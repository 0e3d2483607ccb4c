using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Commands;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary><c>DELETE /api/orders/{orderId}</c>, and the same as a post for clients that know no other verb.</summary>
internal static class CancelOrder
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapDelete("/api/orders/{orderId}", HandleAsync).RequireAuthorization(Roles.Operator).WithTags("Orders").WithName("CancelOrder")
            .WithSummary("Cancels an open order.");
        routes.MapPost("/api/orders/{orderId}/cancel", HandleAsync).RequireAuthorization(Roles.Operator).WithTags("Orders").WithName("CancelOrderByPost")
            .WithSummary("Cancels an open order.");
    }

    private static async Task<Results<Ok<OrderContract>, ProblemHttpResult>> HandleAsync(
        string orderId, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("orderId", orderId);
        if (errors.Any) return errors.ToProblem();
        OrderRow? order = await database.Orders.SingleOrDefaultAsync(row => row.OrderId == id, cancellation);
        if (order is null) return Problems.NotFound($"There is no order {id}.");
        (CommandDone? done, ProblemHttpResult? problem) =
            await commands.AskAsync(context, order.AccountId, new CancelOrderBody(id), DuringMaintenance.Allowed, cancellation);
        if (done is null) return problem!;
        return TypedResults.Ok((await database.Orders.SingleAsync(row => row.OrderId == id, cancellation)).ToContract());
    }
}
