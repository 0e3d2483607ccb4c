using System.Collections.Concurrent;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Counts request weight per client address in fixed windows: Binance's start at whole minutes, KuCoin's at the first request.</summary>
internal sealed class WeightBudget(Func<int> limit, TimeSpan window, bool aligned, TimeProvider time)
{
    private const int MostClients = 10_000;

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>Greatest weight in a window; 0: any.</summary>
    public int Limit => limit();

    /// <summary>Adds a weight to what the client has used in the current window.</summary>
    public Charge Add(string client, int weight)
    {
        if (_windows.Count >= MostClients)
            _windows.Clear();
        Window used = _windows.GetOrAdd(client, _ => new Window());
        long now = time.GetUtcNow().UtcTicks;
        lock (used)
        {
            if (now >= used.EndTicks)
            {
                used.EndTicks = (aligned ? now - now % window.Ticks : now) + window.Ticks;
                used.Weight = 0;
            }
            used.Weight += weight;
            return new Charge(used.Weight, limit() > 0 && used.Weight > limit(), TimeSpan.FromTicks(used.EndTicks - now));
        }
    }

    private sealed class Window
    {
        public long EndTicks;
        public int Weight;
    }
}

/// <summary>Weight used so far in the window, whether that is above the limit, and when the window ends.</summary>
internal readonly record struct Charge(int Used, bool Exceeded, TimeSpan EndsIn);
