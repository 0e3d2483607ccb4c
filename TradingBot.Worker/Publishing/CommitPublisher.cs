using TradingBot.Engine;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;
using TradingBot.Storage;
using TradingBot.Storage.Live;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Publishing;

/// <summary>Shows what was committed, and hands closed bars on to be stored. Used by the trading loop only.</summary>
internal sealed class CommitPublisher(LiveBus bus, CandleWriter candles, WorkerMetrics metrics)
{
    public void Committed(IReadOnlyList<EngineEvent> events, IReadOnlyDictionary<InstrumentId, Instrument> instruments)
    {
        foreach (EngineEvent happened in events)
        {
            DateTimeOffset at = UnixTime.FromNanoseconds(happened.TimeNs);
            switch (happened)
            {
                case OrderAccepted accepted:
                    metrics.Ordered(instruments[accepted.Terms.Instrument].Venue, "accepted");
                    bus.Publish(new LiveOrder(happened.Account.Value, accepted.Terms.OrderId, StoredNames.Of(OrderStatus.Open), at));
                    break;
                case OrderRejected rejected:
                    metrics.Ordered(instruments[rejected.Instrument].Venue, "rejected");
                    bus.Publish(new LiveOrder(happened.Account.Value, rejected.OrderId, StoredNames.Of(OrderStatus.Rejected), at));
                    break;
                case OrderExecuted executed: Executed(executed, instruments[executed.Execution.Instrument], at); break;
                case OrderEnded ended: bus.Publish(new LiveOrder(happened.Account.Value, ended.OrderId, StoredNames.Of(ended.Status), at)); break;
                // Its status stays; whoever shows it reads where its trigger stands now.
                case OrderTriggered triggered: bus.Publish(new LiveOrder(happened.Account.Value, triggered.OrderId, StoredNames.Of(OrderStatus.Open), at)); break;
                case OrderAmended amended: bus.Publish(new LiveOrder(happened.Account.Value, amended.OrderId, StoredNames.Of(OrderStatus.Open), at)); break;
                case OrderTrailed trailed: bus.Publish(new LiveOrder(happened.Account.Value, trailed.OrderId, StoredNames.Of(OrderStatus.Open), at)); break;
                case StrategyConfigured configured: bus.Publish(new LiveStrategy(happened.Account.Value, configured.Strategy.StrategyId, at)); break;
                case SignalRaised signal: bus.Publish(new LiveStrategy(happened.Account.Value, signal.StrategyId, at)); break;
                default: break; // Shown with the account's equity, every second.
            }
        }
    }

    public void Closed(IReadOnlyList<ClosedBar> bars, IReadOnlyDictionary<InstrumentId, Instrument> instruments, bool simulated)
    {
        foreach (ClosedBar closed in bars)
        {
            Instrument instrument = instruments[closed.Instrument];
            candles.Add(instrument, closed.Bar, simulated);
            bus.Publish(MarketPublisher.BarOf(instrument, closed.Bar, closed: true));
        }
    }

    private void Executed(OrderExecuted executed, Instrument instrument, DateTimeOffset at)
    {
        Execution execution = executed.Execution;
        string venue = StoredNames.Of(instrument.Venue);
        metrics.Filled(instrument.Venue, StoredNames.Of(execution.Role));
        bus.Publish(new LiveExecution(executed.Account.Value, execution.ExecutionId, execution.OrderId, venue, instrument.Symbol, StoredNames.Of(execution.Side),
            instrument.ToDecimal(execution.Price), instrument.ToDecimal(execution.Quantity), execution.Notional.ToDecimal(), execution.Fee.ToDecimal(), execution.FeeAsset,
            StoredNames.Of(execution.Role), execution.RealizedProfit.ToDecimal(), StrategyId: null, execution.Simulated, at));
        bus.Publish(new LiveOrder(executed.Account.Value, execution.OrderId, StoredNames.Of(executed.Status), at));
    }
}
