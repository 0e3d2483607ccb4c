using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Faults drawn at random from a seed: the same seed gives the same faults at the same simulated times.</summary>
internal sealed class SeededFaults
{
    private const int Stream = 2_000_000;
    private const long MinuteNs = 60_000_000_000;

    private static readonly string[] Streams = ["depth", "trade", "bookTicker"];

    private readonly RandomSource _random;
    private readonly double _perMinute;
    private readonly IReadOnlyList<string> _choice;
    private long _nextNs;

    /// <param name="perMinute">Faults in a simulated minute, on average; they come as a Poisson process.</param>
    /// <param name="choice">Names of the faults to draw from.</param>
    public SeededFaults(long seed, double perMinute, IReadOnlyList<string> choice)
    {
        _random = new RandomSource(seed, Stream);
        _perMinute = perMinute;
        _choice = choice;
        DrawNext();
    }

    /// <summary>The next fault, if it is due by a simulated time after the start; null otherwise.</summary>
    public FaultRequest? TakeDue(long elapsedNs)
    {
        if (elapsedNs < _nextNs)
            return null;
        FaultRequest request = Draw();
        DrawNext();
        return request;
    }

    private void DrawNext() => _nextNs += 1 + (long)(_random.Exponential() / _perMinute * MinuteNs);

    private FaultRequest Draw()
    {
        FaultKind kind = FaultCatalogue.Find(_choice[_random.Below(_choice.Count)])!;
        // Drawn whether used or not: what one fault takes must not change the next one.
        (int venue, int symbol, int stream, int hits, int lasts, int variant) =
            (_random.Below(2), _random.Below(3), _random.Below(3), 1 + _random.Below(5), 500 + _random.Below(4_500), _random.Below(1_000));
        bool counted = kind.End == FaultEnd.Count;
        return new FaultRequest
        {
            Fault = kind.Name,
            Venue = kind.Only is null && venue == 0 ? "binance" : "kucoin",
            Stream = kind.Layer == FaultLayer.Stream && kind.OnlyStreams is null ? Streams[stream] : null,
            Count = counted ? hits : null,
            DurationMs = counted || kind.End == FaultEnd.Instant ? null : lasts,
            Kind = kind.Kinds.Count > 0 ? kind.Kinds[variant % kind.Kinds.Count] : null,
            Status = kind.ChoiceField == "status" ? kind.Choices[variant % kind.Choices.Count] : null,
            Code = kind.ChoiceField == "code" ? kind.Choices[variant % kind.Choices.Count] : null,
            Percent = kind.Name switch
            {
                "spike" => (variant % 2 == 0 ? 1 : -1) * (1 + symbol),
                "divergence" => 1 + symbol,
                _ => null,
            },
            Bytes = kind.Name is "huge" or "bomb" ? 5 << 20 : null,
            DelayMs = kind.Name is "slow" or "delay" ? 100 + variant : null,
            BytesPerSecond = kind.Name == "throttle" ? 1_024 + variant * 100 : null,
        };
    }
}
