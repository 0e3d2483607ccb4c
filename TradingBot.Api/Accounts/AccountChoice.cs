using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary>The account that a request is about: the one it names, else the first that was opened.</summary>
internal static class AccountChoice
{
    /// <summary>Accounts in the order in which they were opened.</summary>
    public static IOrderedQueryable<AccountRow> InOrder(this IQueryable<AccountRow> accounts) => accounts.OrderBy(row => row.CreatedAt).ThenBy(row => row.AccountId);

    public static Task<AccountRow?> ChooseAsync(TradingBotDbContext database, Guid? accountId, CancellationToken cancellation) => accountId is { } id
        ? database.Accounts.SingleOrDefaultAsync(row => row.AccountId == id, cancellation)
        : database.Accounts.InOrder().FirstOrDefaultAsync(cancellation);

    public static ProblemHttpResult None(Guid? accountId) => Problems.NotFound(accountId is { } id
        ? $"There is no account {id}. GET /api/accounts lists them."
        : "There is no account yet. The worker opens the demonstration account when it starts; POST /api/accounts opens another.");

    /// <summary>For reads by <c>accountId</c>.</summary>
    public static async Task<(AccountRow? Account, ProblemHttpResult? Problem)> ReadAsync(TradingBotDbContext database, string? accountId, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? id = errors.OptionalId("accountId", accountId);
        if (errors.Any) return (null, errors.ToProblem());
        AccountRow? account = await ChooseAsync(database, id, cancellation);
        return account is null ? (null, None(id)) : (account, null);
    }
}
