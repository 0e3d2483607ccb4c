using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary><c>GET /api/market-data/{venue}/{symbol}/candles</c>: closed candles, oldest first, the newest of the time asked for.</summary>
internal static class ListCandles
{
    private const int SecondsMax = 604_800;

    private static readonly string[] Flags = ["true", "false"];

    internal sealed record Query(string? Interval, string? From, string? To, string? Limit, string? Simulated);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/market-data/{venue}/{symbol}/candles", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Market data").WithName("ListCandles")
        .WithSummary("Closed candles, oldest first; interval is such as 5s, 1m (default), 1h or 1d; simulated chooses the simulator's market or the exchange's, else the one of the newest candle counts.");

    private static async Task<Results<Ok<Page<CandleContract>>, ProblemHttpResult>> HandleAsync(
        string venue, string symbol, [AsParameters] Query query, TradingBotDbContext database, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        InstrumentRow? instrument = await instruments.FindAsync(errors, venue, symbol, cancellation);
        int seconds = Seconds(errors, query.Interval);
        DateTimeOffset? from = errors.OptionalTime("from", query.From);
        DateTimeOffset? to = errors.OptionalTime("to", query.To);
        int limit = errors.Limit(query.Limit, fallback: 500, most: 5_000);
        string? simulated = errors.OneOf("simulated", query.Simulated, Flags, required: false);
        if (instrument is null || errors.Any) return errors.ToProblem();

        // Candles of two markets must not mix in one chart.
        IQueryable<CandleRow> all = database.Candles.Where(row => row.InstrumentId == instrument.InstrumentId && row.IntervalSeconds == seconds);
        bool isSimulated = simulated is not null ? simulated == "true" : await IsNewestSimulatedAsync(all, cancellation);
        IQueryable<CandleRow> candles = all.Where(row => row.Simulated == isSimulated);
        if (from is { } start) candles = candles.Where(row => row.OpenTime >= start);
        if (to is { } end) candles = candles.Where(row => row.OpenTime < end);
        List<CandleRow> rows = await candles.OrderByDescending(row => row.OpenTime).Take(limit).ToListAsync(cancellation);
        rows.Reverse();
        return TypedResults.Ok(new Page<CandleContract>([.. rows.Select(MarketDataMapping.ToContract)], NextCursor: null));
    }

    private static async Task<bool> IsNewestSimulatedAsync(IQueryable<CandleRow> candles, CancellationToken cancellation)
    {
        DateTimeOffset? simulated = await candles.Where(row => row.Simulated).MaxAsync(row => (DateTimeOffset?)row.OpenTime, cancellation);
        DateTimeOffset? real = await candles.Where(row => !row.Simulated).MaxAsync(row => (DateTimeOffset?)row.OpenTime, cancellation);
        return simulated is not null && (real is null || simulated > real);
    }

    private static int Seconds(InputErrors errors, string? interval)
    {
        if (string.IsNullOrEmpty(interval)) return 60;
        int unit = interval[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        if (unit > 0 && int.TryParse(interval.AsSpan(0, interval.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is > 0 and <= SecondsMax && (long)count * unit <= SecondsMax) return count * unit;
        errors.Add("interval", "must be such as 5s, 1m, 1h or 1d, at most 7d");
        return 60;
    }
}
