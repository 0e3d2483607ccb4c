using System.Globalization;
using System.Text;
using TradingBot.Cli.Endpoints;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Strategies;
using TradingBot.Exchanges.Recordings;
using TradingBot.Research.Drift;

namespace TradingBot.Cli.Replay;

/// <summary>
/// Runs a strategy of an account over recorded markets as a backtest: from the account as it was when the strategy began, with what it was set up with then, no order but its own, and trading always
/// allowed. What it does stands beside what the live session did.
/// </summary>
internal sealed class DriftRun(AccountId account, string strategyId, IReadOnlyDictionary<string, decimal> changed, IReadOnlyList<EngineEvent> journal, long fromNs, long toNs)
{
    private readonly ILookup<(long, long), EngineEvent> _caused = journal.ToLookup(happened => (happened.InputSequence, happened.TimeNs));
    private readonly List<DriftReport> _reports = [];
    private readonly List<string> _notes = [];
    private readonly List<DriftEvent> _events = [];
    private readonly List<EngineEvent> _backtest = [];
    private readonly EngineOutput _output = new();
    private TradingEngine _engine = new();
    private StrategyDefinition? _strategy;
    private bool _isHeld;
    private int _begin;
    private long _lastNs;

    /// <summary>What the comparisons of all sessions found.</summary>
    /// <exception cref="RefusedException">The strategy ran in none of them.</exception>
    public (DriftReport Report, Instrument Instrument, IReadOnlyList<string> Notes) Result()
    {
        if (_reports.Count == 0) throw new RefusedException($"Strategy '{strategyId}' of account {account.Value} ran in no recorded session of this time.");
        return (new([.. _reports.SelectMany(report => report.Live)], [.. _reports.SelectMany(report => report.Backtest)], _reports.Sum(report => report.Same), [.. _reports.SelectMany(report => report.Differences)]),
            Traded!, _notes);
    }

    private Instrument? Traded { get; set; }

    /// <summary>Runs the strategy over a session.</summary>
    public void Repeat(RecordedSession session, CancellationToken cancellation)
    {
        (_engine, _strategy, _isHeld, _lastNs) = (new(), null, false, 0);
        _events.Clear();
        _backtest.Clear();
        if (session.Lacks is { } lacks)
        {
            _notes.Add($"session {session.Id} is left out: {lacks} of it are not there any more");
            return;
        }
        InputReplay replay = new();
        foreach (TapeRecord record in session.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (record.Kind == RecordKind.Hole) Note(record.TimeNs, DriftCause.Data, $"records are missing before record {record.Number} ({Encoding.UTF8.GetString(record.Content.Span)})");
            else if (record.Kind == RecordKind.AccountsForgotten && InputTape.ReadForgotten(record).Contains(account.Value)) Note(record.TimeNs, DriftCause.Timing, "the account was thrown away, and rebuilt from the journal");
            else if (record.Kind == RecordKind.AccountsRestored && InputTape.ReadRestored(record).FirstOrDefault(restored => restored.Account == account.Value) is { } own) Hold((int)own.Events, record.TimeNs);
            if (!replay.TryTake(record, out ReplayedInput input)) continue;
            if (input.Note.TimeNs >= toNs) break;
            Take(input);
        }
        if (_strategy is not null) Compare();
    }

    private void Take(in ReplayedInput input)
    {
        long nowNs = _lastNs = input.Note.TimeNs;
        if (_isHeld && _strategy is null && nowNs >= fromNs) Begin(journal.Count(happened => happened.TimeNs < Math.Max(fromNs, 1)), nowNs);
        if (input.Outcome != ReplayOutcome.Same)
        {
            Note(nowNs, DriftCause.Data, $"input {input.Note.Sequence} ({input.Note.Kind}) can't be derived from what was recorded");
            return;
        }
        switch (input.Input.Kind)
        {
            case EngineInputKind.Command:
                EngineEvent[] caused = [.. _caused[(input.Note.Sequence, nowNs)]];
                if (caused.OfType<StrategyConfigured>().Any(configured => configured.Strategy.StrategyId == strategyId)) Hold((int)caused[^1].AccountSequence, nowNs);
                break;
            case EngineInputKind.AccountReturned: break;
            case EngineInputKind.ControlChanged:
                if (input.Input.Control!.Mode != TradingMode.Running) Note(nowNs, DriftCause.Risk, $"trading was {input.Input.Control.Mode}: {input.Input.Control.Reason}");
                break;
            default: Process(input.Input, nowNs); break;
        }
    }

    // The strategy begins here, or as soon as the time that is asked for does.
    private void Hold(int events, long nowNs)
    {
        _isHeld = true;
        if (_strategy is null && nowNs >= fromNs) Begin(events, nowNs);
    }

    private void Begin(int events, long nowNs)
    {
        if (journal.Take(events).OfType<StrategyConfigured>().LastOrDefault(configured => configured.Strategy.StrategyId == strategyId) is not { IsRunning: true } configured) return;
        if (!_engine.TryGetInstrument(configured.Strategy.Instrument, out Instrument? traded)) return;
        (_strategy, _begin, Traded) = (configured.Strategy, events, traded);
        _engine.Restore(account, journal.Take(events));
        Process(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "backtest") }, nowNs);
        if (changed.Count == 0) return;
        Dictionary<string, decimal> parameters = new(configured.Strategy.Parameters);
        foreach ((string name, decimal value) in changed)
        {
            if (parameters.TryGetValue(name, out decimal before) && before == value) continue;
            Note(nowNs, DriftCause.Configuration, string.Create(CultureInfo.InvariantCulture, $"the backtest has {name} {value}, the live session {(parameters.TryGetValue(name, out decimal had) ? had : null)}"));
            parameters[name] = value;
        }
        Process(new EngineInput { Kind = EngineInputKind.Command, Command = new ConfigureStrategy(Guid.Empty, account, configured.Strategy with { Parameters = parameters }, IsRunning: true) }, nowNs);
        if (_output.Answers[^1] is { Reason: not Engine.Orders.RejectReason.None } refused) throw new RefusedException(refused.Message ?? refused.Reason.ToString());
    }

    // Numbers are given anew: what is left out of the live session leaves no gap.
    private void Process(in EngineInput input, long nowNs)
    {
        _output.Clear();
        _engine.Process(input.Numbered(_engine.LastSequence + 1, nowNs), _output);
        if (_strategy is not null) _backtest.AddRange(_output.Events.Where(happened => happened.Account == account));
    }

    private void Note(long timeNs, DriftCause cause, string what)
    {
        if (_strategy is not null) _events.Add(new(timeNs, cause, what));
    }

    private void Compare()
    {
        EngineEvent[] live = [.. journal.Skip(_begin).Where(happened => happened.TimeNs <= _lastNs)];
        DriftEvent[] events = [.. _events.Concat(DriftEvents.Of(live, _strategy!)).OrderBy(known => known.TimeNs)];
        _reports.Add(DriftReport.Compare(DriftTrade.Of(live, strategyId, Traded!), DriftTrade.Of(_backtest, strategyId, Traded!), events, _strategy!.BarSeconds * 1_000_000_000L));
    }
}
