namespace TradingBot.ExchangeSim.Market;

/// <summary>Seeded pseudo-random numbers: xoshiro256** (Blackman, Vigna 2018), seeded through splitmix64 by a seed and a stream number.</summary>
internal sealed class RandomSource
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public RandomSource(long seed, int stream)
    {
        ulong state = unchecked((ulong)seed * 0xD1342543DE82EF95UL + (ulong)stream * 0x2545F4914F6CDD1DUL + 1);
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 to <paramref name="bound"/> - 1 (bias below 10^-9 for the bounds used here).</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>Exponential with mean 1.</summary>
    public double Exponential() => -Math.Log(1.0 - Uniform());

    /// <summary>Standard normal (Box-Muller).</summary>
    public double Normal() => Math.Sqrt(2.0 * Exponential()) * Math.Cos(2.0 * Math.PI * Uniform());

    public bool Chance(double probability) => Uniform() < probability;

    private ulong Next()
    {
        unchecked
        {
            ulong result = ulong.RotateLeft(_b * 5, 7) * 9;
            ulong shifted = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = ulong.RotateLeft(_d, 45);
            return result;
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            ulong z = state += 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
