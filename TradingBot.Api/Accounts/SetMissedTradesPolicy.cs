using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Input;
using TradingBot.Contracts.Accounts;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Recovery;
using TradingBot.Storage.Accounts;
using TradingBot.Storage.Names;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>PUT /api/accounts/{accountId}/missed-trades-policy</c>: taken by the next owner of the account.</summary>
internal static class SetMissedTradesPolicy
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPut("/api/accounts/{accountId}/missed-trades-policy", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Accounts").WithName("SetMissedTradesPolicy")
        .WithSummary("Sets what becomes of open orders where missed trades cannot all be brought back: keep, cancel or halt.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<MissedTradesPolicyContract>, ProblemHttpResult>> HandleAsync(
        string accountId, JsonBody<MissedTradesPolicyContract> body, HttpContext context, TradingBotDbContext database, AccountFactsStore accounts, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? policy = errors.OneOf("policy", body.Value.Policy, [.. Enum.GetValues<MissedTradesPolicy>().Select(StoredNames.Of)]);
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        await accounts.SetMissedTradesPolicyAsync(new AccountId(account.AccountId), policy!, cancellation);
        await audit.RecordAsync(context, AuditEventNames.MissedTradesPolicyChanged, new { account = account.AccountId, policy });
        return TypedResults.Ok(new MissedTradesPolicyContract(policy));
    }
}
