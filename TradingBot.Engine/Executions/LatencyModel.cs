using TradingBot.Engine.Accounts;

namespace TradingBot.Engine.Executions;

/// <summary>Where latencies come from.</summary>
public enum LatencySource : byte
{
    /// <summary>Nothing takes time.</summary>
    None = 0,

    /// <summary>Drawn from the model's ranges under its seed; a range of one value is a constant.</summary>
    Sampled = 1,

    /// <summary>Half of the last round trip to the venue that was measured, each way; drawn from the ranges before the first one.</summary>
    Measured = 2,
}

/// <summary>A distribution of durations by four of its quantiles, straight lines between them. Nanoseconds, rising.</summary>
/// <param name="LeastNs">None is shorter.</param>
/// <param name="MedianNs">Half are shorter.</param>
/// <param name="HighNs">99 of 100 are shorter.</param>
/// <param name="GreatestNs">None is longer.</param>
public readonly record struct LatencyRange(long LeastNs, long MedianNs, long HighNs, long GreatestNs)
{
    private const long Whole = 1_000_000;

    /// <summary>Always the same duration.</summary>
    public static LatencyRange Constant(long ns) => new(ns, ns, ns, ns);

    /// <summary>Whether the quantiles rise from 0 to at most a minute.</summary>
    public bool IsValid => LeastNs >= 0 && LeastNs <= MedianNs && MedianNs <= HighNs && HighNs <= GreatestNs && GreatestNs <= 60_000_000_000;

    /// <summary>The duration that a share of all durations does not exceed.</summary>
    /// <param name="partsPerMillion">0 to 999,999.</param>
    internal long At(long partsPerMillion) => partsPerMillion switch
    {
        < 500_000 => Between(LeastNs, MedianNs, partsPerMillion, 500_000),
        < 990_000 => Between(MedianNs, HighNs, partsPerMillion - 500_000, 490_000),
        _ => Between(HighNs, GreatestNs, partsPerMillion - 990_000, Whole - 990_000),
    };

    private static long Between(long from, long to, long part, long whole) => from + (to - from) * part / whole;
}

/// <summary>What a message between us and the venue is.</summary>
internal enum LatencyLeg : byte
{
    Submit = 1,
    Cancel = 2,
    Acknowledge = 3,
}

/// <summary>How long orders and cancels are under way, and how long after it happened at the venue something is known here.</summary>
/// <remarks>
/// An order that is decided at t meets the book that the market data show at t + submit + acknowledge: it arrives at t + submit, and what
/// is so at the venue then is known here one acknowledgement later. Draws are functions of seed, account, order and leg only (no state), so
/// that a replay draws the same and orders do not depend on each other.
/// </remarks>
public sealed record LatencyModel
{
    /// <summary>Nothing takes time.</summary>
    public static LatencyModel None { get; } = new() { Source = LatencySource.None };

    /// <summary>Where they come from.</summary>
    public required LatencySource Source { get; init; }

    /// <summary>From the decision until the order is at the venue.</summary>
    public LatencyRange Submit { get; init; }

    /// <summary>From the decision until a cancel is at the venue.</summary>
    public LatencyRange Cancel { get; init; }

    /// <summary>From the venue until it is known here.</summary>
    public LatencyRange Acknowledge { get; init; }

    /// <summary>Seed of the draws.</summary>
    public long Seed { get; init; }

    /// <summary>Always the same.</summary>
    /// <param name="submitNs">From the decision to the venue, orders and cancels alike.</param>
    /// <param name="acknowledgeNs">From the venue to here.</param>
    public static LatencyModel Constant(long submitNs, long acknowledgeNs) => new()
    {
        Source = LatencySource.Sampled,
        Submit = LatencyRange.Constant(submitNs),
        Cancel = LatencyRange.Constant(submitNs),
        Acknowledge = LatencyRange.Constant(acknowledgeNs),
    };

    /// <summary>One distribution for all legs.</summary>
    public static LatencyModel Sampled(LatencyRange range, long seed) =>
        new() { Source = LatencySource.Sampled, Submit = range, Cancel = range, Acknowledge = range, Seed = seed };

    internal bool IsNone => Source == LatencySource.None;

    internal string? Fault()
    {
        if (!Enum.IsDefined(Source)) return "executionModel.latency.source must be none, sampled or measured";
        return Submit.IsValid && Cancel.IsValid && Acknowledge.IsValid
            ? null
            : "executionModel.latency: quantiles of submit, cancel and acknowledge must rise from 0 to at most a minute";
    }

    /// <summary>How long after its decision an order or its cancel is known to have met the venue; nanoseconds.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="orderNumber">Which order.</param>
    /// <param name="way">Submit or cancel.</param>
    /// <param name="measuredRoundTripNs">The last round trip measured; 0 where none was.</param>
    internal long Draw(AccountId account, long orderNumber, LatencyLeg way, long measuredRoundTripNs)
    {
        if (IsNone) return 0;
        if (Source == LatencySource.Measured && measuredRoundTripNs > 0) return measuredRoundTripNs;
        LatencyRange there = way == LatencyLeg.Submit ? Submit : Cancel;
        // The way back is a draw of its own; which way it answers is part of what it is drawn for.
        return there.At(Part(account, orderNumber, (byte)way)) + Acknowledge.At(Part(account, orderNumber, (byte)((byte)way + (byte)LatencyLeg.Acknowledge)));
    }

    // Counter-based: the finalizer of SplitMix64 (Steele, Lea, Flood 2014) over the counters, one after the other.
    private long Part(AccountId account, long orderNumber, byte leg)
    {
        Span<byte> id = stackalloc byte[16];
        account.Value.TryWriteBytes(id, bigEndian: true, out _);
        ulong mixed = Mix(unchecked((ulong)Seed));
        mixed = Mix(mixed ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id));
        mixed = Mix(mixed ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(id[8..]));
        mixed = Mix(mixed ^ unchecked((ulong)orderNumber));
        mixed = Mix(mixed ^ leg);
        return (long)(mixed % 1_000_000);
    }

    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
