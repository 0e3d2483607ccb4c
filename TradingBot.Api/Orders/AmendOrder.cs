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

/// <summary><c>PATCH /api/orders/{orderId}</c>, and the same as a post for clients that know no other verb.</summary>
internal static class AmendOrder
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        Describe(routes.MapPatch("/api/orders/{orderId}", HandleAsync), "AmendOrder");
        Describe(routes.MapPost("/api/orders/{orderId}/amend", HandleAsync), "AmendOrderByPost");
    }

    private static void Describe(RouteHandlerBuilder route, string name) => route.RequireAuthorization(Roles.Operator).WithTags("Orders").WithName(name)
        .WithSummary("Changes price, quantity or both of an open order; its place in the queue is kept or lost by the venue's rule.");

    private static async Task<Results<Ok<OrderContract>, ProblemHttpResult>> HandleAsync(
        string orderId, JsonBody<AmendOrderRequest> body, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        AmendOrderRequest request = body.Value;
        var errors = new InputErrors();
        Guid id = errors.Id("orderId", orderId);
        if (request.Price is null && request.Quantity is null) errors.Add("price", "or quantity must be given: what the order shall have from now on, such as \"0.5\"");
        if (errors.Any) return errors.ToProblem();
        OrderRow? order = await database.Orders.AsNoTracking().SingleOrDefaultAsync(row => row.OrderId == id, cancellation);
        if (order is null) return Problems.NotFound($"There is no order {id}.");
        var amend = new AmendOrderBody(id, request.Price?.Shortest(), request.Quantity?.Shortest());
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(context, order.AccountId, amend, DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        return TypedResults.Ok((await database.Orders.AsNoTracking().SingleAsync(row => row.OrderId == id, cancellation)).ToContract());
    }
}
