using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

internal enum FaultState : byte
{
    Scheduled,
    Active,
    Finished,
}

/// <summary>A fault from when it is asked for until it has ended. Its state changes under the simulation's gate.</summary>
internal sealed class Fault(int id, FaultKind kind, FaultRequest request, string origin, IReadOnlyList<Venue> venues, IReadOnlyList<PublicMarket> markets)
{
    private long _affected;
    private int _remaining = request.Count ?? (kind.End == FaultEnd.Count && request.DurationMs is null ? 1 : int.MaxValue);

    public int Id { get; } = id;

    public FaultKind Kind { get; } = kind;

    public FaultRequest Request { get; } = request;

    public IReadOnlyList<Venue> Venues { get; } = venues;

    /// <summary>Markets that it is aimed at: all of its venues where no symbol is named.</summary>
    public IReadOnlyList<PublicMarket> Markets { get; } = markets;

    /// <summary>Kinds of stream that it is aimed at; null: all.</summary>
    public IReadOnlyList<StreamKind>? Streams { get; } = request.Stream is { } name && StreamKinds.Parse(name) is { } one ? [one] : kind.Streams;

    /// <summary>Whether it hits only some of a venue's connections and topics.</summary>
    public bool IsNarrow => Request.Symbol is not null || Request.Stream is not null;

    public FaultState State { get; private set; }

    /// <summary>Simulated nanoseconds since 1970 at which it started and ended; 0 before that.</summary>
    public long StartedNs { get; private set; }

    public long FinishedNs { get; private set; }

    /// <summary>When it is due to start and to end, on the clock that it goes by; <see cref="long.MaxValue"/>: not by time.</summary>
    public FaultDeadline Start { get; init; }

    public FaultDeadline End { get; set; } = new(false, long.MaxValue);

    /// <summary>How many hits each stream, or all together, can still take.</summary>
    public int Count => _remaining;

    public long Affected => Interlocked.Read(ref _affected);

    /// <summary>What is to be undone when it ends: connections, copies of books.</summary>
    public object? Held { get; set; }

    public bool Hits(Venue venue) => Venues.Contains(venue);

    public decimal Number(string field) => FaultCheck.Given(Request, field) ?? Kind.Numbers[field].Usual ?? 0;

    public int Choice => (int?)FaultCheck.Given(Request, Kind.ChoiceField!) ?? Kind.Choices[0];

    public string Variant => Request.Kind ?? Kind.Kinds[0];

    public void Started(long nowNs)
    {
        State = FaultState.Active;
        StartedNs = nowNs;
    }

    public void Finished(long nowNs)
    {
        State = FaultState.Finished;
        FinishedNs = nowNs;
    }

    public void CountAffected(long more = 1) => Interlocked.Add(ref _affected, more);

    /// <summary>Takes one of the hits that are counted together; false when none is left. Thread-safe.</summary>
    public bool TryTake()
    {
        if (_remaining == int.MaxValue)
            return true;
        return Interlocked.Decrement(ref _remaining) >= 0;
    }

    public bool IsUsedUp => Volatile.Read(ref _remaining) <= 0;

    public FaultReport Report(long? aimedAt = null) => new(
        Id,
        Venues.Count == 2 ? "both" : VenueNames.NameOf(Venues[0]),
        Request.Fault!,
        aimedAt ?? Affected,
        State switch { FaultState.Scheduled => "scheduled", FaultState.Active => "active", _ => "finished" },
        origin,
        Request.Symbol,
        Request.Stream,
        Kind.Kinds.Count > 0 ? Variant : null,
        TimeOf(StartedNs),
        TimeOf(FinishedNs),
        Request);

    private static DateTimeOffset? TimeOf(long ns) => ns == 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(ns / 100);
}

/// <summary>A time on the real clock (UTC ticks) or on the simulated one (nanoseconds since 1970).</summary>
internal readonly record struct FaultDeadline(bool Simulated, long At)
{
    public bool IsNever => At == long.MaxValue;

    public bool IsDue(long nowNs, long nowTicks) => !IsNever && At <= (Simulated ? nowNs : nowTicks);

    /// <summary>A number of milliseconds later than both clocks' given times.</summary>
    public static FaultDeadline After(bool simulated, long milliseconds, long nowNs, long nowTicks) =>
        new(simulated, simulated ? nowNs + milliseconds * 1_000_000 : nowTicks + milliseconds * TimeSpan.TicksPerMillisecond);
}
