using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Recordings;
using TradingBot.ServiceDefaults;
using TradingBot.Simulation.Market;
using TradingBot.Simulation.Scheduling;
using TradingBot.Simulation.Storing;
using TradingBot.Storage.Control;
using TradingBot.Worker;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Leases;
using TradingBot.Worker.Trading;

namespace TradingBot.Simulation.Workers;

/// <summary>A worker process: the product's trading loop, account loader and lease keeper, with a simulated database, market and clock around them.</summary>
internal sealed class SimulatedWorker
{
    private static readonly RecordingMetrics NoRecordingMetrics = new();
    private static readonly StopLatch NoLatch = new(new ConfigurationBuilder().AddInMemoryCollection([new("TRADINGBOT_DATA_DIR", "/nonexistent/tradingbot-simulation")]).Build());

    private readonly Schedule _schedule;
    private readonly SimulatedStore _store;
    private readonly TradingInputs _inputs = new();
    private readonly TradingPermission _permission = new(NoLatch);
    private readonly Func<CancellationToken, Task> _keepLeases;
    private readonly CommandIntake _intake;
    private readonly LaneClock _clock;
    private bool _isTurning;
    private bool _isTurnDue;

    public SimulatedWorker(string id, Schedule schedule, SimulatedStore store, SimulatedVenue venue, Witness witness, WorkerMetrics metrics, Func<Faults> faults, long skewNs, PlantedBug bug)
    {
        (Id, _schedule, _store, Lane) = (id, schedule, store, new(schedule));
        _clock = new(schedule, Lane, skewNs);
        Connection = new(schedule, store, Lane, faults, bug, Wake);
        Feed = new(schedule, Lane, venue, _inputs.Market, faults, Wake);
        RecentTrades recent = new();
        CommandsInHand inHand = new();
        WorkerIdentity identity = new(new ConfigurationBuilder().AddInMemoryCollection([new("Worker:Id", id)]).Build(), new ServiceIdentity("worker", "simulation"),
            Options.Create(new ExchangesOptions()), _clock)
        { World = MarketWorld.Live };
        MissedTrades missed = new(schedule, store, Connection, venue, Feed, recent, _clock);
        AccountLoader loader = new(identity, Connection, Connection, missed, Connection, _permission, _clock, NullLogger<AccountLoader>.Instance);
        Loop = new(_inputs, inHand, loader, _permission, Connection, recent, witness, new MarketRecording(new RecordingOptions(), NoRecordingMetrics, _clock), identity, metrics, _clock,
            new Lifetime(), NullLogger<TradingLoop>.Instance);
        _keepLeases = new LeaseKeeper(Connection, loader, Loop, _inputs, identity, _clock, NullLogger<LeaseKeeper>.Instance).KeepAsync;
        _intake = new(id, Loop, _inputs, inHand, store, Connection);
    }

    public string Id { get; }

    public Lane Lane { get; }

    public TradingLoop Loop { get; }

    public SimulatedFeed Feed { get; }

    public StoreConnection Connection { get; }

    /// <summary>The most inputs that waited for the loop since it is watched.</summary>
    public int CalmQueue { get; private set; }

    /// <summary>Watches how many inputs wait from now on.</summary>
    public void WatchQueue() => CalmQueue = 0;

    public void Start()
    {
        _store.CommandStored += NoticeCommand;
        Lane.Run(() =>
        {
            long sequence = _store.Accounts.Values.Select(account => account.HeadInputSequence).DefaultIfEmpty().Max();
            long timeNs = _store.Accounts.Values.Select(account => account.HeadTimeNs).DefaultIfEmpty().Max();
            Loop.Begin(new(
                [
                    new EngineInput { Kind = EngineInputKind.WorldChanged, World = MarketWorld.Live },
                    new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = SimulatedVenue.Instrument.Id, Definition = SimulatedVenue.Instrument },
                ], sequence, timeNs), CancellationToken.None);
            Feed.Connect();
            Wake();
            Lane.Observe(AgainAndAgainAsync(TimeSpan.FromMilliseconds(100), TurnSoonAsync));
            Lane.Observe(AgainAndAgainAsync(TimeSpan.FromMilliseconds(250), WatchControlAsync));
            Lane.Observe(AgainAndAgainAsync(TimeSpan.FromMilliseconds(250), _intake.PumpAsync));
            Lane.Observe(AgainAndAgainAsync(TimeSpan.FromSeconds(1), () => Loop.IsLive ? _keepLeases(CancellationToken.None) : Task.CompletedTask));
            Lane.Observe(AgainAndAgainAsync(TimeSpan.FromSeconds(2), () => Connection.AskAsync(() =>
            {
                _store.Beat(Id, Loop.IsLive);
                return true;
            })));
        });
    }

    public void Kill()
    {
        _store.CommandStored -= NoticeCommand;
        Feed.Leave();
        Lane.Kill();
    }

    // Frozen or slow, a process that was told something looks at it once it runs.
    private void Wake()
    {
        if (_isTurnDue) return;
        _isTurnDue = true;
        Lane.RunAfter(_schedule.Between(0, 2), () =>
        {
            _isTurnDue = false;
            if (_isTurning) Wake();
            else Lane.Observe(TurnAsync());
        });
    }

    private async Task TurnAsync()
    {
        CalmQueue = Math.Max(CalmQueue, _inputs.Depth);
        _isTurning = true;
        await Loop.TurnAsync();
        _isTurning = false;
    }

    private Task TurnSoonAsync()
    {
        Wake();
        return Task.CompletedTask;
    }

    private async Task WatchControlAsync()
    {
        _permission.Read(await Connection.ReadAsync(CancellationToken.None));
        await _inputs.SendAsync(new HostMessage.OrderGiven(_permission.Now()), CancellationToken.None);
        Wake();
    }

    private void NoticeCommand() => Lane.RunAfter(_schedule.Between(1, 20), () => Lane.Observe(QuietlyAsync(_intake.PumpAsync)));

    private async Task AgainAndAgainAsync(TimeSpan interval, Func<Task> work)
    {
        while (true)
        {
            await Task.Delay(interval, _clock, CancellationToken.None);
            await QuietlyAsync(work);
        }
    }

    // As the product's own services do: what the database does not give now is asked for again later.
    private static async Task QuietlyAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (NpgsqlException)
        {
            // Asked again.
        }
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
