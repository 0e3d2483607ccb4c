using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Paces simulated time to real time: it starts at a simulated time and runs at a constant speed (0: it is where the simulation is).</summary>
internal sealed class SimulatedClock
{
    private readonly Simulation _simulation;
    private readonly TimeProvider _time;
    private readonly double _speed;
    private readonly long _startNs;
    private readonly long _startStamp;

    public SimulatedClock(Simulation simulation, TimeProvider time, long startNs, long startStamp, double speed)
    {
        _simulation = simulation;
        _time = time;
        _speed = speed;
        _startNs = startNs;
        _startStamp = startStamp;
    }

    public bool IsUnpaced => _speed == 0;

    /// <summary>Where simulated time should be by now; nanoseconds since 1970.</summary>
    public long PacedNs => _startNs + (long)(_time.GetElapsedTime(_startStamp).Ticks * 100.0 * _speed);

    /// <summary>The venues' clock: never behind the simulation's last event.</summary>
    public long NowNs => IsUnpaced ? _simulation.NowNs : Math.Max(_simulation.NowNs, PacedNs);
}
