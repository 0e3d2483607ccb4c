using System.Diagnostics;
using TradingBot.Engine;
using TradingBot.Storage.Control;

namespace TradingBot.Worker.Control;

/// <summary>Puts together everything that can forbid trading; the strictest wins. Thread-safe.</summary>
internal sealed class TradingPermission(StopLatch latch)
{
    private readonly Lock _lock = new();
    private ControlSnapshot? _control;
    private string? _violation;
    private string? _safetyFailure;
    private string? _recordingFailure;
    private string? _marketAway;
    private bool _unreadable;

    /// <summary>The settings ask for real trading: stopped for as long as this process lives.</summary>
    public void Violated(string reason)
    {
        lock (_lock) _violation = reason;
    }

    /// <summary>A proof of safety fails (none: all hold again): paused as long as it does.</summary>
    public void SafetyFailed(string? reason)
    {
        lock (_lock) _safetyFailure = reason;
    }

    /// <summary>What must be recorded can't be (none: it can again): paused as long as that lasts.</summary>
    public void RecordingFailed(string? reason)
    {
        lock (_lock) _recordingFailure = reason;
    }

    /// <summary>The control row can be read again, or not for too long: paused as long as it can't.</summary>
    public void Unreadable(bool unreadable)
    {
        lock (_lock) _unreadable = unreadable;
    }

    /// <summary>The market that was asked for is not there yet (none: it is): paused as long as it is not.</summary>
    public void MarketAway(string? reason)
    {
        lock (_lock) _marketAway = reason;
    }

    /// <summary>Says better why the market is away, where it is.</summary>
    public void MarketStillAway(string reason)
    {
        lock (_lock)
            if (_marketAway is not null) _marketAway = reason;
    }

    /// <summary>What the control row said last; none before it was read.</summary>
    public ControlSnapshot? Control
    {
        get
        {
            lock (_lock) return _control;
        }
    }

    /// <summary>What the control row says; an older epoch than the known one is not listened to.</summary>
    public void Read(ControlSnapshot control)
    {
        lock (_lock)
        {
            _unreadable = false;
            if (_control is null || control.Version >= _control.Version) _control = control;
        }
    }

    /// <summary>What is allowed now.</summary>
    public TradingOrder Now()
    {
        bool latched = latch.IsSet;
        lock (_lock)
        {
            long epoch = _control?.Epoch ?? 0;
            (TradingMode mode, string reason) = _violation is not null ? (TradingMode.Stopped, _violation)
                : latched ? (TradingMode.Stopped, $"emergency stop latched on this machine: {latch.ReadReason()}")
                : _control is null ? (TradingMode.Paused, "the control state has not been read yet")
                : _control.Stopped ? (TradingMode.Stopped, _control.Reason)
                : _safetyFailure is not null ? (TradingMode.Paused, _safetyFailure)
                : _recordingFailure is not null ? (TradingMode.Paused, _recordingFailure)
                : _unreadable ? (TradingMode.Paused, "the control state cannot be read")
                : _marketAway is not null ? (TradingMode.Paused, _marketAway)
                : _control.Maintenance ? (TradingMode.Maintenance, _control.MaintenanceMessage ?? _control.Reason)
                : (TradingMode.Running, "");
            return new(mode, epoch, reason, Stopwatch.GetTimestamp());
        }
    }
}
