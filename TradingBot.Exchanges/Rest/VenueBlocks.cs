using System.Collections.Concurrent;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Rest;

/// <summary>A venue's order to send nothing for a while.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Host">Host and port that gave the order; the simulator's are its own.</param>
/// <param name="Until">End of the order.</param>
/// <param name="Reason">What was answered.</param>
public sealed record VenueBlock(Venue Venue, string Host, DateTimeOffset Until, string Reason);

/// <summary>The venues' orders in force. The host keeps them over a restart: it hands in what it stored before the first request, and stores each new one. Thread-safe.</summary>
public sealed class VenueBlocks
{
    private readonly ConcurrentDictionary<(Venue, string), VenueBlock> _blocks = new();

    /// <summary>Raised for each new order, on the thread of the request that got it. A handler must be quick and must not throw.</summary>
    public event Action<VenueBlock>? Blocked;

    /// <summary>Takes an order from before the start, or one that another program was given. Of two for the same host the later one counts.</summary>
    /// <returns>Whether it was news.</returns>
    public bool Restore(VenueBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return _blocks.AddOrUpdate((block.Venue, block.Host), block, (_, known) => known.Until >= block.Until ? known : block) == block;
    }

    internal void Add(VenueBlock block)
    {
        Restore(block);
        Blocked?.Invoke(block);
    }

    /// <summary>Until when nothing may be sent; null when it may.</summary>
    internal DateTimeOffset? Until(Venue venue, string host, DateTimeOffset now) =>
        _blocks.TryGetValue((venue, host), out VenueBlock? block) && block.Until > now ? block.Until : null;
}
