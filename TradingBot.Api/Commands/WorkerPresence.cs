using Microsoft.EntityFrameworkCore;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Commands;

/// <summary>Whether some worker lives, so that a command would be answered. Asked of the database at most twice a second.</summary>
internal sealed class WorkerPresence(IDbContextFactory<TradingBotDbContext> databases, TimeProvider time)
{
    /// <summary>A worker whose heart has not beaten for so long is taken for dead.</summary>
    public static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan KeptFor = TimeSpan.FromMilliseconds(500);
    private sealed record Finding(bool AnyAlive, long Timestamp);
    private Finding? _finding;

    public async Task<bool> AnyAliveAsync(CancellationToken cancellation)
    {
        Finding? known = Volatile.Read(ref _finding);
        if (known is not null && time.GetElapsedTime(known.Timestamp) < KeptFor) return known.AnyAlive;
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        DateTimeOffset since = time.GetUtcNow() - AliveFor;
        bool alive = await database.Workers.AnyAsync(worker => worker.StoppedAt == null && worker.HeartbeatAt > since, cancellation);
        Volatile.Write(ref _finding, new Finding(alive, time.GetTimestamp()));
        return alive;
    }
}
