using System.Collections.Concurrent;
using System.Diagnostics;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Recordings;
using TradingBot.Storage;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Names;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Publishing;

namespace TradingBot.Worker.Trading;

/// <summary>Owns the engine: numbers every input, processes it, and hands what comes of it to the journal. Decides and never waits; <see cref="TradingRunner"/> does.</summary>
/// <remarks>
/// While a journal transaction is under way the engine goes on; what gathers meanwhile is the next transaction. When one fails, or its outcome is unknown, all
/// accounts are thrown away and read again from the journal; the markets stay. For one caller at a time, whose turns follow each other.
/// </remarks>
internal sealed partial class TradingLoop(
    TradingInputs inputs, CommandsInHand inHand, AccountLoader loader, TradingPermission permission, IJournalWriter journal, RecentTrades recent, ITradingAudience audience,
    MarketRecording recording, WorkerIdentity worker, WorkerMetrics metrics, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<TradingLoop> logger)
{
    private const int InputsPerTurn = 2_048;
    private const int EventsMax = 4_096;
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(100);

    private readonly TradingEngine _engine = new();
    private readonly PendingBatch _pending = new();
    private readonly InputTape _tape = new(recording.Writer);
    private readonly ConcurrentDictionary<AccountId, long> _leases = new();
    private readonly Dictionary<InstrumentId, Instrument> _instruments = [];
    private TradingOrder _order = new(TradingMode.Paused, 0, "starting", 0);
    private Task<LoadedAccounts>? _loading;
    private Task<JournalResult>? _commit;
    private TakenBatch? _committing;
    private long _commitStarted;
    private long _sequence;
    private long _timeNs;
    private long _tickAt;
    private long _heardAt = long.MaxValue;
    private volatile bool _isLive;
    private volatile Instrument[] _known = [];

    /// <summary>Whether the accounts are in memory and the journal takes what they do.</summary>
    public bool IsLive => _isLive;

    /// <summary>Whether commands may be handed in now; when the journal is slow they stay where they are durable.</summary>
    public bool IsAccepting => _isLive && _pending.EventCount < EventsMax;

    /// <summary>What is obeyed now.</summary>
    public TradingOrder Order => _order;

    /// <summary>The epochs under which this worker holds accounts.</summary>
    public IReadOnlyDictionary<AccountId, long> Leases => _leases;

    /// <summary>Every instrument that the engine knows.</summary>
    public IReadOnlyList<Instrument> Instruments => _known;

    /// <summary>Whether nothing that the engine put out waits for the journal.</summary>
    internal bool IsSettled => _isLive && _commit is null && _pending.IsEmpty;

    /// <summary>Hash of an account's state as it is in memory now. Only between turns.</summary>
    internal string StateHash(AccountId account) => _engine.StateHash(account);

    /// <summary>Events that wait for the next journal transaction.</summary>
    internal int WaitingEvents => _pending.EventCount;

    /// <summary>When the next tick is due, a timestamp of the clock that this was made with.</summary>
    internal long TickAt => _tickAt;

    /// <summary>What ends while nothing else happens: the transaction under way and the loading, where there is one.</summary>
    internal IEnumerable<Task> UnderWay => new Task?[] { _commit, _loading }.OfType<Task>();

    /// <summary>Tells the engine what the markets were and begins to read the accounts.</summary>
    internal void Begin(WarmMarkets warm, CancellationToken cancellation)
    {
        _sequence = warm.LastInputSequence;
        _timeNs = warm.LastTimeNs;
        foreach (EngineInput input in warm.Inputs) Process(input);
        _loading = loader.LoadAsync(cancellation);
    }

    /// <summary>Does everything that there is to do now.</summary>
    internal async Task TurnAsync()
    {
        if (_commit is { IsCompleted: true }) EndCommit(await _commit);
        if (_loading is { IsCompleted: true }) GoLive(await _loading);
        while (inputs.HostReader.TryRead(out HostMessage? message)) await HandleAsync(message);
        for (int count = 0; count < InputsPerTurn && inputs.MarketReader.TryRead(out MarketInput input); count++) ProcessMarket(input);
        if (time.GetTimestamp() >= _tickAt) Tick();
        BeginCommit();
        metrics.QueueDepth = inputs.Depth;
    }

    private void ProcessMarket(in MarketInput input)
    {
        Process(input.Input, input.Record);
        if (input.Input.Kind == EngineInputKind.Trade) recent.Note(input.Input.Instrument, input.Input.Trade);
        audience.See(input.Input);
    }

    private void Tick()
    {
        _tickAt = time.GetTimestamp() + (long)(TickInterval.TotalSeconds * time.TimestampFrequency);
        Process(new EngineInput { Kind = EngineInputKind.TimerTick });
        NoteFollowed();
        audience.Show(_engine);
    }

    // Noted before the engine has it: should the engine break on it, the recording shows on what.
    private void Process(in EngineInput input, long cause = 0)
    {
        _timeNs = Math.Max(_timeNs, UnixTime.ToNanoseconds(time.GetUtcNow()));
        EngineInput numbered = input.Numbered(++_sequence, _timeNs);
        _tape.Note(numbered, cause);
        long started = Stopwatch.GetTimestamp();
        _engine.Process(numbered, _pending.Output);
        metrics.Decided(Stopwatch.GetElapsedTime(started));
        if (input.Definition is { } definition) Define(definition);
        if (_pending.Output.Bars.Count == 0) return;
        audience.Closed(_pending.Output.Bars, _instruments, _engine.World == MarketWorld.Simulated);
        _pending.Output.Bars.Clear();
    }

    private void Define(Instrument definition)
    {
        _instruments[definition.Id] = definition;
        _known = [.. _instruments.Values];
        audience.Define(definition);
    }

    private async Task HandleAsync(HostMessage message)
    {
        switch (message)
        {
            case HostMessage.Inputs several:
                foreach (EngineInput input in several.Values) Process(input);
                several.Processed.TrySetResult();
                break;
            case HostMessage.CommandArrived arrived: Carry(arrived); break;
            case HostMessage.WorldChanged changed: ChangeWorld(changed); break;
            case HostMessage.OrderGiven given: await ObeyAsync(given.Order); break;
            case HostMessage.LeasesLost lost: Lose(lost.Accounts); break;
            case HostMessage.AccountsTaken taken: Adopt(taken.Accounts); break;
            case HostMessage.AccountsLeave leave: BeginLeaving(leave); break;
            default: throw new UnreachableException($"unknown message {message.GetType().Name}");
        }
    }

    // The feeds of the world before have ended: what they left in the channel is thrown away with its markets.
    private void ChangeWorld(HostMessage.WorldChanged changed)
    {
        while (inputs.MarketReader.TryRead(out _)) { }
        Process(new EngineInput { Kind = EngineInputKind.WorldChanged, World = changed.World });
        audience.Forget();
        recent.Forget();
        LogWorld(changed.World);
        changed.Processed.TrySetResult();
    }

    private void Carry(HostMessage.CommandArrived arrived)
    {
        // Not live: it is durable in the store and will be read again.
        if (!_isLive || !inHand.TryProcess(arrived.Command.CommandId))
        {
            if (!_isLive) inHand.Remove(arrived.Command.CommandId);
            return;
        }
        if (arrived.Lease is { } lease) _leases[arrived.Command.Account] = lease;
        if (!_leases.ContainsKey(arrived.Command.Account) || _leaving.Any(leaving => leaving.Accounts.Contains(arrived.Command.Account)))
        {
            inHand.Remove(arrived.Command.CommandId);
            return;
        }
        Process(new EngineInput { Kind = EngineInputKind.Command, Command = arrived.Command });
    }

    // What was decided under the old epoch cannot be stored any more: it is thrown away before the new order takes effect.
    private async Task ObeyAsync(TradingOrder order)
    {
        if (order.Epoch < _order.Epoch || order.SameAs(_order)) return;
        if (order.Epoch != _order.Epoch)
        {
            _heardAt = Math.Min(_heardAt, order.HeardAt);
            if (_commit is not null) EndCommit(await _commit);
            if (!_pending.IsEmpty) Discard("the control epoch moved");
        }
        if (_isLive) Obey(order); // Else going live asks for the order of that moment.
    }

    private void Obey(TradingOrder order)
    {
        bool isNewEpoch = order.Epoch != _order.Epoch;
        int before = _pending.EventCount;
        _order = order;
        Process(ControlOf(order));
        int cancelled = 0;
        foreach (EngineEvent happened in _pending.Output.Events.Skip(before))
            if (happened is OrderEnded { Reason: OrderEndReason.EmergencyStop }) cancelled++;
        if (isNewEpoch)
        {
            long heardAt = Math.Min(order.HeardAt, _heardAt);
            _heardAt = long.MaxValue;
            _pending.Acknowledgement = new EpochAcknowledgement(StoredNames.Of(order.Mode), cancelled, Stopwatch.GetElapsedTime(heardAt).TotalMilliseconds);
        }
        LogObeyed(StoredNames.Of(order.Mode), order.Epoch, cancelled, order.Reason);
        audience.Obeyed(order);
        BeginCommit();
    }

    private static EngineInput ControlOf(TradingOrder order) => new() { Kind = EngineInputKind.ControlChanged, Control = new(order.Mode, order.Epoch, order.Reason) };

    [LoggerMessage(3101, LogLevel.Information, "Obeying {Mode}, control epoch {Epoch}, {Cancelled} orders cancelled: {Reason}")]
    private partial void LogObeyed(string mode, long epoch, int cancelled, string reason);

    [LoggerMessage(4110, LogLevel.Warning, "All markets are those of the {World} world from now on")]
    private partial void LogWorld(MarketWorld world);
}
