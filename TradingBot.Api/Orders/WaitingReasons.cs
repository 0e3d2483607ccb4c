using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Commands;
using TradingBot.Api.MarketData;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary>Why open orders wait, where it is not simply for their price: another world's market, a halted or unusable one.</summary>
internal sealed class WaitingReasons(IDbContextFactory<TradingBotDbContext> databases, TimeProvider time)
{
    /// <summary>How the markets are now; asks nothing where no order is open.</summary>
    public async Task<Func<OrderRow, string?>> ReadAsync(IEnumerable<OrderRow> orders, CancellationToken cancellation)
    {
        if (!orders.Any(IsOpen)) return _ => null;
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        DateTimeOffset since = time.GetUtcNow() - WorkerPresence.AliveFor;
        bool[] worlds = await database.Workers.Where(worker => worker.StoppedAt == null && worker.HeartbeatAt > since).Select(worker => worker.Simulated).Distinct().ToArrayAsync(cancellation);
        List<FeedStatusRow> told = await database.FeedStatus.Where(row => row.Stream == "book").ToListAsync(cancellation);
        Dictionary<(string, string), FeedStatusRow> books = ToldStreams.OneEach(told, time.GetUtcNow()).ToDictionary(row => (row.Venue, row.Symbol));
        return order => IsOpen(order) ? Reason(order, worlds, books.GetValueOrDefault((order.Venue, order.Symbol))) : null;
    }

    private static bool IsOpen(OrderRow order) => order.Status is "open" or "partiallyFilled";

    private static string? Reason(OrderRow order, bool[] worlds, FeedStatusRow? book)
    {
        if (worlds.Length == 0) return "no worker is running";
        if (!worlds.Contains(order.Simulated)) return order.Simulated ? "waits for the simulated market" : "waits for the live market";
        if (book is null) return "its market is not followed yet";
        return book.Status switch
        {
            "live" => null,
            "halted" => "the venue has stopped trading it",
            _ => book.Reason is { Length: > 0 } reason ? $"the market is not usable now ({book.Status}: {reason})" : $"the market is not usable now ({book.Status})",
        };
    }
}
