using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Recovery;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine;

/// <summary>The trading core: numbered inputs in, events and answers out; the same inputs always give the same outputs.</summary>
/// <remarks>
/// For one thread at a time. Markets are shared by all accounts. An account changes only by the events put out for it, so that
/// <see cref="Restore(AccountId, IEnumerable{EngineEvent})"/> with the same events makes the same account (<see cref="StateHash"/>). Nothing is traded before the first
/// <see cref="EngineInputKind.ControlChanged"/> says Running. A broken invariant throws <see cref="InvariantViolationException"/>:
/// the engine must then be thrown away and rebuilt.
/// </remarks>
public sealed class TradingEngine
{
    // Bars that are made of every market, whether a strategy needs them or not.
    private static readonly int[] StandardBarSeconds = [5, 60];

    private readonly EngineSession _session = new();
    private readonly OrderDesk _orders;
    private readonly TapeMatcher _matcher;
    private readonly TriggerDesk _triggers;
    private readonly RiskMonitor _monitor;
    private readonly StrategyDesk _strategies;
    private readonly CommandDesk _commands;
    private readonly RecoveryDesk _recovery;
    private readonly PairDesk _pairs;
    private readonly AccountViews _views;

    /// <summary>An engine that knows no market and no account.</summary>
    public TradingEngine()
    {
        _orders = new(_session);
        _matcher = new(_session, _orders);
        _triggers = new(_session, _orders);
        _monitor = new(_session, _orders);
        _strategies = new(_session, _orders);
        _pairs = new(_session, _orders, _session.Valuation);
        _commands = new(_session, _orders, _pairs, new(_session, _orders), _monitor, _strategies);
        _recovery = new(_session, _orders, _triggers);
        _views = new(_session);
    }

    /// <summary>Ids of all accounts, in the order in which they were opened or restored.</summary>
    public IReadOnlyList<AccountId> Accounts => [.. _session.Accounts.Select(account => account.Id)];

    /// <summary>All instruments, by number.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _session.Markets.Defined.Select(market => market.Definition!)];

    /// <summary>The control state that is obeyed now.</summary>
    public ControlState Control => _session.Control;

    /// <summary>Whose prices the markets show; live unless an input said otherwise.</summary>
    public MarketWorld World => _session.World;

    /// <summary>Sequence of the last input; 0 before the first.</summary>
    public long LastSequence => _session.Sequence;

    /// <summary>Processes the next input and adds what comes of it to the output.</summary>
    /// <param name="input">Its sequence is one above the last one's (the first may be any above 0), its time not below.</param>
    /// <param name="output">Is added to, not cleared.</param>
    /// <exception cref="InvariantViolationException">The input breaks these rules, or the engine is broken.</exception>
    public void Process(in EngineInput input, EngineOutput output)
    {
        _session.Begin(input, output);
        _orders.ArriveDue(input);
        _orders.ExpireDue(input);
        switch (input.Kind)
        {
            case EngineInputKind.InstrumentDefined: Define(input.Definition!); break;
            case EngineInputKind.BookSnapshot: ProcessBook(input, isSnapshot: true); break;
            case EngineInputKind.BookDelta: ProcessBook(input, isSnapshot: false); break;
            case EngineInputKind.Trade: ProcessTrade(MarketOf(input), input.Trade); break;
            case EngineInputKind.MarketStatusChanged: ProcessStatus(MarketOf(input), input.Status); break;
            case EngineInputKind.HistoricalBar: ProcessHistory(MarketOf(input), input.Bar); break;
            case EngineInputKind.TimerTick: ProcessTick(); break;
            case EngineInputKind.ControlChanged: ProcessControl(input.Control!); break;
            case EngineInputKind.Command: _commands.Process(input.Command!); break;
            case EngineInputKind.WorldChanged: ProcessWorld(input.World); break;
            case EngineInputKind.RoundTripMeasured: _session.Measured(input.RoundTrip!); break;
            case EngineInputKind.AccountReturned: _recovery.Process(input.Away!); break;
            default: Invariant.Holds(input.Kind == EngineInputKind.Command); break;
        }

        _pairs.PlaceExits();
        _monitor.LookAtTouched();
        if (_orders.ExitsDue.Count == 0) return;
        _pairs.PlaceExits();
        _monitor.LookAtTouched();
    }

