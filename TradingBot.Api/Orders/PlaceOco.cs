using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary><c>POST /api/orders/oco</c>: a limit order and a stop order of which one cancels the other; both are placed, or neither.</summary>
internal static class PlaceOco
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/orders/oco", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Orders").WithName("PlaceOco")
        .WithSummary("Places a limit order and a stop order of which one cancels the other; the header Idempotency-Key makes a repeat safe.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<OcoContract>, ProblemHttpResult>> HandleAsync(
        JsonBody<PlaceOcoRequest> body, HttpContext context, TradingBotDbContext database, InstrumentDirectory instruments, CommandGateway commands, CancellationToken cancellation)
    {
        PlaceOcoRequest request = body.Value;
        var errors = new InputErrors();
        InstrumentRow? instrument = await instruments.FindAsync(errors, request.Venue, request.Symbol, cancellation);
        string? side = errors.OneOf("side", request.Side, PlaceOrder.Sides);
        string? source = errors.OneOf("triggerSource", request.TriggerSource, PlaceOrder.TriggerSources, required: false);
        string? prevention = errors.OneOf("selfTradePrevention", request.SelfTradePrevention, PlaceOrder.SelfTradePreventions, required: false);
        Need(errors, "quantity", request.Quantity, "base units, such as \"0.5\"");
        Need(errors, "price", request.Price, "quote units: the limit order's price");
        Need(errors, "stopPrice", request.StopPrice, "quote units: where the stop order is set off");
        if (instrument is null || errors.Any) return errors.ToProblem();
        AccountRow? account = await AccountChoice.ChooseAsync(database, request.AccountId, cancellation);
        if (account is null) return AccountChoice.None(request.AccountId);
        var pair = new PlacePairBody(instrument.Venue, instrument.Symbol, side!, request.Quantity!.Value.Shortest(), request.Price!.Value.Shortest(), request.StopPrice!.Value.Shortest(),
            request.StopLimitPrice?.Shortest(), source, prevention);
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(context, account.AccountId, pair, DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        List<OrderRow> rows = await database.Orders.AsNoTracking().Where(row => row.ListId == done.Reply.OrderId).ToListAsync(cancellation);
        return TypedResults.Created($"/api/orders/{done.Reply.OrderId}",
            new OcoContract(rows.Single(row => row.ListLeg == "limit").ToContract(), rows.Single(row => row.ListLeg == "stop").ToContract()));
    }

    private static void Need(InputErrors errors, string field, decimal? value, string what)
    {
        if (value is null) errors.Add(field, $"is missing; it must be a decimal number of {what}");
    }
}
