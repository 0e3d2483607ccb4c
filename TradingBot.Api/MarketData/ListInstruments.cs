using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/instruments</c>.</summary>
internal static class ListInstruments
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/instruments", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("ListInstruments").WithSummary("What can be traded, with its order rules.");

    private static async Task<Results<Ok<Page<InstrumentContract>>, ProblemHttpResult>> HandleAsync(
        string? venue, TradingBotDbContext database, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? known = errors.OptionalVenue("venue", venue);
        if (errors.Any) return errors.ToProblem();
        Dictionary<(string, string), string> statuses = await database.FeedStatus.Where(row => row.Stream == "book")
            .ToDictionaryAsync(row => (row.Venue, row.Symbol), row => row.Status, cancellation);
        IReadOnlyList<InstrumentRow> rows = await instruments.AllAsync(cancellation);
        return TypedResults.Ok(new Page<InstrumentContract>(
            [.. rows.Where(row => known is null || row.Venue == known).Select(row => row.ToContract(statuses.GetValueOrDefault((row.Venue, row.Symbol), "unknown")))],
            NextCursor: null));
    }
}
