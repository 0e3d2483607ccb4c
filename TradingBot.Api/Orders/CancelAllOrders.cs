using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary><c>POST /api/orders/cancel-all</c>: all open orders of an account, or those of an instrument or a strategy.</summary>
internal static class CancelAllOrders
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/orders/cancel-all", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Orders").WithName("CancelAllOrders")
        .WithSummary("Cancels the open orders of an account, an instrument or a strategy.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CancelAllAnswer>, ProblemHttpResult>> HandleAsync(
        JsonBody<CancelAllRequest> body, HttpContext context, TradingBotDbContext database, InstrumentDirectory instruments, CommandGateway commands,
        CancellationToken cancellation)
    {
        CancelAllRequest request = body.Value;
        var errors = new InputErrors();
        InstrumentRow? instrument = null;
        if (request.Venue is not null || request.Symbol is not null) instrument = await instruments.FindAsync(errors, request.Venue, request.Symbol, cancellation);
        if (errors.Any) return errors.ToProblem();
        AccountRow? account = await AccountChoice.ChooseAsync(database, request.AccountId, cancellation);
        if (account is null) return AccountChoice.None(request.AccountId);
        var all = new CancelAllBody { Venue = instrument?.Venue, Symbol = instrument?.Symbol, StrategyId = request.StrategyId };
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(context, account.AccountId, all, DuringMaintenance.Allowed, cancellation);
        return done is null ? problem! : TypedResults.Ok(new CancelAllAnswer(account.AccountId, done.Reply.Count));
    }
}
