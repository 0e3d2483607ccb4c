using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Commands;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Strategies;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Strategies;

/// <summary><c>PUT /api/strategies/{strategyId}</c> adds or changes; <c>POST …/start</c> and <c>POST …/stop</c> switch.</summary>
internal static class ConfigureStrategy
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/strategies/{strategyId}", PutAsync).RequireAuthorization(Roles.Operator).WithTags("Strategies").WithName("ConfigureStrategy")
            .WithSummary("Adds a strategy, or changes what is given of it.");
        MapSwitch(routes, "start", isRunning: true);
        MapSwitch(routes, "stop", isRunning: false);
    }

    private static void MapSwitch(IEndpointRouteBuilder routes, string verb, bool isRunning) => routes
        .MapPost($"/api/strategies/{{strategyId}}/{verb}",
            (string strategyId, string? accountId, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation) =>
                SwitchAsync(strategyId, accountId, isRunning, context, database, commands, cancellation))
        .RequireAuthorization(Roles.Operator).WithTags("Strategies").WithName($"{(isRunning ? "Start" : "Stop")}Strategy")
        .WithSummary(isRunning ? "Starts a strategy." : "Stops a strategy; its position stays.");

    private static async Task<Results<Ok<StrategyContract>, ProblemHttpResult>> PutAsync(
        string strategyId, string? accountId, JsonBody<ConfigureStrategyRequest> body, HttpContext context, TradingBotDbContext database,
        InstrumentDirectory instruments, CommandGateway commands, CancellationToken cancellation)
    {
        ConfigureStrategyRequest request = body.Value;
        var errors = new InputErrors();
        CheckId(errors, strategyId);
        string? kind = errors.OneOf("kind", request.Kind, [.. StrategyCatalog.Kinds.Select(known => known.Kind)], required: false);
        InstrumentRow? instrument = request.Venue is null && request.Symbol is null ? null
            : await instruments.FindAsync(errors, request.Venue, request.Symbol, cancellation);
        if (request.BarSeconds is < 1 or > 86_400) errors.Add("barSeconds", "must be a whole number from 1 to 86400");
        Guid? account = request.AccountId ?? errors.OptionalId("accountId", accountId);
        if (errors.Any) return errors.ToProblem();
        var parameters = request.Parameters?.ToDictionary(parameter => parameter.Key, parameter => parameter.Value.Shortest(), StringComparer.Ordinal);
        return await AskAsync(
            new ConfigureStrategyBody(strategyId, kind, instrument?.Venue, instrument?.Symbol, request.BarSeconds, parameters, request.IsRunning),
            account, mustExist: false, context, database, commands, cancellation);
    }

    private static async Task<Results<Ok<StrategyContract>, ProblemHttpResult>> SwitchAsync(
        string strategyId, string? accountId, bool isRunning, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        CheckId(errors, strategyId);
        Guid? account = errors.OptionalId("accountId", accountId);
        if (errors.Any) return errors.ToProblem();
        return await AskAsync(new ConfigureStrategyBody(strategyId, IsRunning: isRunning), account, mustExist: true, context, database, commands, cancellation);
    }

    private static async Task<Results<Ok<StrategyContract>, ProblemHttpResult>> AskAsync(
        ConfigureStrategyBody body, Guid? accountId, bool mustExist, HttpContext context, TradingBotDbContext database, CommandGateway commands,
        CancellationToken cancellation)
    {
        AccountRow? account = await AccountChoice.ChooseAsync(database, accountId, cancellation);
        if (account is null) return AccountChoice.None(accountId);
        if (mustExist && (await StrategyReader.ReadAsync(database, account.AccountId, body.StrategyId, cancellation)).Count == 0)
            return Problems.NotFound($"The account has no strategy '{body.StrategyId}'. GET /api/strategies lists them.");
        DuringMaintenance maintenance = body.IsRunning == false ? DuringMaintenance.Allowed : DuringMaintenance.Refused;
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(context, account.AccountId, body, maintenance, cancellation);
        return done is null ? problem! : TypedResults.Ok((await StrategyReader.ReadAsync(database, account.AccountId, body.StrategyId, cancellation))[0]);
    }

    private static void CheckId(InputErrors errors, string strategyId)
    {
        if (strategyId.Length > 64 || !strategyId.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            errors.Add("strategyId", "must have 1 to 64 characters of a-z, 0-9 and dash");
    }
}
