using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Paces simulated time to real time: it starts at a simulated time and runs at a constant speed (0: it is where the simulation is).</summary>
internal sealed class SimulatedClock(Simulation simulation, TimeProvider time, long startNs, long startStamp, double speed, bool startsPaused = false)
{
    private const long SecondNs = 1_000_000_000;

    private readonly Lock _lock = new();
    private long _startNs = startNs;
    private long _startStamp = startStamp;
    private long _pausedAtNs = startsPaused ? startNs : long.MaxValue;

    public bool IsUnpaced => speed == 0;

    /// <summary>Where simulated time should be by now; nanoseconds since 1970. An unpaced clock only knows where to stop.</summary>
    public long PacedNs
    {
        get
        {
            lock (_lock)
                return IsUnpaced ? _pausedAtNs : Math.Min(_pausedAtNs, Unpaused());
        }
    }

    /// <summary>The venues' clock: never behind the simulation's last event.</summary>
    public long NowNs => IsUnpaced ? simulation.NowNs : Math.Max(simulation.NowNs, PacedNs);

    /// <summary>
    /// Stops simulated time at the end of a whole second that is still to come, when every window of depth has been sent, and returns it.
    /// Then each client's book, once it has read what was sent, is the true book.
    /// </summary>
    public long Pause()
    {
        lock (_lock)
        {
            if (_pausedAtNs == long.MaxValue)
            {
                long now = Math.Max(simulation.NowNs, IsUnpaced ? 0 : Unpaused());
                _pausedAtNs = now - now % SecondNs + SecondNs;
            }
            return _pausedAtNs;
        }
    }

    /// <summary>Goes on from where time was stopped, up to a time at which it stands again.</summary>
    public void Resume(long untilNs = long.MaxValue)
    {
        lock (_lock)
        {
            if (_pausedAtNs != long.MaxValue)
            {
                _startNs = simulation.NowNs;
                _startStamp = time.GetTimestamp();
            }
            _pausedAtNs = untilNs;
        }
    }

    private long Unpaused() => _startNs + (long)(time.GetElapsedTime(_startStamp).Ticks * 100.0 * speed);
}
