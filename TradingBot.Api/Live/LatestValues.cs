using System.Collections.Concurrent;
using TradingBot.Storage.Live;

namespace TradingBot.Api.Live;

/// <summary>The newest value of everything that the live bus tells, as this process has heard it, else as Redis kept it. Safe for many threads.</summary>
internal sealed class LatestValues(LiveBus bus)
{
    private readonly ConcurrentDictionary<string, LiveMessage> _latest = new(StringComparer.Ordinal);

    /// <summary>Whether values are fresh: without Redis they stand still.</summary>
    public bool IsFresh => bus.IsConnected;

    /// <summary>Keeps a value that the bus told.</summary>
    public void Keep(LiveMessage message)
    {
        if (message.CacheKey is { } key) _latest[key] = message;
    }

    /// <summary>Forgets everything: while the bus was away, values may have changed unheard.</summary>
    public void Forget() => _latest.Clear();

    public async Task<T?> FindAsync<T>(string key) where T : LiveMessage => await FindAllAsync<T>([key]) is [var found, ..] ? found : null;

    /// <summary>Those of the values that are there, in the order of the keys.</summary>
    public async Task<IReadOnlyList<T>> FindAllAsync<T>(IReadOnlyList<string> keys) where T : LiveMessage
    {
        string[] missing = [.. keys.Where(key => !_latest.ContainsKey(key))];
        // News that came in the meantime is newer than what Redis kept.
        foreach (T kept in await bus.LatestAsync<T>(missing)) _latest.TryAdd(kept.CacheKey!, kept);
        return [.. keys.Select(key => _latest.GetValueOrDefault(key)).OfType<T>()];
    }
}
