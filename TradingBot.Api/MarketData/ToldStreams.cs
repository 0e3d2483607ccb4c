using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary>What several workers tell of the same stream, as one.</summary>
internal static class ToldStreams
{
    /// <summary>A worker tells every second or two; a telling older than this says only that it reads the feed no more.</summary>
    internal static readonly TimeSpan ToldWithin = TimeSpan.FromSeconds(15);

    /// <summary>Whether its worker has told of it lately.</summary>
    internal static bool IsTold(FeedStatusRow row, DateTimeOffset now) => now - row.UpdatedAt <= ToldWithin;

    /// <summary>
    /// One row a stream. Of those told lately one that is not live comes first, so that a worker that does well does not hide another's trouble; then the newest.
    /// A worker that tells nothing any more counts only where no other tells.
    /// </summary>
    internal static IEnumerable<FeedStatusRow> OneEach(IEnumerable<FeedStatusRow> rows, DateTimeOffset now) =>
        rows.GroupBy(row => (row.Venue, row.Symbol, row.Stream))
            .Select(told => told.OrderByDescending(row => IsTold(row, now)).ThenBy(row => row is { Connected: true, Status: "live" }).ThenByDescending(row => row.UpdatedAt).First());
}
