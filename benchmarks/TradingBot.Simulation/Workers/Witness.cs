using TradingBot.Engine;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Worker.Control;
using TradingBot.Worker.Publishing;

namespace TradingBot.Simulation.Workers;

/// <summary>Sees what workers show as done; each of it must be in the journal, as shown, for ever.</summary>
internal sealed class Witness : ITradingAudience
{
    /// <summary>Everything that was shown.</summary>
    public List<(Guid Account, long Sequence, string Payload)> Shown { get; } = [];

    public void Committed(IReadOnlyList<EngineEvent> events, IReadOnlyDictionary<InstrumentId, Instrument> instruments)
    {
        foreach (EngineEvent happened in events) Shown.Add((happened.Account.Value, happened.AccountSequence, JournalJson.Write(happened)));
    }

    public void Define(Instrument instrument)
    {
    }

    public void See(in EngineInput input)
    {
    }

    public void Forget()
    {
    }

    public void Closed(IReadOnlyList<ClosedBar> bars, IReadOnlyDictionary<InstrumentId, Instrument> instruments, bool simulated)
    {
    }

    public void Obeyed(TradingOrder order)
    {
    }

    public void Show(TradingEngine engine)
    {
    }
}
