using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Rest;

/// <summary>How often sockets to a venue may be opened: within the documented number per window, and not while the venue forbids requests. Thread-safe.</summary>
/// <param name="venue">The exchange.</param>
/// <param name="limit">Attempts that the venue allows in a window; failed ones count too.</param>
/// <param name="window">Length of the window, which slides.</param>
/// <param name="blocks">The venues' orders.</param>
/// <param name="host">Host that orders were given by.</param>
/// <param name="time">Clock.</param>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class ConnectBudget(Venue venue, int limit, TimeSpan window, VenueBlocks blocks, string host, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Queue<DateTimeOffset> _attempts = new();

    /// <summary>Attempts that are used; other programs may share the address.</summary>
    private int Usable => (int)(limit * WeightBudget.Share);

    /// <summary>Waits until another socket may be opened.</summary>
    /// <exception cref="ExchangeException">The venue forbids requests.</exception>
    public async Task TakeTurnAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            while (Wait() is { Ticks: > 0 } wait) await Task.Delay(wait, time, cancellation);
            if (blocks.Until(venue, host, time.GetUtcNow()) is { } until)
                throw new ExchangeException(venue, ExchangeFailure.RateLimited, $"no socket is opened before {until:O}, by order of the venue") { RetryAt = until };
            _attempts.Enqueue(time.GetUtcNow());
        }
        finally
        {
            _turn.Release();
        }
    }

    private TimeSpan Wait()
    {
        DateTimeOffset now = time.GetUtcNow();
        while (_attempts.TryPeek(out DateTimeOffset oldest) && now - oldest >= window) _attempts.Dequeue();
        return _attempts.Count < Usable ? TimeSpan.Zero : _attempts.Peek() + window - now;
    }
}
