using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Accounts;

/// <summary>SHA-256 over all account state, and nothing that is derived from the market.</summary>
internal static class AccountStateHash
{
    private const long Version = 1;

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
        WriteRisk(writer, account);
        WriteBalances(writer, account);
        WritePositions(writer, account);
        writer.Write(account.OpenOrders.Count);
        foreach (OrderState order in account.OpenOrders) Write(writer, order);
        writer.Write(account.Strategies.Count);
        foreach (StrategyState strategy in account.Strategies) Write(writer, strategy);
        return writer.Hash();
    }

    private static void WriteRisk(CanonicalWriter writer, AccountState account)
    {
        RiskLimits limits = account.Limits;
        writer.Write(limits.MaxOrderNotional);
        writer.Write(limits.MaxPositionNotional);
        writer.Write(limits.MaxDrawdownPartsPerMillion);
        writer.Write(limits.MaxOpenOrders);
        writer.Write((long)account.RiskState);
        writer.Write(account.RiskReason);
        writer.Write(account.MarkedEquity);
        writer.Write(account.MarkedPeakEquity);
        writer.Write(account.MarkedTimeNs);
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
        writer.Write(terms.StrategyId);
        writer.Write(terms.Reason);
        writer.Write((long)order.Status);
        writer.Write(order.Remaining.Units);
        writer.Write(order.LockedAsset);
        writer.Write(order.Locked);
        writer.Write(order.AcceptedTimeNs);
        writer.Write(order.ExecutedNotional);
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
