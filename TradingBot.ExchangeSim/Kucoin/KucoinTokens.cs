using System.Collections.Concurrent;
using System.Globalization;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>Connection tokens, good for a time.</summary>
internal sealed class KucoinTokens(RandomSource random, SimulatorLimits limits, TimeProvider time)
{
    private const int MostTokens = 100_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);
    private long _issued;

    /// <summary>While true no token is good, however new.</summary>
    public bool AllExpired { get; set; }

    /// <summary>Whether a bad token is told of in a frame instead of refused at the upgrade.</summary>
    public bool RefusesInFrames { get; set; }

    /// <summary>Called when a token has been refused.</summary>
    public Action? Refused { get; set; }

    /// <summary>Makes all tokens issued so far worthless.</summary>
    public void ExpireAll() => _expiries.Clear();

    public string Issue()
    {
        string token;
        lock (random)
            token = string.Create(CultureInfo.InvariantCulture, $"sim-{_issued++:x}-{random.Below(int.MaxValue):x8}{random.Below(int.MaxValue):x8}{random.Below(int.MaxValue):x8}");
        if (_expiries.Count >= MostTokens)
            _expiries.Clear();
        _expiries[token] = limits.KucoinTokenSeconds == 0 ? DateTimeOffset.MaxValue : time.GetUtcNow().AddSeconds(limits.KucoinTokenSeconds);
        return token;
    }

    public bool IsValid(string? token) => !AllExpired && token is not null && _expiries.TryGetValue(token, out DateTimeOffset expiry) && time.GetUtcNow() < expiry;
}
