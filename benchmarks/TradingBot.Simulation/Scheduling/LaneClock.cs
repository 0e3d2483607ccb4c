namespace TradingBot.Simulation.Scheduling;

/// <summary>A process's clock: the schedule's, off by a constant; its timers fire in the process.</summary>
internal sealed class LaneClock(Schedule schedule, Lane lane, long skewNs) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => schedule.NowNs - Schedule.StartNs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks((schedule.NowNs + skewNs) / 100);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(schedule, lane, callback, state, dueTime);

    // Only what Task.Delay needs: due once, or never.
    private sealed class Timer : ITimer
    {
        private bool _isEnded;

        public Timer(Schedule schedule, Lane lane, TimerCallback callback, object? state, TimeSpan dueTime)
        {
            if (dueTime == Timeout.InfiniteTimeSpan) return;
            schedule.After(dueTime.Ticks * 100, () => lane.Complete(() =>
            {
                if (!_isEnded) callback(state);
            }));
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException("a simulated timer is due once");

        public void Dispose() => _isEnded = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
