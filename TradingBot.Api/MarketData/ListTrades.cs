using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Api.Live;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/{venue}/{symbol}/trades</c>: newest first.</summary>
internal static class ListTrades
{
    private const int TradesMax = 50;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/{venue}/{symbol}/trades", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("ListTrades").WithSummary("The market's latest trades, newest first; at most 50.");

    private static async Task<Results<Ok<Page<MarketTradeContract>>, ProblemHttpResult>> HandleAsync(
        string venue, string symbol, string? limit, InstrumentDirectory instruments, LatestValues latest, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        InstrumentRow? instrument = await instruments.FindAsync(errors, venue, symbol, cancellation);
        int count = errors.Limit(limit, fallback: TradesMax, most: TradesMax);
        if (instrument is null || errors.Any) return errors.ToProblem();
        if (!latest.IsFresh) return Problems.Unavailable("Market trades come over Redis, which can't be reached now. GET /api/health/detailed tells when it is back.");
        LiveTrades? trades = await latest.FindAsync<LiveTrades>($"trades:{instrument.Venue}:{instrument.Symbol}");
        return TypedResults.Ok(new Page<MarketTradeContract>(trades?.ToContracts(count) ?? [], NextCursor: null));
    }
}
