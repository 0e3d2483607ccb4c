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

/// <summary>
/// <c>POST /api/orders</c>: answers after the worker has journaled what became of the order. Words and names are checked here;
/// tick, lot, balance and risk are the engine's to judge, whose refusal comes with its reason code.
/// </summary>
internal static class PlaceOrder
{
    internal static readonly string[] Sides = ["buy", "sell"];
    private static readonly string[] Types = ["market", "limit", "stop", "stopLimit", "takeProfit", "takeProfitLimit", "trailingStop"];
    private static readonly string[] TimesInForce = ["gtc", "gtd", "ioc", "fok", "postOnly"];
    internal static readonly string[] TriggerSources = ["lastTrade", "bestPrice"];
    internal static readonly string[] SelfTradePreventions = ["expireMaker", "expireTaker", "expireBoth", "decrement", "CO", "CN", "CB", "DC"];

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/orders", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Orders").WithName("PlaceOrder")
        .WithSummary("Places a paper order; the header Idempotency-Key makes a repeat safe.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<OrderContract>, ProblemHttpResult>> HandleAsync(
        JsonBody<PlaceOrderRequest> body, HttpContext context, TradingBotDbContext database, InstrumentDirectory instruments, CommandGateway commands,
        CancellationToken cancellation)
    {
        PlaceOrderRequest request = body.Value;
        var errors = new InputErrors();
        InstrumentRow? instrument = await instruments.FindAsync(errors, request.Venue, request.Symbol, cancellation);
        string? side = errors.OneOf("side", request.Side, Sides);
        string? type = errors.OneOf("type", request.Type, Types);
        string? timeInForce = errors.OneOf("timeInForce", request.TimeInForce, TimesInForce, required: false);
        string? triggerSource = errors.OneOf("triggerSource", request.TriggerSource, TriggerSources, required: false);
        string? prevention = errors.OneOf("selfTradePrevention", request.SelfTradePrevention, SelfTradePreventions, required: false);
        if (request.Quantity is null && request.QuoteQuantity is null)
            errors.Add("quantity", "is missing; it must be a decimal number of base units, such as \"0.5\" (or quoteQuantity for a market order)");
        if (instrument is null || errors.Any) return errors.ToProblem();
        AccountRow? account = await AccountChoice.ChooseAsync(database, request.AccountId, cancellation);
        if (account is null) return AccountChoice.None(request.AccountId);

        var order = new PlaceOrderBody(instrument.Venue, instrument.Symbol, side!, type!, (request.Quantity ?? 0).Shortest(), request.Price?.Shortest(), timeInForce)
        {
            TriggerPrice = request.TriggerPrice?.Shortest(),
            TriggerSource = triggerSource,
            TrailingDistance = request.TrailingDistance?.Shortest(),
            TrailingPercent = request.TrailingPercent?.Shortest(),
            ActivationPrice = request.ActivationPrice?.Shortest(),
            ExpireAt = request.ExpireAt,
            ReduceOnly = request.ReduceOnly,
            QuoteQuantity = request.QuoteQuantity?.Shortest(),
            DisplayQuantity = request.DisplayQuantity?.Shortest(),
            TakeProfitPrice = request.TakeProfitPrice?.Shortest(),
            StopPrice = request.StopPrice?.Shortest(),
            StopLimitPrice = request.StopLimitPrice?.Shortest(),
            SelfTradePrevention = prevention,
        };
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(context, account.AccountId, order, DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        OrderRow row = await database.Orders.SingleAsync(placed => placed.OrderId == done.Reply.OrderId, cancellation);
        return TypedResults.Created($"/api/orders/{row.OrderId}", row.ToContract());
    }
}
