using TradingBot.Exchanges;
using TradingBot.Storage.Control;

namespace TradingBot.Worker.Control;

/// <summary>Whose market the control row asks for; as configured where nothing was chosen. Thread-safe.</summary>
internal sealed class WantedFeed(FeedSwitch feeds)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<FeedSource> _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _changed;
    private long _version;

    /// <summary>What the control row says; an older version than the known one is not listened to.</summary>
    public FeedSource Read(ControlSnapshot control)
    {
        FeedSource wanted = control.SimulationMode switch { null => feeds.Configured, true => FeedSource.Simulated, false => FeedSource.Live };
        lock (_lock)
        {
            if (control.Version < _version) return wanted;
            _version = control.Version;
            if (_known.Task.IsCompletedSuccessfully && _known.Task.Result == wanted) return wanted;
            TaskCompletionSource<FeedSource> before = _known;
            if (before.Task.IsCompleted) _known = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _known.SetResult(wanted);
            _changed?.TrySetResult();
        }
        return wanted;
    }

    /// <summary>What is wanted, as soon as that is known.</summary>
    public Task<FeedSource> NowAsync(CancellationToken cancellation)
    {
        lock (_lock) return _known.Task.WaitAsync(cancellation);
    }

    /// <summary>Ends when something else is wanted than <paramref name="present"/>.</summary>
    public async Task OtherThanAsync(FeedSource present, CancellationToken cancellation)
    {
        while (await NowAsync(cancellation) == present)
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                if (_known.Task.Result != present) return;
                changed = _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            await changed.Task.WaitAsync(cancellation);
        }
    }
}