    /// <summary>Makes an account of its journal; an account of that id that is there already is thrown away first.</summary>
    /// <param name="id">Whose events.</param>
    /// <param name="events">All of its events, in order, from the first.</param>
    /// <exception cref="InvariantViolationException">A gap, another account's event, or events that no account can have.</exception>
    public void Restore(AccountId id, IEnumerable<EngineEvent> events) => Restore(id, null, events);

    /// <summary>Makes an account of a snapshot and the events after it: the same account that all of its events make.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="snapshot">Where to begin; none: with the first event.</param>
    /// <param name="events">The account's events after the snapshot, in order.</param>
    /// <exception cref="InvariantViolationException">A gap, another account's snapshot or event, or what no account can have.</exception>
    public void Restore(AccountId id, AccountSnapshot? snapshot, IEnumerable<EngineEvent> events)
    {
        Forget(id);
        Invariant.Holds(snapshot is null || snapshot.Account == id);
        AccountState account = snapshot is null ? new(id) : AccountState.From(snapshot);
        foreach (EngineEvent happened in events) account.Apply(happened);
        Invariant.Holds(account.Sequence > 0);
        _session.Accounts.Add(account);
        _session.UpdateHoldings(account);
        foreach (StrategyState strategy in account.Strategies) _strategies.Equip(strategy);
        if (account.RiskState != RiskState.Halted)
            foreach (OrderState order in account.OpenOrders) _orders.Schedule(order);
        Enter(account);
    }

    /// <summary>Throws an account's state away, as when it is owned by another worker now.</summary>
    /// <returns>False where there is no such account.</returns>
    public bool Forget(AccountId id)
    {
        if (_session.FindAccount(id) is not { } account) return false;
        _session.Accounts.Remove(account);
        foreach (OrderState order in account.OpenOrders)
        {
            _session.Markets.Get(order.Terms.Instrument).Remove(order);
            _orders.Unschedule(order);
        }

        foreach (Market market in _session.Markets.Defined)
        {
            market.Holders.Remove(account);
            market.Taken.Forget(account);
        }

        return true;
    }

    /// <summary>An account's state after its last event, without what is derived from the market.</summary>
    /// <exception cref="KeyNotFoundException">No such account.</exception>
    public AccountSnapshot Snapshot(AccountId id) => (_session.FindAccount(id) ?? throw new KeyNotFoundException($"account {id} is not known")).Snapshot();

    /// <summary>SHA-256, in hexadecimal, over the canonical encoding of an account's state; what is derived from the market is not part of it.</summary>
    /// <exception cref="KeyNotFoundException">No such account.</exception>
    public string StateHash(AccountId id) =>
        AccountStateHash.Of(_session.FindAccount(id) ?? throw new KeyNotFoundException($"account {id} is not known"));

    /// <summary>A snapshot of an account.</summary>
    public bool TryGetAccount(AccountId id, [NotNullWhen(true)] out AccountView? view)
    {
        view = _session.FindAccount(id) is { } account ? _views.Of(account) : null;
        return view is not null;
    }

    /// <summary>An instrument by its number.</summary>
    public bool TryGetInstrument(InstrumentId id, [NotNullWhen(true)] out Instrument? instrument)
    {
        instrument = _session.Markets.FindDefined(id)?.Definition;
        return instrument is not null;
    }

    /// <summary>A snapshot of a market.</summary>
    /// <param name="id">Which instrument.</param>
    /// <param name="depth">Levels of each side at most.</param>
    /// <param name="view">The snapshot.</param>
    public bool TryGetBook(InstrumentId id, int depth, [NotNullWhen(true)] out BookView? view)
    {
        view = _session.Markets.FindDefined(id) is { } market ? market.ToView(depth) : null;
        return view is not null;
    }

