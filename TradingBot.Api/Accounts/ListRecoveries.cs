using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Storage;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Names;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>GET /api/accounts/{accountId}/recoveries</c>: the times in which the account had no owner, and what happened in them; newest first.</summary>
internal static class ListRecoveries
{
    private const string EventType = "account_recovered";

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/accounts/{accountId}/recoveries", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("ListRecoveries").WithSummary("Times in which the account had no owner, and what happened in them; newest first.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<RecoveryContract>>, ProblemHttpResult>> HandleAsync(
        string accountId, string? limit, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        int count = errors.Limit(limit, fallback: 20, most: 200);
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        List<string> payloads = await database.EngineEvents.Where(row => row.AccountId == account.AccountId && row.Type == EventType)
            .OrderByDescending(row => row.Sequence).Take(count).Select(row => row.Payload).ToListAsync(cancellation);
        return TypedResults.Ok(new Page<RecoveryContract>([.. payloads.Select(payload => ToContract((AccountRecovered)JournalJson.ReadEvent(payload)))], NextCursor: null));
    }

    private static RecoveryContract ToContract(AccountRecovered told) => new(
        UnixTime.FromNanoseconds(told.AwayFromNs), UnixTime.FromNanoseconds(told.AwayToNs), told.Trades, told.Executions, told.Triggered, told.Cancelled, StoredNames.Of(told.Policy),
        [.. told.Unproven.Select(market => market.Reason)]);
}
