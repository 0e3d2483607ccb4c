using System.Threading.Channels;
using Npgsql;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Rest;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Feeds;

/// <summary>Keeps the venues' orders to send nothing over a restart and obeys those that other programs of this address were given: none of our requests goes out before those of last time are known, and each new one is stored at once.</summary>
internal sealed partial class VenueBlockKeeper(VenueBlocks blocks, VenueBlockStore store, TimeProvider time, ILogger<VenueBlockKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<VenueBlock> _new = Channel.CreateBounded<VenueBlock>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Waits until the orders of last time are known.</summary>
    public Task RestoredAsync(CancellationToken cancellation) => _restored.Task.WaitAsync(cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        blocks.Blocked += Keep;
        try
        {
            await TryAsync(() => ObeyAsync(stoppingToken), stoppingToken);
            _restored.TrySetResult();
            Task<bool> told = _new.Reader.WaitToReadAsync(stoppingToken).AsTask();
            while (true)
            {
                while (_new.Reader.TryRead(out VenueBlock? block))
                {
                    LogBlocked(StoredNames.Of(block.Venue), block.Host, block.Until, block.Reason);
                    await TryAsync(() => store.StoreAsync(new(StoredNames.Of(block.Venue), block.Host, block.Until, block.Reason), time.GetUtcNow(), stoppingToken), stoppingToken);
                }
                if (told.IsCompleted) told = _new.Reader.WaitToReadAsync(stoppingToken).AsTask();
                await Task.WhenAny(told, Task.Delay(LookInterval, time, stoppingToken));
                stoppingToken.ThrowIfCancellationRequested();
                if (!told.IsCompleted) await TryAsync(() => ObeyAsync(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            blocks.Blocked -= Keep;
        }
    }

    // Downloads of history call from the same address, and other workers may.
    private async Task ObeyAsync(CancellationToken cancellation)
    {
        foreach (StoredVenueBlock block in await store.ReadAsync(time.GetUtcNow(), cancellation))
        {
            if (!StoredNames.TryVenue(block.Venue, out Venue venue) || !blocks.Restore(new(venue, block.Host, block.Until, block.Reason))) continue;
            LogRestored(block.Venue, block.Host, block.Until, block.Reason);
        }
    }

    private void Keep(VenueBlock block) => _new.Writer.TryWrite(block);

    private async Task TryAsync(Func<Task> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                LogNotKept(failure.Message);
                await Task.Delay(RetryDelay, time, cancellation);
            }
        }
    }

    [LoggerMessage(4010, LogLevel.Warning, "{Venue}: nothing is sent to {Host} before {Until}, by an order that was given before the start or to another program: {Reason}")]
    private partial void LogRestored(string venue, string host, DateTimeOffset until, string reason);

    [LoggerMessage(4011, LogLevel.Warning, "{Venue}: nothing is sent to {Host} before {Until}, by its order: {Reason}")]
    private partial void LogBlocked(string venue, string host, DateTimeOffset until, string reason);

    [LoggerMessage(4012, LogLevel.Warning, "The venues' orders could not be read or stored, trying again: {Reason}")]
    private partial void LogNotKept(string reason);
}