    private Market MarketOf(in EngineInput input)
    {
        Market? market = _session.Markets.FindDefined(input.Instrument);
        Invariant.Holds(market is not null);
        return market;
    }

    private void Define(Instrument definition)
    {
        _session.Define(definition);
        Market market = _session.Markets.Get(definition.Id);
        foreach (int seconds in StandardBarSeconds) market.SeriesOf(seconds);
    }

    private void ProcessBook(in EngineInput input, bool isSnapshot)
    {
        Market market = MarketOf(input);
        long mark = market.Mark.Units;
        if (isSnapshot) market.ReplaceBook(input.Book!, input.TimeNs);
        else market.ChangeBook(input.Book!, input.TimeNs);
        if (market.Mark.Units != mark) _monitor.MarkMoved(market);
        _triggers.SeeBook(market);
        _matcher.MatchBook(market);
    }

    private void ProcessStatus(Market market, MarketStatus status)
    {
        long mark = market.Mark.Units;
        market.SetStatus(status);
        if (market.Mark.Units != mark) _monitor.MarkMoved(market);
        _triggers.SeeBook(market);
    }

    // The trade fills resting orders before the bars that it closes let strategies act: their orders came after it.
    private void ProcessTrade(Market market, in TradePrint trade)
    {
        if (!trade.Price.IsValid || trade.Quantity.Units <= 0) return;
        long mark = market.Mark.Units;
        market.SeeTrade(trade, _session.TimeNs);
        _matcher.Match(market, trade);
        _triggers.SeeTrade(market, trade);
        _triggers.Work(market);
        CloseBars(market, trade.ExchangeTimeNs);
        market.Flow.Add(trade);
        foreach (BarSeries series in market.Series) series.Add(trade);
        if (market.Mark.Units != mark) _monitor.MarkMoved(market);
    }

    private void CloseBars(Market market, long marketTimeNs)
    {
        foreach (BarSeries series in market.Series)
        {
            if (!series.TryClose(marketTimeNs, market, out BarFrame closed)) continue;
            _session.Output.Bars.Add(new(market.Id, closed.Bar));
            _strategies.SeeBar(market, closed);
        }
    }

    private void ProcessHistory(Market market, in Bar bar)
    {
        market.SeeHistory(bar);
        if (market.SeriesOf(bar.IntervalSeconds).TryAddHistory(bar, market, out BarFrame frame)) _strategies.SeeHistory(market, frame);
    }

    private void ProcessTick()
    {
        foreach (Market market in _session.Markets.Defined) CloseBars(market, market.EstimateTimeNs(_session.TimeNs));
        _monitor.Tick();
    }

    // Orders of the world that is left wait until it comes back; those of the one that comes join its markets as newcomers.
    private void ProcessWorld(MarketWorld world)
    {
        if (world == _session.World) return;
        foreach (AccountState account in _session.Accounts)
        {
            foreach (OrderState order in account.OpenOrders)
            {
                _session.Markets.Get(order.Terms.Instrument).Remove(order);
                order.ForgetMarket();
            }
        }

        foreach (Market market in _session.Markets.Defined) market.Reset();
        _session.World = world;
        foreach (AccountState account in _session.Accounts)
        {
            foreach (StrategyState strategy in account.Strategies) _strategies.Equip(strategy);
            Enter(account);
        }
    }

    private void Enter(AccountState account)
    {
        account.World = _session.World;
        if (account.RiskState == RiskState.Halted) return; // Its orders wait until it has been looked at.
        foreach (OrderState order in account.OpenOrders)
        {
            if (order.Terms.World == _session.World) _session.Markets.Get(order.Terms.Instrument).Restore(order);
        }
    }

    private void ProcessControl(ControlState control)
    {
        _session.Control = control;
        foreach (Market market in _session.Markets.Defined) _triggers.Work(market);
        if (control.Mode != TradingMode.Stopped) return;
        foreach (AccountState account in _session.Accounts) _orders.CancelWhere(account, OrderEndReason.EmergencyStop, static _ => true);
    }
}
