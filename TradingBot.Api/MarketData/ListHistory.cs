using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.History;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/history</c>: which candles and trades are stored, and what is missing in them.</summary>
internal static class ListHistory
{
    private static readonly string[] Kinds = ["candles", "trades", "aggTrades"];

    internal sealed record Query(string? Venue, string? Symbol, string? Kind);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/history", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("ListHistory")
        .WithSummary("Which candles and trades are stored, with their gaps; kind is candles, trades or aggTrades.");

    private static async Task<Results<Ok<Page<HistorySeriesContract>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, HistoryReader history, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? venue = errors.OptionalVenue("venue", query.Venue);
        string? symbol = await instruments.OptionalSymbolAsync(errors, venue, query.Symbol, cancellation);
        string? kind = errors.OneOf("kind", query.Kind, Kinds, required: false);
        if (errors.Any) return errors.ToProblem();
        SeriesFilter filter = new(venue, symbol, kind is null ? null : (HistoryKind)Array.IndexOf(Kinds, kind));
        IReadOnlyList<StoredSeries> series = await history.ReadAsync(filter, cancellation);
        return TypedResults.Ok(new Page<HistorySeriesContract>([.. series.Select(ToContract)], NextCursor: null));
    }

    private static HistorySeriesContract ToContract(StoredSeries series) => new(
        series.Venue, series.Symbol, series.Kind, series.IntervalSeconds == 0 ? null : series.IntervalSeconds, series.Simulated, series.From, series.To, series.Rows, series.Sources,
        [.. series.Gaps.Select(gap => new HistoryGapContract(gap.From, gap.To, gap.Reason))]);
}
