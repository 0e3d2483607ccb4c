using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Api.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/{venue}/{symbol}/book</c>: best first.</summary>
internal static class GetBook
{
    private const int DepthMax = 50;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/{venue}/{symbol}/book", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("GetBook").WithSummary("The order book, best first; depth is 1 to 50 (default 20).");

    private static async Task<Results<Ok<BookContract>, ProblemHttpResult>> HandleAsync(
        string venue, string symbol, string? depth, InstrumentDirectory instruments, LatestValues latest, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        InstrumentRow? instrument = await instruments.FindAsync(errors, venue, symbol, cancellation);
        int levels = errors.WholeNumber("depth", depth, 20, 1, DepthMax);
        if (instrument is null || errors.Any) return errors.ToProblem();
        if (!latest.IsFresh) return Problems.Unavailable("Books come over Redis, which can't be reached now. GET /api/health/detailed tells when it is back.");
        LiveBook? book = await latest.FindAsync<LiveBook>($"book:{instrument.Venue}:{instrument.Symbol}");
        return book is null
            ? Problems.Unavailable($"No book of {instrument.Symbol} at {instrument.Venue} has come from a worker within the last minutes. GET /api/market-data/{instrument.Venue}/status tells how the feed does.")
            : TypedResults.Ok(book.ToContract(levels));
    }
}
