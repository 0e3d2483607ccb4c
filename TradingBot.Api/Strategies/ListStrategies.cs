using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Contracts;
using TradingBot.Contracts.Strategies;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Strategies;

/// <summary><c>GET /api/strategies</c> and <c>GET /api/strategies/catalog</c>.</summary>
internal static class ListStrategies
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/strategies", HandleAsync).RequireAuthorization(Roles.Viewer).WithTags("Strategies").WithName("ListStrategies")
            .WithSummary("Strategies of an account; accountId defaults to the first account.");
        routes.MapGet("/api/strategies/catalog", Catalog).RequireAuthorization(Roles.Viewer).WithTags("Strategies").WithName("StrategyCatalog")
            .WithSummary("Every kind of strategy and what can be set.");
    }

    private static async Task<Results<Ok<Page<StrategyContract>>, ProblemHttpResult>> HandleAsync(
        string? accountId, TradingBotDbContext database, CancellationToken cancellation)
    {
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        return account is null ? problem!
            : TypedResults.Ok(new Page<StrategyContract>(await StrategyReader.ReadAsync(database, account.AccountId, strategyId: null, cancellation), NextCursor: null));
    }

    private static Ok<Page<StrategyKindContract>> Catalog() => TypedResults.Ok(new Page<StrategyKindContract>(
        [.. StrategyCatalog.Kinds.Select(kind => new StrategyKindContract(kind.Kind, kind.Title, kind.Description,
            [.. kind.Parameters.Select(parameter => new StrategyParameterContract(parameter.Name, parameter.Default, parameter.Min, parameter.Max, parameter.Description))]))],
        NextCursor: null));
}
