using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Strategies;
using TradingBot.Research.Performance;

namespace TradingBot.Research.Backtests;

/// <summary>Runs the engine that trades live over inputs from the past: the same code, the same checks, the same fills.</summary>
public sealed class Backtest
{
    private const long SecondNs = 1_000_000_000;

    private readonly TradingEngine _engine = new();
    private readonly EngineOutput _output = new();
    private readonly List<EngineEvent> _events = [];
    private readonly BacktestPlan _plan;
    private bool _isOpen;
    private long _firstNs;
    private long _lastNs;
    private long _commands;

    private Backtest(BacktestPlan plan) => _plan = plan;

    /// <summary>Runs it.</summary>
    /// <param name="plan">The account.</param>
    /// <param name="market">Market inputs in order of time, instruments first; numbers are given anew, a tick is added each second of their time.</param>
    /// <exception cref="ArgumentException">There are no inputs, one is not of the market, or the account or a strategy is refused.</exception>
    public static BacktestResult Run(BacktestPlan plan, IEnumerable<EngineInput> market)
    {
        Backtest backtest = new(plan);
        foreach (EngineInput input in market) backtest.Process(input);
        return backtest.Result();
    }

    private void Process(in EngineInput input)
    {
        if (input.Kind is EngineInputKind.Command or EngineInputKind.ControlChanged or EngineInputKind.TimerTick)
            throw new ArgumentException($"{input.Kind} is not an input of a market");
        if (_firstNs == 0) _firstNs = _lastNs = input.TimeNs;
        // The account is opened when the instruments are known, before anything else happens.
        if (!_isOpen && input.Kind != EngineInputKind.InstrumentDefined) Open(input.TimeNs);
        for (long tick = (_lastNs / SecondNs + 1) * SecondNs; tick <= input.TimeNs; tick += SecondNs)
            Send(new EngineInput { Kind = EngineInputKind.TimerTick }, tick);
        Send(input, input.TimeNs);
    }

    private void Open(long timeNs)
    {
        _isOpen = true;
        Send(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "backtest") }, timeNs);
        Command(new OpenAccount(NextId(), _plan.Account, "Backtest", _plan.ReportingAsset, _plan.Deposits, _plan.Limits), timeNs);
        foreach (StrategyDefinition strategy in _plan.Strategies)
            Command(new ConfigureStrategy(NextId(), _plan.Account, strategy, IsRunning: true), timeNs);
    }

    private void Command(Command command, long timeNs)
    {
        CommandAnswer answer = Send(new EngineInput { Kind = EngineInputKind.Command, Command = command }, timeNs)!;
        if (answer.Reason != RejectReason.None) throw new ArgumentException($"{command.GetType().Name} was refused: {answer.Message}");
    }

    private CommandAnswer? Send(in EngineInput input, long timeNs)
    {
        _output.Clear();
        _engine.Process(input.Numbered(_engine.LastSequence + 1, timeNs), _output);
        _events.AddRange(_output.Events);
        _lastNs = timeNs;
        return _output.Answers.Count > 0 ? _output.Answers[^1] : null;
    }

    // Not random: the same backtest has the same commands.
    private Guid NextId() => new((int)++_commands, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    private BacktestResult Result()
    {
        if (!_isOpen || !_engine.TryGetAccount(_plan.Account, out AccountView? account)) throw new ArgumentException("there are no market inputs");
        PerformanceReport report = PerformanceReport.Calculate(new ReportInput
        {
            From = Time(_firstNs),
            To = Time(_lastNs + SecondNs),
            ReportingAsset = _plan.ReportingAsset,
            Equity =
            [
                .. _events.OfType<EquityMarked>().Select(marked => new EquityPoint(Time(marked.TimeNs), marked.Equity.ToDecimal())),
                new EquityPoint(Time(_lastNs), account.Equity.ToDecimal()),
            ],
            Executions = [.. Executions()],
            OrdersAccepted = _events.OfType<OrderAccepted>().Count(),
            OrdersRejected = _events.OfType<OrderRejected>().Count(),
        });
        return new(report, _engine.StateHash(_plan.Account), _engine.LastSequence, _events, account);
    }

    private IEnumerable<ReportedExecution> Executions()
    {
        Dictionary<Guid, string?> strategies = _events.OfType<OrderAccepted>().ToDictionary(accepted => accepted.Terms.OrderId, accepted => accepted.Terms.StrategyId);
        foreach (OrderExecuted executed in _events.OfType<OrderExecuted>())
        {
            Execution execution = executed.Execution;
            if (!_engine.TryGetInstrument(execution.Instrument, out Instrument? instrument)) continue;
            yield return new ReportedExecution(
                Time(executed.TimeNs), execution.OrderId, $"{instrument.Venue}:{instrument.Symbol}", strategies[execution.OrderId],
                execution.Side == Engine.MarketData.Side.Buy, instrument.ToDecimal(execution.Price), execution.Notional.ToDecimal(),
                execution.Fee.ToDecimal(), string.Equals(execution.FeeAsset, instrument.QuoteAsset, StringComparison.Ordinal), execution.RealizedProfit.ToDecimal());
        }
    }

    // To the 100 ns that a DateTimeOffset holds.
    private static DateTimeOffset Time(long timeNs) => DateTimeOffset.UnixEpoch.AddTicks(timeNs / 100);
}
