using Microsoft.EntityFrameworkCore;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary>How each venue's feed does, as its worker last told.</summary>
internal static class VenueStatuses
{
    public static IReadOnlyList<string> Venues { get; } = ["binance", "kucoin"];

    /// <summary>Of both venues, or of the one given.</summary>
    public static async Task<IReadOnlyList<VenueStatus>> ReadAsync(TradingBotDbContext database, string? venue, DateTimeOffset now, CancellationToken cancellation)
    {
        List<FeedStatusRow> told = await database.FeedStatus.Where(row => venue == null || row.Venue == venue)
            .OrderBy(row => row.Symbol).ThenBy(row => row.Stream).ToListAsync(cancellation);
        FeedStatusRow[] rows = [.. ToldStreams.OneEach(told, now)];
        return [.. Venues.Where(name => venue is null || name == venue).Select(name => Of(name, [.. rows.Where(row => row.Venue == name)], now))];
    }

    private static VenueStatus Of(string venue, FeedStatusRow[] rows, DateTimeOffset now)
    {
        StreamStatusContract[] streams = [.. rows.Select(row => Told(row, now).ToContract(now))];
        int live = streams.Count(stream => stream.Connected && stream.Status == "live");
        string status = live == 0 ? "disconnected" : live == streams.Length ? "connected" : "degraded";
        return new VenueStatus(venue, status, rows.Any(row => row.Simulated), streams, rows.Max(row => row.BlockedUntil) is { } until && until > now ? until : null);
    }

    private static FeedStatusRow Told(FeedStatusRow row, DateTimeOffset now) => ToldStreams.IsTold(row, now) ? row : new FeedStatusRow
    {
        Venue = row.Venue,
        Symbol = row.Symbol,
        Stream = row.Stream,
        Connected = false,
        Status = "unknown",
        Reason = "the worker that reads it has not told anything for 15 s",
        Simulated = row.Simulated,
        LastMessageAt = row.LastMessageAt,
        Messages = row.Messages,
        Reconnects = row.Reconnects,
        Resyncs = row.Resyncs,
        Gaps = row.Gaps,
        Holes = row.Holes,
        LastHole = row.LastHole,
        Recovered = row.Recovered,
        ResyncReasons = row.ResyncReasons,
        IgnoredReasons = row.IgnoredReasons,
        BlockedUntil = row.BlockedUntil,
        WorkerId = row.WorkerId,
        UpdatedAt = row.UpdatedAt,
    };
}
