using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/tickers</c>.</summary>
internal static class ListTickers
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/tickers", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("ListTickers").WithSummary("Latest prices of every instrument.");

    private static async Task<Results<Ok<Page<TickerContract>>, ProblemHttpResult>> HandleAsync(
        string? venue, TradingBotDbContext database, InstrumentDirectory instruments, Tickers tickers, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? known = errors.OptionalVenue("venue", venue);
        if (errors.Any) return errors.ToProblem();
        IReadOnlyList<InstrumentRow> rows = await instruments.AllAsync(cancellation);
        return TypedResults.Ok(new Page<TickerContract>(
            await tickers.ReadAsync([.. rows.Where(row => known is null || row.Venue == known)], database, cancellation), NextCursor: null));
    }
}
