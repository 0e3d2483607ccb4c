using System.Collections.Immutable;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>
/// All faults from when they are asked for until they have ended. Those due by simulated time start and end at the simulation's ticks, so that
/// the same schedule hits the same messages in every run; those due by real time when the pump comes by.
/// </summary>
internal sealed partial class FaultBoard(RunningMarket running, FaultLayers layers, TimeProvider time, ILogger<FaultBoard> logger)
{
    private const int FinishedKept = 1_000;

    /// <summary>How long a fault that counts its hits waits for them, in milliseconds.</summary>
    private const long HitPatienceMs = 60_000;

    private readonly Simulation _simulation = running.Simulation;
    private readonly long _originNs = running.Simulation.NowNs;
    private readonly Queue<Fault> _finished = new();
    private readonly Dictionary<(Venue Venue, string Fault), long> _started = [];
    private ImmutableArray<Fault> _live = [];
    private int _lastId;

    /// <summary>Where further faults come from as simulated time goes on.</summary>
    public SeededFaults? Seeded { get; init; }

    /// <summary>Faults started so far, by venue and name.</summary>
    public IReadOnlyList<(Venue Venue, string Fault, long Count)> Started
    {
        get
        {
            lock (_simulation.Gate)
                return [.. _started.Select(entry => (entry.Key.Venue, entry.Key.Fault, entry.Value))];
        }
    }

    /// <summary>Checks a fault and starts it, or sets it down for later.</summary>
    /// <exception cref="FaultRefusedException">The request makes no sense.</exception>
    public FaultReport Inject(FaultRequest request, string origin = "api")
    {
        FaultKind kind = FaultCheck.Kind(request, running.IsReplay);
        IReadOnlyList<PublicMarket> markets = FaultCheck.Markets(request, _simulation);
        FaultLayers.Check(kind, request, markets);
        lock (_simulation.Gate)
        {
            var fault = new Fault(++_lastId, kind, request, origin, FaultCheck.Venues(request), markets) { Start = StartOf(request, kind) };
            _live = _live.Add(fault);
            return fault.Start.IsDue(_simulation.NowNs, NowTicks) ? fault.Report(Start(fault)) : fault.Report();
        }
    }

    /// <summary>All that are scheduled or active, and the last that have finished, by id.</summary>
    public IReadOnlyList<FaultReport> List()
    {
        lock (_simulation.Gate)
            return [.. _finished.Concat(_live).OrderBy(fault => fault.Id).Select(fault => fault.Report())];
    }

    /// <summary>Ends a fault, or takes back one that has not started; null where there is none of that id.</summary>
    public FaultReport? End(int id)
    {
        lock (_simulation.Gate)
        {
            if (_live.FirstOrDefault(fault => fault.Id == id) is { } fault)
            {
                Finish(fault);
                return fault.Report();
            }
            return _finished.FirstOrDefault(done => done.Id == id)?.Report();
        }
    }

    /// <summary>Ends all; returns how many.</summary>
    public int EndAll()
    {
        lock (_simulation.Gate)
        {
            ImmutableArray<Fault> live = _live;
            foreach (Fault fault in live)
                Finish(fault);
            return live.Length;
        }
    }

    /// <summary>Starts and ends what is due at a simulated time. Called at each of the simulation's ticks, under its gate.</summary>
    public void Tick(long nowNs)
    {
        while (Seeded?.TakeDue(nowNs - _originNs) is { } request)
            Inject(request, "seed");
        if (!_live.IsEmpty)
            Advance(nowNs);
    }

    /// <summary>Starts and ends what is due by real time.</summary>
    public void Poll()
    {
        if (_live.IsEmpty)
            return;
        lock (_simulation.Gate)
        {
            Advance(_simulation.NowNs);
            layers.Poll();
        }
    }

    private long NowTicks => time.GetUtcNow().UtcTicks;

    private void Advance(long nowNs)
    {
        long nowTicks = NowTicks;
        foreach (Fault fault in _live)
        {
            if (fault.State == FaultState.Scheduled && fault.Start.IsDue(nowNs, nowTicks))
                Start(fault);
            else if (fault.State == FaultState.Active && (fault.End.IsDue(nowNs, nowTicks) || fault.IsUsedUp || layers.IsUsedUp(fault)))
                Finish(fault);
        }
    }

    private FaultDeadline StartOf(FaultRequest request, FaultKind kind) => request.AtMs is { } at
        ? new FaultDeadline(true, _originNs + at * 1_000_000)
        : FaultDeadline.After(IsSimulated(request, kind), request.AfterMs ?? 0, _simulation.NowNs, NowTicks);

    /// <summary>The market's own faults go by simulated time, those that clients meet on the way by real time, as the clients' patience does.</summary>
    private static bool IsSimulated(FaultRequest request, FaultKind kind) => request.Clock is { } clock ? clock == "simulated" : kind.NeedsGeneratedMarket;

    private long Start(Fault fault)
    {
        long? lasts = fault.Request.DurationMs ?? fault.Kind.End switch
        {
            FaultEnd.Time => fault.Request.Count is null ? fault.Kind.UsualMs : HitPatienceMs,
            FaultEnd.Count => HitPatienceMs,
            FaultEnd.Instant => 0,
            _ => null,
        };
        if (lasts is { } milliseconds)
            fault.End = FaultDeadline.After(IsSimulated(fault.Request, fault.Kind), milliseconds, _simulation.NowNs, NowTicks);
        fault.Started(_simulation.NowNs);
        foreach (Venue venue in fault.Venues)
            _started[(venue, fault.Kind.Name)] = _started.GetValueOrDefault((venue, fault.Kind.Name)) + 1;
        long aimed = layers.Start(fault);
        LogStarted(logger, fault.Id, fault.Kind.Name, string.Join(',', fault.Venues.Select(VenueNames.NameOf)), fault.Request.Symbol, fault.Request.Stream, aimed);
        if (fault.Kind.End == FaultEnd.Instant)
            Finish(fault);
        return aimed;
    }

    private void Finish(Fault fault)
    {
        _live = _live.Remove(fault);
        if (fault.State == FaultState.Active)
            layers.End(fault);
        fault.Finished(_simulation.NowNs);
        _finished.Enqueue(fault);
        if (_finished.Count > FinishedKept)
            _finished.Dequeue();
        LogFinished(logger, fault.Id, fault.Kind.Name, fault.Affected);
    }

    [LoggerMessage(5000, LogLevel.Information, "Fault {Id} {Fault} starts at {Venues}, symbol {Symbol}, stream {Stream}, aimed at {Aimed}")]
    private static partial void LogStarted(ILogger logger, int id, string fault, string venues, string? symbol, string? stream, long aimed);

    [LoggerMessage(5001, LogLevel.Information, "Fault {Id} {Fault} has ended, {Affected} affected")]
    private static partial void LogFinished(ILogger logger, int id, string fault, long affected);
}
