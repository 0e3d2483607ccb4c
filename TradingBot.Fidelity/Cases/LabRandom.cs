namespace TradingBot.Fidelity.Cases;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same seed, the same cases, on every machine.</summary>
internal struct LabRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 to below a bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>One of a list, each as likely.</summary>
    public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            ulong value = _state;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
