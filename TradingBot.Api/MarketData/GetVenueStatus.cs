using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/{venue}/status</c>.</summary>
internal static class GetVenueStatus
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/{venue}/status", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("VenueStatus").WithSummary("How a venue's feed does, per stream.");

    private static async Task<Results<Ok<VenueStatus>, ProblemHttpResult>> HandleAsync(
        string venue, TradingBotDbContext database, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? known = errors.Venue("venue", venue);
        if (known is null) return errors.ToProblem();
        return TypedResults.Ok((await VenueStatuses.ReadAsync(database, known, time.GetUtcNow(), cancellation))[0]);
    }
}
