using System.Diagnostics.CodeAnalysis;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Lets one piece of a feed's work at a time touch its state and its output.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose of.")]
internal sealed class FeedGate
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    /// <summary>Waits until nobody else is inside; dispose of the pass to leave.</summary>
    public async ValueTask<Pass> EnterAsync(CancellationToken cancellation)
    {
        await _semaphore.WaitAsync(cancellation);
        return new(_semaphore);
    }

    internal readonly struct Pass(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
