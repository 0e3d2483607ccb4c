using System.Threading.Channels;

namespace TradingBot.Storage.Notifications;

/// <summary>Raised by notifications, awaited by one reader. Raising it twice before it is awaited is the same as once.</summary>
public sealed class NotificationSignal
{
    private readonly Channel<bool> _raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Waits for the signal, at most <paramref name="atMost"/>: a lost notification only costs this time.</summary>
    /// <returns>False where the time passed without a signal.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(atMost);
        try
        {
            return await _raised.Reader.ReadAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    internal void Raise() => _raised.Writer.TryWrite(true);
}
