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
    internal Refusal Check(AccountState account, Market market, in OrderRequest request, in CheckedOrder order, List<PlannedFill> plan)
    {
        if (request.Side == Side.Buy && CheckBuy(account, market, order, plan) is { IsRefused: true } refused) return refused;
        bool mayRest = request.Type == OrderType.Limit && request.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.PostOnly;
        return mayRest && account.OpenOrders.Count >= account.Limits.MaxOpenOrders
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

    private Refusal CheckBuy(AccountState account, Market market, in CheckedOrder order, List<PlannedFill> plan)
    {
        Instrument instrument = market.Definition!;
        string reporting = account.ReportingAsset;
        Money inQuote = order.LimitPrice is { } price ? instrument.NotionalRoundedUp(price, order.Quantity) : OrderChecks.Notional(instrument, plan);
        if (valuation.Value(instrument.QuoteAsset, inQuote, reporting) is not { } notional)
            return new(RejectReason.RiskOrderNotional, $"the order can't be valued in {reporting}: no price of {instrument.QuoteAsset} is known yet");
        if (notional > account.Limits.MaxOrderNotional)
            return new(RejectReason.RiskOrderNotional, $"the order's notional {notional} {reporting} is above the account's maximum {account.Limits.MaxOrderNotional}");
        Money exposure = inQuote + PositionAndOpenBuys(account, market, order, plan);
        if (valuation.Value(instrument.QuoteAsset, exposure, reporting) is not { } position || position > account.Limits.MaxPositionNotional)
            return new(RejectReason.RiskPosition,
                $"position, open buys and this order are {exposure} {instrument.QuoteAsset}, above the account's maximum position {account.Limits.MaxPositionNotional} {reporting}");
        return account.RiskState == RiskState.ReduceOnly
            ? new(RejectReason.RiskDrawdown, $"the account takes only reducing orders: {account.RiskReason}")
            : Refusal.None;
    }

    private static Money PositionAndOpenBuys(AccountState account, Market market, in CheckedOrder order, List<PlannedFill> plan)
    {
        Instrument instrument = market.Definition!;
        // Without a mark the order's own price is the best guess there is.
        Price mark = market.Mark.IsValid ? market.Mark : order.LimitPrice ?? plan[0].Level.Price;
        Money value = account.FindPosition(instrument.Id) is { } held ? instrument.ValueRoundedDown(held.Quantity, mark) : Money.Zero;
        foreach (OrderState open in account.OpenOrders)
            if (open.Terms.Instrument == instrument.Id && open.Terms.Side == Side.Buy)
                value += instrument.NotionalRoundedUp(open.Terms.LimitPrice!.Value, open.Remaining);
        return value;
    }

    private static Refusal Invalid(string message) => new(RejectReason.InvalidParameter, message);
}
