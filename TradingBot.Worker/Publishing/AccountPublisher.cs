using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Storage.Live;
using TradingBot.Storage.Names;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Publishing;

/// <summary>Shows the accounts' worth on the live bus and as a metric, once a second. Used by the trading loop only.</summary>
internal sealed class AccountPublisher(LiveBus bus, StrategyFactsWriter facts, WorkerIdentity worker, WorkerMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _at;

    public void Obeyed(TradingOrder order) => bus.Publish(new LiveControl(worker.Id, StoredNames.Of(order.Mode), order.Reason, order.Epoch, time.GetUtcNow()));

    public void Publish(TradingEngine engine)
    {
        if (time.GetTimestamp() < _at) return;
        _at = time.GetTimestamp() + (long)(Interval.TotalSeconds * time.TimestampFrequency);
        foreach (AccountId id in engine.Accounts)
        {
            if (!engine.TryGetAccount(id, out AccountView? view)) continue;
            metrics.SetEquity(view.Name, view.Equity.ToDecimal());
            bus.Publish(EquityOf(engine, view));
            foreach (StrategyView strategy in view.Strategies) facts.Note(id, strategy);
        }
    }

    private LiveEquity EquityOf(TradingEngine engine, AccountView view)
    {
        BalanceView? cash = view.Balances.FirstOrDefault(balance => balance.Asset == view.ReportingAsset);
        decimal realized = view.Positions.Sum(position => position.RealizedProfit.ToDecimal());
        decimal unrealized = view.Positions.Sum(position => position.UnrealizedProfit?.ToDecimal() ?? 0m);
        return new(view.Id.Value, view.Equity.ToDecimal(), cash is null ? 0m : (cash.Free + cash.Locked).ToDecimal(), realized, unrealized,
            view.DrawdownPartsPerMillion / 1_000_000m, StoredNames.Of(view.RiskState), time.GetUtcNow(),
            [.. view.Positions.Where(position => position.Quantity > Money.Zero).Select(position => PositionOf(engine, position))], engine.World == MarketWorld.Simulated);
    }

    private static LivePosition PositionOf(TradingEngine engine, PositionView position)
    {
        engine.TryGetInstrument(position.Instrument, out Instrument? instrument);
        return new(StoredNames.Of(instrument!.Venue), instrument.Symbol, position.Quantity.ToDecimal(), position.AverageCost?.ToDecimal() ?? 0m,
            position.Mark is { } mark ? instrument.ToDecimal(mark) : null, position.UnrealizedProfit?.ToDecimal());
    }
}
