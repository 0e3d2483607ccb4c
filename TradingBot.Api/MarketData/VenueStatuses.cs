using Microsoft.EntityFrameworkCore;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary>How each venue's feed does, as its worker last told.</summary>
internal static class VenueStatuses
{
    public static IReadOnlyList<string> Venues { get; } = ["binance", "kucoin"];

    // The worker tells every second or two; a telling older than this says only that nobody reads the feed any more.
    private static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(15);

    /// <summary>Of both venues, or of the one given.</summary>
    public static async Task<IReadOnlyList<VenueStatus>> ReadAsync(TradingBotDbContext database, string? venue, DateTimeOffset now, CancellationToken cancellation)
    {
        List<FeedStatusRow> rows = await database.FeedStatus.Where(row => venue == null || row.Venue == venue)
            .OrderBy(row => row.Symbol).ThenBy(row => row.Stream).ToListAsync(cancellation);
        return [.. Venues.Where(name => venue is null || name == venue).Select(name => Of(name, [.. rows.Where(row => row.Venue == name)], now))];
    }

    private static VenueStatus Of(string venue, FeedStatusRow[] rows, DateTimeOffset now)
    {
        StreamStatusContract[] streams = [.. rows.Select(row => Told(row, now).ToContract(now))];
        int live = streams.Count(stream => stream.Connected && stream.Status == "live");
        string status = live == 0 ? "disconnected" : live == streams.Length ? "connected" : "degraded";
        return new VenueStatus(venue, status, rows.Any(row => row.Simulated), streams);
    }

    private static FeedStatusRow Told(FeedStatusRow row, DateTimeOffset now) => now - row.UpdatedAt <= ToldWithin ? row : new FeedStatusRow
    {
        Venue = row.Venue,
        Symbol = row.Symbol,
        Stream = row.Stream,
        Connected = false,
        Status = "unknown",
        Simulated = row.Simulated,
        LastMessageAt = row.LastMessageAt,
        Messages = row.Messages,
        Reconnects = row.Reconnects,
        Resyncs = row.Resyncs,
        WorkerId = row.WorkerId,
        UpdatedAt = row.UpdatedAt,
    };
}
