namespace TradingBot.Web.Live;

/// <summary>Turns any number of changes into at most one paint per interval; the last change is always painted.</summary>
internal sealed class Repaint : IDisposable
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private bool _isPending;
    private bool _isDisposed;
    private long? _paintedAt;

    public Repaint(TimeProvider time, TimeSpan interval, Action paint)
    {
        (_time, _interval) = (time, interval);
        _timer = time.CreateTimer(_ => { Painting(); paint(); }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a paint: at once if the last one is long enough ago, else when it is.</summary>
    public void Request()
    {
        lock (_gate)
        {
            if (_isPending || _isDisposed) return;
            _isPending = true;
            TimeSpan wait = _paintedAt is { } at ? _interval - _time.GetElapsedTime(at) : TimeSpan.Zero;
            _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        _timer.Dispose();
    }

    private void Painting()
    {
        lock (_gate)
        {
            _isPending = false;
            _paintedAt = _time.GetTimestamp();
        }
    }
}
