using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Accounts;

/// <summary>SHA-256 over all account state, and nothing that is derived from the market.</summary>
internal static class AccountStateHash
{
    private const long Version = 8;

    internal static string Of(AccountState account)
    {
        CanonicalWriter writer = new();
        writer.Write(Version);
        writer.Write(account.Id.Value);
        writer.Write(account.Sequence);
        writer.Write(account.Name);
        writer.Write(account.ReportingAsset);
        writer.Write(account.OrderNumber);
        writer.Write(account.ExecutionNumber);
        Write(writer, account.Model);
        WriteRisk(writer, account);
        WriteBalances(writer, account);
        WritePositions(writer, account);
        writer.Write(account.OpenOrders.Count);
        foreach (OrderState order in account.OpenOrders) Write(writer, order);
        writer.Write(account.Strategies.Count);
        foreach (StrategyState strategy in account.Strategies) Write(writer, strategy);
        return writer.Hash();
    }

    private static void Write(CanonicalWriter writer, ExecutionModel model)
    {
        writer.Write(model.Name);
        writer.Write((long)model.Queue);
        writer.Write(model.MakesFromBook ? 1 : 0);
        writer.Write((long)model.Latency.Source);
        writer.Write(model.Latency.Seed);
        foreach (LatencyRange range in (ReadOnlySpan<LatencyRange>)[model.Latency.Submit, model.Latency.Cancel, model.Latency.Acknowledge])
        {
            writer.Write(range.LeastNs);
            writer.Write(range.MedianNs);
            writer.Write(range.HighNs);
            writer.Write(range.GreatestNs);
        }
    }

    private static void WriteRisk(CanonicalWriter writer, AccountState account)
    {
        RiskLimits limits = account.Limits;
        writer.Write(limits.MaxOrderNotional);
        writer.Write(limits.MaxPositionNotional);
        writer.Write(limits.MaxDrawdownPartsPerMillion);
        writer.Write(limits.MaxOpenOrders);
        foreach (RiskStanding standing in (ReadOnlySpan<RiskStanding>)[account.LiveRisk, account.SimulatedRisk])
        {
            writer.Write((long)standing.State);
            writer.Write(standing.Reason);
        }

        WriteSimulated(writer, account.Simulated);
        foreach (MarketWorld world in (ReadOnlySpan<MarketWorld>)[MarketWorld.Live, MarketWorld.Simulated])
        {
            EquityRecord record = account.RecordOf(world);
            writer.Write(record.Marked);
            writer.Write(record.MarkedPeak);
            writer.Write(record.MarkedTimeNs);
        }
    }

    private static void WriteSimulated(CanonicalWriter writer, SimulatedChanges changes)
    {
        writer.Write(changes.Assets.Count);
        foreach ((string asset, Money amount) in changes.Assets)
        {
            writer.Write(asset);
            writer.Write(amount);
        }

        writer.Write(changes.Positions.Count);
        foreach ((InstrumentId instrument, Money quantity) in changes.Positions)
        {
            writer.Write(instrument.Number);
            writer.Write(quantity);
        }
    }

    private static void WriteBalances(CanonicalWriter writer, AccountState account)
    {
        writer.Write(account.Balances.Count);
        foreach (AssetBalance balance in account.Balances)
        {
            writer.Write(balance.Asset);
            writer.Write(balance.Free);
            writer.Write(balance.Locked);
            writer.Write(balance.Fees);
            writer.Write(balance.Market);
            writer.Write(balance.External);
        }
    }

    private static void WritePositions(CanonicalWriter writer, AccountState account)
    {
        writer.Write(account.Positions.Count);
        foreach (Position position in account.Positions)
        {
            writer.Write(position.Instrument.Number);
            writer.Write(position.Quantity);
            writer.Write(position.Cost);
            writer.Write(position.RealizedProfit);
        }
    }

    private static void Write(CanonicalWriter writer, OrderState order)
    {
        OrderTerms terms = order.Terms;
        writer.Write(terms.OrderId);
        writer.Write(terms.OrderNumber);
        writer.Write(terms.Instrument.Number);
        writer.Write((long)terms.Side);
        writer.Write((long)terms.Type);
        writer.Write(terms.Quantity.Units);
        writer.Write(terms.LimitPrice?.Units ?? 0);
        writer.Write((long)terms.TimeInForce);
        WriteTrigger(writer, order, terms.Trigger);
        writer.Write(terms.ExpireTimeNs ?? 0);
        writer.Write(terms.IsReduceOnly ? 1 : 0);
        writer.Write(terms.QuoteQuantity ?? default);
        writer.Write((long)terms.SelfTradePrevention);
        writer.Write((long)terms.World);
        writer.Write(terms.StrategyId);
        writer.Write(terms.Reason);
        writer.Write((long)order.Status);
        writer.Write(order.Remaining.Units);
        writer.Write(order.LockedAsset);
        writer.Write(order.Locked);
        writer.Write(order.AcceptedTimeNs);
        writer.Write(order.ExecutedNotional);
        writer.Write(terms.ArrivesAtNs);
        writer.Write(order.HasArrived ? 1 : 0);
        writer.Write(order.CancelAtNs);
        writer.Write((long)order.CancelReason);
        writer.Write(order.Amends);
        writer.Write(order.AmendsInPlace);
        writer.Write(order.Prevented.Units);
        writer.Write(order.Received);
        writer.Write(terms.DisplayQuantity?.Units ?? 0);
        writer.Write(terms.Exits is null ? 0 : 1);
        writer.Write(terms.Exits?.TakeProfit?.Units ?? 0);
        writer.Write(terms.Exits?.Stop?.Units ?? 0);
        writer.Write(terms.Exits?.StopLimit?.Units ?? 0);
        writer.Write(terms.ListId ?? Guid.Empty);
        writer.Write((long)terms.ListLeg);
        writer.Write(terms.ParentOrderId ?? Guid.Empty);
    }

    private static void WriteTrigger(CanonicalWriter writer, OrderState order, TriggerTerms? trigger)
    {
        writer.Write(order.IsTriggered ? 1 : 0);
        writer.Write(order.TrailedTo.Units);
        writer.Write(trigger is null ? 0 : 1);
        if (trigger is null) return;
        writer.Write(trigger.Price.Units);
        writer.Write((long)trigger.Direction);
        writer.Write((long)trigger.Source);
        writer.Write(trigger.TrailingDistance);
        writer.Write(trigger.TrailingPartsPerMillion);
        writer.Write(trigger.ActivationPrice?.Units ?? 0);
    }

    private static void Write(CanonicalWriter writer, StrategyState strategy)
    {
        writer.Write(strategy.Definition.StrategyId);
        writer.Write(strategy.Definition.Kind);
        writer.Write(strategy.Definition.Instrument.Number);
        writer.Write(strategy.Definition.BarSeconds);
        writer.Write(strategy.Definition.Parameters.Count);
        foreach ((string name, decimal value) in strategy.Definition.Parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(strategy.IsRunning ? 1 : 0);
        writer.Write(strategy.PositionQuantity);
        writer.Write(strategy.LastSignal?.AccountSequence ?? 0);
        writer.Write((long)(strategy.LastSignal?.Action ?? 0));
    }
}
