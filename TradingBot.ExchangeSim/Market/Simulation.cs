namespace TradingBot.ExchangeSim.Market;

/// <summary>
/// Simulated time: executes the source's events in order and calls every market's publisher each 10 ms of it. Whoever reads or changes
/// anything of it (the pump, a request, a subscription) holds <see cref="Gate"/>.
/// </summary>
internal sealed class Simulation
{
    public const long TickNs = 10_000_000;

    private readonly IMarketSource _source;
    private readonly Dictionary<string, PublicMarket>[] _bySymbol;
    private long _nextTickNs;

    public Simulation(IMarketSource source, long startNs)
    {
        _source = source;
        NowNs = startNs;
        _nextTickNs = startNs - startNs % TickNs + TickNs;
        _bySymbol = [.. Enum.GetValues<Venue>().Select(venue => source.Markets.Where(market => market.Instrument.Venue == venue)
            .ToDictionary(market => market.Symbol, StringComparer.Ordinal))];
    }

    public Lock Gate { get; } = new();

    /// <summary>Nanoseconds since 1970.</summary>
    public long NowNs { get; private set; }

    public long NowMs => NowNs / 1_000_000;

    /// <summary>True when the source has no more events.</summary>
    public bool Ended => _source.NextTimeNs == long.MaxValue;

    public IMarketSource Source => _source;

    /// <summary>Called each 10 ms of simulated time, with that time, before the publishers are.</summary>
    public Action<long>? Ticking { get; set; }

    /// <summary>Called each 10 ms of simulated time, with that time, after the publishers.</summary>
    public Action<long>? Ticked { get; set; }

    /// <summary>The markets that a venue lists.</summary>
    public IEnumerable<PublicMarket> MarketsOf(Venue venue) => _source.Markets.Where(market => market.Instrument.Venue == venue && market.Display.IsListed);

    /// <summary>A market that its venue lists.</summary>
    public PublicMarket? Find(Venue venue, string symbol) => FindAny(venue, symbol) is { Display.IsListed: true } market ? market : null;

    /// <summary>A market, also one that is not listed any more.</summary>
    public PublicMarket? FindAny(Venue venue, string symbol) => _bySymbol[(int)venue].GetValueOrDefault(symbol);

    /// <summary>Executes all that is due up to and including a time.</summary>
    public void AdvanceTo(long timeNs)
    {
        while (true)
        {
            long next = Math.Min(_source.NextTimeNs, _nextTickNs);
            if (next > timeNs)
                break;
            NowNs = Math.Max(next, NowNs);
            if (_source.NextTimeNs <= _nextTickNs)
                _source.Step();
            else
                Tick();
        }
        NowNs = Math.Max(timeNs, NowNs);
    }

    private void Tick()
    {
        Ticking?.Invoke(_nextTickNs);
        foreach (PublicMarket market in _source.Markets)
        {
            if (market.Display.IsListed)
                market.Publisher?.Tick(market, _nextTickNs);
        }
        Ticked?.Invoke(_nextTickNs);
        _nextTickNs += TickNs;
    }
}
