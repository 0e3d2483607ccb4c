using System.Collections.Concurrent;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Rest;

/// <summary>The pace of REST requests to all venues, and what was asked so far. Thread-safe.</summary>
public sealed class RequestPace
{
    /// <summary>Longest pause that may be set.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<(Venue, string), (long Requests, long Weight, long Failures)> _usage = new();
    private long _delayTicks;

    /// <summary>Pause that is kept whatever is set at run time: the configured one.</summary>
    public TimeSpan ConfiguredDelay { get; init; }

    /// <summary>
    /// Least pause between two requests to the same venue; 0 to <see cref="LongestDelay"/>. Takes effect with the next request. Reads the longer one of what was set
    /// and <see cref="ConfiguredDelay"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or too long.</exception>
    public TimeSpan MinimumDelay
    {
        get => TimeSpan.FromTicks(Math.Max(Interlocked.Read(ref _delayTicks), ConfiguredDelay.Ticks));
        set
        {
            if (value < TimeSpan.Zero || value > LongestDelay)
                throw new ArgumentOutOfRangeException(nameof(value), value, $"the delay is 0 to {LongestDelay.TotalMilliseconds} ms");
            Interlocked.Exchange(ref _delayTicks, value.Ticks);
        }
    }

    /// <summary>Requests by venue and endpoint since start.</summary>
    public IReadOnlyList<ApiUsage> Usage() =>
        [.. _usage.Select(pair => new ApiUsage(pair.Key.Item1, pair.Key.Item2, pair.Value.Requests, pair.Value.Weight, pair.Value.Failures))
            .OrderBy(usage => usage.Venue).ThenBy(usage => usage.Endpoint, StringComparer.Ordinal)];

    internal void Count(Venue venue, string endpoint, int weight, bool failed) => _usage.AddOrUpdate((venue, endpoint), (1, weight, failed ? 1 : 0),
        (_, so) => (so.Requests + 1, so.Weight + weight, so.Failures + (failed ? 1 : 0)));
}
