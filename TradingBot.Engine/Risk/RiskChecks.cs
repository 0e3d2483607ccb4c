using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Risk;

/// <summary>What an account's limits allow. Sells only ever reduce (spot, no shorts), so limits on size are for buys.</summary>
internal sealed class RiskChecks(Valuation valuation)
{
    private const long Million = 1_000_000;

    /// <summary>Checks a new order against the account's limits, in the order of <see cref="RejectReason"/>.</summary>
    internal Refusal Check(AccountState account, Market market, in OrderRequest request, in CheckedOrder order, List<PlannedFill> plan, OrderState? replaced = null, int others = 0)
    {
        if (request.Side == Side.Buy && CheckBuy(account, market, order, plan, replaced) is { IsRefused: true } refused) return refused;
        if (request.Options.IsReduceOnly && CheckReduces(account, market, request.Side, order) is { IsRefused: true } enlarging) return enlarging;
        return replaced is null && OrderKinds.MayStayOpen(request.Type, request.TimeInForce) && account.OpenOrders.Count + others >= account.Limits.MaxOpenOrders
            ? new(RejectReason.RiskOpenOrders, $"the account has its maximum of {account.Limits.MaxOpenOrders} open orders; cancel one first")
            : Refusal.None;
    }

    /// <summary>What is wrong with limits; none where they can be used.</summary>
    internal static Refusal CheckLimits(RiskLimits limits)
    {
        if (limits.MaxOrderNotional.IsNegative) return Invalid("maxOrderNotional must not be negative");
        if (limits.MaxPositionNotional.IsNegative) return Invalid("maxPositionNotional must not be negative");
        if (limits.MaxDrawdownPartsPerMillion is < 0 or > 1_000_000) return Invalid("maxDrawdown must be 0 to 1,000,000 parts per million");
        return limits.MaxOpenOrders < 0 ? Invalid("maxOpenOrders must not be negative") : Refusal.None;
    }

    /// <summary>Loss from the peak in parts per million of the peak, rounded up; 0 without a positive peak.</summary>
    internal static int DrawdownPartsPerMillion(Money equity, Money peak)
    {
        if (peak.Units <= 0 || equity >= peak) return 0;
        return (int)(MoneyRatio.MultiplyDivideRoundedUp(peak - equity, Million, peak.Units).Units);
    }

    // Spot has no short positions: only a sale of what the position holds reduces it.
    private static Refusal CheckReduces(AccountState account, Market market, Side side, in CheckedOrder order)
    {
        if (side == Side.Buy) return new(RejectReason.WouldNotReduce, "reduceOnly does not go with a buy: spot has no short position that it could reduce");
        Money held = account.FindPosition(market.Id)?.Quantity ?? Money.Zero;
        return order.Lock <= held
            ? Refusal.None
            : new(RejectReason.WouldNotReduce, $"the order would sell {order.Lock} {order.LockedAsset}, the position holds only {held}");
    }

    private Refusal CheckBuy(AccountState account, Market market, in CheckedOrder order, List<PlannedFill> plan, OrderState? replaced)
    {
        Instrument instrument = market.Definition!;
        string reporting = account.ReportingAsset;
        Money inQuote = order.ReferencePrice is { } price ? instrument.NotionalRoundedUp(price, order.Quantity) : BookChecks.Notional(instrument, plan);
        if (valuation.Value(instrument.QuoteAsset, inQuote, reporting) is not { } notional)
            return new(RejectReason.RiskOrderNotional, $"the order can't be valued in {reporting}: no price of {instrument.QuoteAsset} is known yet");
        if (notional > account.Limits.MaxOrderNotional)
            return new(RejectReason.RiskOrderNotional, $"the order's notional {notional} {reporting} is above the account's maximum {account.Limits.MaxOrderNotional}");
        Money exposure = inQuote + PositionAndOpenBuys(account, market, order, plan, replaced);
        if (valuation.Value(instrument.QuoteAsset, exposure, reporting) is not { } position || position > account.Limits.MaxPositionNotional)
            return new(RejectReason.RiskPosition,
                $"position, open buys and this order are {exposure} {instrument.QuoteAsset}, above the account's maximum position {account.Limits.MaxPositionNotional} {reporting}");
        return account.RiskState == RiskState.ReduceOnly
            ? new(RejectReason.RiskDrawdown, $"the account takes only reducing orders: {account.RiskReason}")
            : Refusal.None;
    }

    private static Money PositionAndOpenBuys(AccountState account, Market market, in CheckedOrder order, List<PlannedFill> plan, OrderState? replaced)
    {
        Instrument instrument = market.Definition!;
        // Without a mark the order's own price is the best guess there is.
        Price mark = market.Mark.IsValid ? market.Mark : order.ReferencePrice ?? market.Book.Asks.Best;
        Money value = account.FindPosition(instrument.Id) is { } held ? instrument.ValueRoundedDown(held.Quantity, mark) : Money.Zero;
        foreach (OrderState open in account.OpenOrders)
            if (open != replaced && open.Terms.Instrument == instrument.Id && open.Terms.Side == Side.Buy && !IsCheaperOfPair(open))
                value += open.Terms.ReferencePrice is { } price ? instrument.NotionalRoundedUp(price, open.Remaining) : open.Locked;
        return value;
    }

    // Only one order of a pair can execute: the dearer one counts.
    private static bool IsCheaperOfPair(OrderState open) => open.Terms.ListLeg == ListLeg.Limit && open.OtherOfPair() is not null;

    private static Refusal Invalid(string message) => new(RejectReason.InvalidParameter, message);
}
