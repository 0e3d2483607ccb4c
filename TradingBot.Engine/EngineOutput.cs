using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine;

/// <summary>A closed bar of an instrument.</summary>
/// <param name="Instrument">Which instrument.</param>
/// <param name="Bar">The bar.</param>
public readonly record struct ClosedBar(InstrumentId Instrument, Bar Bar);

/// <summary>What the engine answers to an input; the caller owns the buffer and clears it between inputs (or batches of them).</summary>
public sealed class EngineOutput
{
    /// <summary>Events of accounts, in order; to be journaled before anything of them is shown.</summary>
    public List<EngineEvent> Events { get; } = new(64);

    /// <summary>Answers to commands; to be given after their events are journaled.</summary>
    public List<CommandAnswer> Answers { get; } = new(16);

    /// <summary>Bars that closed; market data, not journaled.</summary>
    public List<ClosedBar> Bars { get; } = new(64);

    /// <summary>Empties the buffer, keeping its memory.</summary>
    public void Clear()
    {
        Events.Clear();
        Answers.Clear();
        Bars.Clear();
    }
}
