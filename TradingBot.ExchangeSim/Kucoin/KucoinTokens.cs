using System.Collections.Concurrent;
using System.Globalization;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>Connection tokens, good for 24 hours.</summary>
internal sealed class KucoinTokens(RandomSource random, TimeProvider time)
{
    private const int MostTokens = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);

    public string Issue()
    {
        string token;
        lock (random)
            token = string.Create(CultureInfo.InvariantCulture, $"sim-{_expiries.Count:x}-{random.Below(int.MaxValue):x8}{random.Below(int.MaxValue):x8}{random.Below(int.MaxValue):x8}");
        if (_expiries.Count >= MostTokens)
            _expiries.Clear();
        _expiries[token] = time.GetUtcNow() + Lifetime;
        return token;
    }

    public bool IsValid(string? token) => token is not null && _expiries.TryGetValue(token, out DateTimeOffset expiry) && time.GetUtcNow() < expiry;
}
