using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Simulation.Checking;
using TradingBot.Simulation.Market;
using TradingBot.Simulation.Scheduling;
using TradingBot.Simulation.Storing;
using TradingBot.Simulation.Workers;
using TradingBot.Storage.Journal;
using TradingBot.Worker;

namespace TradingBot.Simulation;

/// <summary>What came of a run.</summary>
/// <param name="Seed">The seed that it follows from.</param>
/// <param name="Broken">The invariants that it broke; empty where all hold.</param>
/// <param name="Digest">SHA-256 over everything that was stored: the same seed gives the same.</param>
/// <param name="Totals">How much happened.</param>
internal sealed record RunResult(int Seed, IReadOnlyList<string> Broken, string Digest, RunTotals Totals)
{
    public bool Holds => Broken.Count == 0;
}

/// <summary>How much happened in one run or in many: a calm run proves little.</summary>
internal readonly record struct RunTotals(long Events, long Commands, long Executions, long Crashes, long Freezes, long Committed, long LeaseLost, long ControlMoved, long Refused, long Recovered)
{
    public static RunTotals operator +(RunTotals left, RunTotals right) => new(left.Events + right.Events, left.Commands + right.Commands, left.Executions + right.Executions,
        left.Crashes + right.Crashes, left.Freezes + right.Freezes, left.Committed + right.Committed, left.LeaseLost + right.LeaseLost, left.ControlMoved + right.ControlMoved,
        left.Refused + right.Refused, left.Recovered + right.Recovered);
}

/// <summary>One to three workers, their database, market, clients and clocks, in one thread and in simulated time: fifteen seconds in which anything may go wrong, then half a minute of calm.</summary>
internal sealed class SimulatedRun
{
    private static readonly long FaultyNs = Schedule.Ms(15_000);
    private static readonly long CalmNs = Schedule.Ms(30_000);
    private static readonly WorkerMetrics Metrics = new(new MeterFactory(), TimeProvider.System);

    private readonly int _seed;
    private readonly PlantedBug _bug;
    private readonly Schedule _schedule;
    private readonly SimulatedStore _store;
    private readonly SimulatedVenue _venue;
    private readonly Clients _clients;
    private readonly Witness _witness = new();
    private readonly SimulatedWorker[] _workers;
    private Faults _faults;
    private long _crashes, _freezes;

    private SimulatedRun(int seed, PlantedBug bug, Action<string>? trace)
    {
        (_seed, _bug) = (seed, bug);
        _schedule = new(seed) { Trace = trace };
        _faults = Faults.Draw(_schedule.Random);
        _store = new(_schedule, bug);
        _venue = new(_schedule);
        _clients = new(_schedule, _store, _venue, () => _faults);
        _workers = new SimulatedWorker[_schedule.Random.Next(1, 4)];
    }

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Everything follows from it.</param>
    /// <param name="bug">A guard to switch off.</param>
    /// <param name="trace">Is told what happens.</param>
    public static RunResult Of(int seed, PlantedBug bug = PlantedBug.None, Action<string>? trace = null)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new SimulatedRun(seed, bug, trace).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private RunResult Run()
    {
        _schedule.Say($"seed {_seed}: {_workers.Length} workers, {_faults}");
        string? broke = null;
        try
        {
            for (int place = 0; place < _workers.Length; place++) Start(place);
            _clients.Start(_schedule.Random.Next(1, 5));
            NextCrash();
            NextFreeze();
            NextDisconnection();
            NextControl();
            _schedule.RunUntil(Schedule.StartNs + FaultyNs);
            Calm();
            _schedule.RunUntil(Schedule.StartNs + FaultyNs + CalmNs);
            Settle();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            broke = $"a worker broke: {failure}";
        }
        IReadOnlyList<string> broken = broke is not null ? [broke] : new Checks(_store, _venue, _clients, _witness, _workers, _schedule.NowNs).All();
        return new(_seed, broken, Digest(), Totals());
    }

    private void Start(int place)
    {
        int skew = _faults.SkewMs == 0 ? 0 : _schedule.Random.Next(-_faults.SkewMs, _faults.SkewMs);
        SimulatedWorker worker = _workers[place] = new($"worker-{place + 1}", _schedule, _store, _venue, _witness, Metrics, () => _faults, Schedule.Ms(skew), _bug);
        _schedule.Say($"{worker.Id} starts, its clock off by {skew} ms");
        worker.Start();
    }

