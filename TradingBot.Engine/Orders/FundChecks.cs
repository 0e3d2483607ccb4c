using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>What an order locks, and whether the account has it.</summary>
internal static class FundChecks
{
    /// <summary>What an order that may stay open locks for what is left of it.</summary>
    internal static Money LockOf(Instrument instrument, OrderTerms terms, Quantity remaining) => terms.Side == Side.Sell
        ? instrument.BaseAmount(remaining)
        : Settlement.BuyLock(instrument, terms.ReferencePrice!.Value, remaining);

    internal static CheckedOrder Lock(AccountState account, Instrument instrument, Side side, in CheckedOrder order, List<PlannedFill> plan)
    {
        if (side == Side.Sell)
        {
            Quantity sold = order.ReferencePrice is null && account.Model.Latency.IsNone ? BookChecks.Total(plan) : order.Quantity;
            return order with { LockedAsset = instrument.BaseAsset, Lock = instrument.BaseAmount(sold) };
        }

        Money cost = order.ReferencePrice is { } price ? Settlement.BuyLock(instrument, price, order.Quantity) : Settlement.TakerCost(instrument, plan);
        return order with { LockedAsset = instrument.QuoteAsset, Lock = cost };
    }

    internal static Refusal CheckBalance(Valuation valuation, AccountState account, Instrument instrument, Side side, in CheckedOrder order, Money replaced)
    {
        Money free = (side == Side.Buy ? account.Free(instrument.QuoteAsset) : valuation.Sellable(account, instrument)) + replaced;
        return order.Lock <= free
            ? Refusal.None
            : Refuse(RejectReason.InsufficientBalance, side == Side.Buy
                ? $"the order needs {order.Lock} {order.LockedAsset}, free are {free}"
                : $"the order needs {order.Lock} {order.LockedAsset}, free to sell at {instrument.Venue} are {free}");
    }

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);
}
