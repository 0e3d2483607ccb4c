using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Publishing;

/// <summary>Whom the trading loop shows what it does: the live bus, or the witness of the deterministic simulation. Called by the loop only; must not wait.</summary>
internal interface ITradingAudience
{
    /// <summary>A market, or a new version of its rules.</summary>
    void Define(Instrument instrument);

    /// <summary>A market input that the engine has processed.</summary>
    void See(in EngineInput input);

    /// <summary>The markets are another world's.</summary>
    void Forget();

    /// <summary>Bars that closed.</summary>
    void Closed(IReadOnlyList<ClosedBar> bars, IReadOnlyDictionary<InstrumentId, Instrument> instruments, bool simulated);

    /// <summary>Events that are durable now.</summary>
    void Committed(IReadOnlyList<EngineEvent> events, IReadOnlyDictionary<InstrumentId, Instrument> instruments);

    /// <summary>Whether a snapshot of an account is due after this event of it; who keeps none never wants one.</summary>
    bool WantsSnapshot(AccountId account, long sequence) => false;

    /// <summary>A snapshot whose last event is durable now.</summary>
    void Keep(AccountSnapshot snapshot)
    {
    }

    /// <summary>What is obeyed from now on.</summary>
    void Obeyed(TradingOrder order);

    /// <summary>A tenth of a second has passed.</summary>
    void Show(TradingEngine engine);
}
