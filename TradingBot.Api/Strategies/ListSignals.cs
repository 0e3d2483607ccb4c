using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Strategies;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Strategies;

/// <summary><c>GET /api/signals</c>: newest first.</summary>
internal static class ListSignals
{
    internal sealed record Query(string? AccountId, string? StrategyId, string? Venue, string? Symbol, string? Limit, string? Before);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/signals", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Strategies").WithName("ListSignals")
        .WithSummary("What strategies decided, newest first; before gives the time that the next page starts at.");

    private static async Task<Results<Ok<Page<SignalContract>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, TradingBotDbContext database, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? account = errors.OptionalId("accountId", query.AccountId);
        string? venue = errors.OptionalVenue("venue", query.Venue);
        string? symbol = await instruments.OptionalSymbolAsync(errors, venue, query.Symbol, cancellation);
        int limit = errors.Limit(query.Limit);
        DateTimeOffset? before = errors.OptionalTime("before", query.Before);
        if (errors.Any) return errors.ToProblem();

        IQueryable<SignalRow> signals = database.Signals;
        if (account is { } id) signals = signals.Where(row => row.AccountId == id);
        if (!string.IsNullOrEmpty(query.StrategyId)) signals = signals.Where(row => row.StrategyId == query.StrategyId);
        if (venue is not null) signals = signals.Where(row => row.Venue == venue);
        if (symbol is not null) signals = signals.Where(row => row.Symbol == symbol);
        if (before is { } end) signals = signals.Where(row => row.RaisedAt < end);
        List<SignalRow> rows = await signals.OrderByDescending(row => row.RaisedAt).ThenByDescending(row => row.EventSequence).Take(limit).ToListAsync(cancellation);
        return TypedResults.Ok(new Page<SignalContract>([.. rows.Select(StrategyMapping.ToContract)], NextCursor: null));
    }
}
