using System.Collections.Concurrent;
using TradingBot.Exchanges.Rest;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.Names;

namespace TradingBot.Cli.Data;

/// <summary>A venue's orders to send nothing, shared through the database with the workers and with earlier and later runs of this program: they come from one address.</summary>
internal sealed class SharedBlocks
{
    private readonly VenueBlocks _blocks;
    private readonly VenueBlockStore _store;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<VenueBlock> _new = new();

    public SharedBlocks(VenueBlocks blocks, VenueBlockStore store, TimeProvider time)
    {
        (_blocks, _store, _time) = (blocks, store, time);
        blocks.Blocked += _new.Enqueue;
    }

    /// <summary>Obeys what others were told, and tells what this program was told. Called before each request, and after one that was refused.</summary>
    public async Task ExchangeAsync(CancellationToken cancellation)
    {
        while (_new.TryDequeue(out VenueBlock? block))
            await _store.StoreAsync(new(StoredNames.Of(block.Venue), block.Host, block.Until, block.Reason), _time.GetUtcNow(), cancellation);
        foreach (StoredVenueBlock block in await _store.ReadAsync(_time.GetUtcNow(), cancellation))
            if (StoredNames.TryVenue(block.Venue, out Engine.Instruments.Venue venue)) _blocks.Restore(new(venue, block.Host, block.Until, block.Reason));
    }
}
