using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges;

/// <summary>Whose market is read: the exchanges' or the simulator's. Only one of the two can be reached at any time.</summary>
/// <remarks>Changed only while no feed runs, by one task at a time; read by anybody.</remarks>
public sealed class FeedSwitch
{
    private readonly ExchangesOptions _options;
    private readonly EgressGuard _guard;
    private readonly ExchangeHttp _http;
    private volatile int _source;

    internal FeedSwitch(ExchangesOptions options, EgressGuard guard, ExchangeHttp http)
    {
        (_options, _guard, _http) = (options, guard, http);
        _source = (int)options.Feed;
    }

    /// <summary>Whose market can be reached now.</summary>
    public FeedSource Source => (FeedSource)_source;

    /// <summary>Whose market the configuration asks for, where nothing was chosen at run time.</summary>
    public FeedSource Configured => _options.Feed;

    /// <summary>Why a source can't be used; null where it can.</summary>
    public string? ProblemOf(FeedSource source)
    {
        if (source == FeedSource.Live) return null;
        if (_options.Simulator is not { } simulator) return $"{ExchangesOptions.SimulatorKey} gives no address of a simulator";
        return ExchangesOptionsValidator.IsLoopbackHttp(simulator) ? null : $"{ExchangesOptions.SimulatorKey} is {simulator}, which is no plain http address of this machine";
    }

    /// <summary>Lets the feeds reach another source and nothing else; every connection to the one before is closed.</summary>
    /// <exception cref="InvalidOperationException">The source can't be used.</exception>
    public void Use(FeedSource source)
    {
        if (ProblemOf(source) is { } problem) throw new InvalidOperationException(problem);
        if (Source == source) return;
        _guard.Switch(EgressAllowList.For(_options, source));
        _source = (int)source;
        _http.Renew();
    }
}