    // The end of all faults: what is frozen wakes up, what is away comes back, trading is allowed.
    private void Calm()
    {
        _faults = Faults.None;
        _schedule.Say("from here on nothing goes wrong any more");
        foreach (SimulatedWorker worker in _workers)
        {
            if (worker.Lane.IsKilled) continue; // Its restart is due already.
            worker.Lane.Wake();
            worker.Lane.Run(() =>
            {
                worker.Feed.Disconnect();
                worker.Feed.Connect();
            });
        }
        if (_store.Control.Mode != Engine.TradingMode.Running) _store.ChangeControl(Engine.TradingMode.Running, () => { });
        _schedule.After(Schedule.Ms(10_000), _clients.End);
        _schedule.After(Schedule.Ms(12_000), () =>
        {
            foreach (SimulatedWorker worker in _workers) worker.WatchQueue();
        });
    }

    // The check compares memory with the journal, so it waits for a moment in which nothing is under way.
    private void Settle()
    {
        for (int look = 0; look < 2_000 && !_workers.All(worker => worker.Loop.IsSettled); look++) _schedule.RunUntil(_schedule.NowNs + Schedule.Ms(1));
    }

    private void NextCrash() => Again(() => _faults.Crashes, () =>
    {
        int place = _schedule.Random.Next(_workers.Length);
        if (_workers[place].Lane.IsKilled) return;
        _schedule.Say($"{_workers[place].Id} is killed");
        _workers[place].Kill();
        _crashes++;
        _schedule.After(_schedule.Between(200, 4_000), () => Start(place));
    });

    private void NextFreeze() => Again(() => _faults.Freezes, () =>
    {
        SimulatedWorker worker = _workers[_schedule.Random.Next(_workers.Length)];
        if (worker.Lane.IsKilled || worker.Lane.IsFrozen) return;
        _schedule.Say($"{worker.Id} freezes");
        worker.Lane.Freeze();
        _freezes++;
        _schedule.After(_schedule.Between(100, 14_000), () =>
        {
            _schedule.Say($"{worker.Id} wakes up");
            worker.Lane.Wake();
        });
    });

    private void NextDisconnection() => Again(() => _faults.Disconnections, () =>
    {
        SimulatedWorker worker = _workers[_schedule.Random.Next(_workers.Length)];
        worker.Lane.Run(() =>
        {
            worker.Feed.Disconnect();
            worker.Lane.RunAfter(_schedule.Between(50, 3_000), () =>
            {
                if (!worker.Feed.IsConnected) worker.Feed.Connect();
            });
        });
    });

    private void NextControl() => Again(() => _faults.ControlChanges, () =>
    {
        Engine.TradingMode mode = _schedule.Random.Next(5) switch { 0 or 1 => Engine.TradingMode.Stopped, 2 => Engine.TradingMode.Maintenance, _ => Engine.TradingMode.Running };
        _store.ChangeControl(mode, () => _schedule.Say($"control: {mode}, epoch {_store.Control.Epoch}"));
    });

    private void Again(Func<double> meanSeconds, Action action)
    {
        if (meanSeconds() >= int.MaxValue) return;
        _schedule.After(_schedule.Between(0, meanSeconds() * 2_000), () =>
        {
            if (meanSeconds() >= int.MaxValue) return;
            action();
            Again(meanSeconds, action);
        });
    }

    private string Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((Guid account, StoredAccount stored) in _store.Accounts)
        {
            hash.AppendData(account.ToByteArray());
            foreach (string payload in stored.Journal) hash.AppendData(Encoding.UTF8.GetBytes(payload));
        }
        foreach (StoredCommand command in _store.Commands.Values) hash.AppendData(Encoding.UTF8.GetBytes($"{command.Command.CommandId} {command.Answer}"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private RunTotals Totals() => new(
        _store.Accounts.Values.Sum(account => (long)account.Journal.Count), _store.Commands.Count, Count("order_executed"), _crashes, _freezes,
        _store.Outcomes[(int)JournalOutcome.Committed], _store.Outcomes[(int)JournalOutcome.LeaseLost], _store.Outcomes[(int)JournalOutcome.ControlMoved],
        _store.Outcomes[(int)JournalOutcome.Refused], Count("account_recovered"));

    private long Count(string type) => _store.Accounts.Values.Sum(account => (long)account.Journal.Count(payload => payload.StartsWith($"{{\"event\":\"{type}\"", StringComparison.Ordinal)));

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
