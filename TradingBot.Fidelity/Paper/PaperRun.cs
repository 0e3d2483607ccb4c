using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Fidelity.Baselines;
using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Paper;

/// <summary>Runs the engine over public data: each order once for each model, in an account of its own, so that no two know of each other.</summary>
internal sealed class PaperRun
{
    // The worker's tick is as fine: what is due between two market inputs is seen then.
    private const long TickNs = 100_000_000;

    private static readonly RiskLimits Wide = new()
    {
        MaxOrderNotional = Money.FromDecimal(1_000_000_000),
        MaxPositionNotional = Money.FromDecimal(1_000_000_000),
        MaxDrawdownPartsPerMillion = 1_000_000,
        MaxOpenOrders = 100,
    };

    private readonly TradingEngine _engine = new();
    private readonly EngineOutput _output = new();
    private readonly Dictionary<AccountId, (LabOrder Order, int Model, FillLog Fills, Guid? OrderId)> _accounts = [];
    private readonly List<(LabOrder Order, int Model, BaselineOrder Baseline)> _baselines = [];
    private int _ids;
    private long _nowNs;

    private PaperRun() { }

    /// <summary>Runs it.</summary>
    /// <param name="tape">Public data from <see cref="Truth.PublicTape"/>.</param>
    /// <param name="cases">What to order.</param>
    /// <param name="decidedNs">When.</param>
    /// <param name="patienceNs">How long after that what is left is cancelled.</param>
    /// <returns>For each order what each model of <see cref="LabModel.All"/> made of it.</returns>
    public static IReadOnlyDictionary<LabOrder, Outcome[]> Run(IReadOnlyList<EngineInput> tape, IReadOnlyList<LabCase> cases, long decidedNs, long patienceNs)
    {
        PaperRun run = new();
        run.Start(tape[0].TimeNs);
        int next = run.Play(tape, 0, decidedNs);
        run.Decide(cases, decidedNs, decidedNs + patienceNs);
        next = run.Play(tape, next, decidedNs + patienceNs);
        run.CancelAll();
        run.Play(tape, next, decidedNs + patienceNs + CaseDeck.RoundTripsNs.Max() + TickNs);
        return run.Outcomes();
    }

    private void Start(long timeNs)
    {
        _nowNs = timeNs;
        foreach (LabBook book in LabBook.All) Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = book.Instrument });
        Send(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "fidelity lab") });
    }

    private int Play(IReadOnlyList<EngineInput> tape, int next, long untilNs)
    {
        while (true)
        {
            long tick = (_nowNs / TickNs + 1) * TickNs;
            long inputAt = next < tape.Count ? tape[next].TimeNs : long.MaxValue;
            if (Math.Min(tick, inputAt) > untilNs) break;
            _nowNs = Math.Min(tick, inputAt);
            if (inputAt <= tick) See(tape[next++]);
            else Send(new EngineInput { Kind = EngineInputKind.TimerTick });
        }

        _nowNs = untilNs;
        return next;
    }

    private void See(in EngineInput input)
    {
        Send(input);
        if (input.Kind != EngineInputKind.Trade) return;
        foreach ((LabOrder order, _, BaselineOrder baseline) in _baselines)
            if (order.Book.Instrument.Id == input.Instrument) baseline.See(order.Book.Instrument.ToDecimal(input.Trade.Price), _nowNs);
    }

    private void Decide(IReadOnlyList<LabCase> cases, long decidedNs, long endsNs)
    {
        foreach (LabCase wanted in cases)
        {
            if (!_engine.TryGetBook(LabBook.All[wanted.Book].Instrument.Id, 1, out BookView? book) || LabOrder.Of(wanted, book, decidedNs, endsNs) is not { } order) continue;
            Measure(order);
            for (int model = 0; model < LabModel.All.Count; model++)
            {
                if (LabModel.All[model].Execution is { } execution) Place(order, model, execution);
                else _baselines.Add((order, model, new BaselineOrder(order, LabModel.All[model].Baseline!.Value)));
            }
        }
    }

    private void Place(LabOrder order, int model, ExecutionModel execution)
    {
        AccountId account = new(NextId());
        _accounts.Add(account, (order, model, new FillLog(order), null));
        // Only what it can need: an account that holds coins is valued with every price.
        Dictionary<string, Money> deposits = order.Case.Side == Side.Buy
            ? new() { ["USDT"] = Money.FromDecimal(100_000_000) }
            : new() { [order.Book.Instrument.BaseAsset] = Money.FromDecimal(order.Quantity) };
        Command(new OpenAccount(NextId(), account, "Lab", "USDT", deposits, Wide, execution));
        CommandAnswer answer = Command(order.Command(NextId(), account));
        if (answer.Reason is RejectReason.None) _accounts[account] = _accounts[account] with { OrderId = answer.OrderId };
        else if (answer.Reason is not (RejectReason.CannotFillInFull or RejectReason.WouldTakeLiquidity or RejectReason.NoLiquidity))
            throw new InvalidOperationException($"The lab's order was refused: {answer.Message}");
    }

    private void CancelAll()
    {
        foreach ((AccountId account, (LabOrder order, _, _, Guid? id)) in _accounts)
        {
            if (id is null || order.Case.Kind == LabOrderKind.GoodTillDate) continue;
            Measure(order);
            Command(new CancelOrder(NextId(), account, id.Value));
        }
    }

    private void Measure(LabOrder order) =>
        Send(new EngineInput { Kind = EngineInputKind.RoundTripMeasured, RoundTrip = new(order.Book.Instrument.Venue, order.Case.RoundTripNs) });

    private CommandAnswer Command(Command command)
    {
        Send(new EngineInput { Kind = EngineInputKind.Command, Command = command });
        return _output.Answers.Count > 0 ? _output.Answers[^1] : throw new InvalidOperationException($"{command.GetType().Name} was not answered.");
    }

    private void Send(in EngineInput input)
    {
        _output.Clear();
        _engine.Process(input.Numbered(_engine.LastSequence + 1, _nowNs), _output);
        foreach (EngineEvent happened in _output.Events)
            if (happened is OrderExecuted executed) Note(executed);
    }

    // A maker's fill happened when the trade or the book says; a taker's when the order was there.
    private void Note(OrderExecuted executed)
    {
        (LabOrder order, _, FillLog fills, _) = _accounts[executed.Account];
        Execution execution = executed.Execution;
        Instrument instrument = order.Book.Instrument;
        long timeNs = execution.Role == LiquidityRole.Maker ? execution.Evidence.ExchangeTimeNs : order.DecidedNs + execution.Evidence.LatencyNs;
        fills.Add(instrument.ToDecimal(execution.Price), instrument.ToDecimal(execution.Quantity), timeNs);
    }

    private Dictionary<LabOrder, Outcome[]> Outcomes()
    {
        Dictionary<LabOrder, Outcome[]> all = [];
        foreach ((LabOrder order, int model, FillLog fills, _) in _accounts.Values) Of(order)[model] = fills.Outcome();
        foreach ((LabOrder order, int model, BaselineOrder baseline) in _baselines) Of(order)[model] = baseline.Outcome;
        return all;

        Outcome[] Of(LabOrder order)
        {
            if (!all.TryGetValue(order, out Outcome[]? outcomes)) all[order] = outcomes = new Outcome[LabModel.All.Count];
            return outcomes;
        }
    }

    private Guid NextId() => new(++_ids, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);
}
