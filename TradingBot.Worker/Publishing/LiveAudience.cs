using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Worker.Control;
using TradingBot.Worker.Snapshots;

namespace TradingBot.Worker.Publishing;

/// <summary>Everybody who watches the live bus, the metrics and the candles.</summary>
internal sealed class LiveAudience(MarketPublisher markets, AccountPublisher accounts, CommitPublisher commits, SnapshotKeeper snapshots) : ITradingAudience
{
    public void Define(Instrument instrument) => markets.Define(instrument);

    public void See(in EngineInput input) => markets.See(input);

    public void Forget() => markets.Forget();

    public void Closed(IReadOnlyList<ClosedBar> bars, IReadOnlyDictionary<InstrumentId, Instrument> instruments, bool simulated) => commits.Closed(bars, instruments, simulated);

    public void Committed(IReadOnlyList<EngineEvent> events, IReadOnlyDictionary<InstrumentId, Instrument> instruments) => commits.Committed(events, instruments);

    public bool WantsSnapshot(AccountId account, long sequence) => snapshots.Wants(account, sequence);

    public void Keep(AccountSnapshot snapshot) => snapshots.Keep(snapshot);

    public void Obeyed(TradingOrder order) => accounts.Obeyed(order);

    public void Show(TradingEngine engine)
    {
        markets.Publish(engine);
        accounts.Publish(engine);
    }
}
