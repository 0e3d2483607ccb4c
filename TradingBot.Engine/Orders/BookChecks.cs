using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>What an order that works from the start would meet in the book that is seen now.</summary>
internal sealed class BookChecks(SelfTrades selfTrades)
{
    // An order by amount of the quote asset gets its quantity here: what the visible book gives for it.
    internal Refusal Check(
        Market market, AccountState account, in OrderRequest request, Price? limit, Money? quote, ref Quantity quantity, List<PlannedFill> plan)
    {
        bool mayRest = request.Type == OrderType.Limit && request.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.GoodTillDate;
        string symbol = market.Definition!.Symbol;
        if (!market.IsUsable)
            return mayRest
                ? Refusal.None
                : Refuse(RejectReason.MarketNotLive, $"the market of {symbol} is not usable now ({market.Status}); a GTC limit order would wait for it");
        // Where orders are under way for some time, the book that they meet decides, not the one that is seen now.
        bool isDecidedLater = !account.Model.Latency.IsNone;
        if (request.TimeInForce == TimeInForce.PostOnly) return isDecidedLater ? Refusal.None : CheckPostOnly(market, account, request, limit!.Value);
        Quantity rest = Quantity.Zero;
        bool isShort = false;
        if (quote is { } amount) quantity = TakerWalk.PlanForQuote(market, account, request.Side, amount, plan, out isShort);
        else rest = TakerWalk.Plan(market, account, request.Side, limit, quantity, plan);
        // A market order that finds only an own order meets that, and ends by it.
        bool findsNothing = plan.Count == 0 && (quote is not null || SelfTrades.FirstMet(market, account, request.Side, limit) is null);
        if (request.Type == OrderType.Market && findsNothing)
            return Refuse(RejectReason.NoLiquidity, $"the book of {symbol} shows nothing to {(request.Side == Side.Buy ? "buy" : "sell to")} now");
        if (quote is not null && AmountChecks.CheckMarketQuantity(market.Definition, quantity) is { IsRefused: true } badQuantity) return badQuantity;
        if (isShort && request.TimeInForce == TimeInForce.FillOrKill)
            return Refuse(RejectReason.CannotFillInFull, $"the book of {symbol} shows only {Text(Notional(market.Definition, plan).ToDecimal())} of {Text(quote!.Value.ToDecimal())} {market.Definition.QuoteAsset}");
        if (isDecidedLater) return CheckNotional(market, request, plan);
        selfTrades.Meet(market, account, request.Side, limit, quantity, request.Options.SelfTradePrevention, plan);
        if (request.TimeInForce == TimeInForce.FillOrKill && (!rest.IsZero || selfTrades.Shorten))
            return Refuse(RejectReason.CannotFillInFull,
                $"only {Text(market.Definition.ToDecimal(Total(plan)))} of {Text(request.Quantity)} can be filled at once{(selfTrades.Shorten ? ": an own order is in the way" : "")}");
        return CheckNotional(market, request, plan);
    }

    // A market order has no price of its own: where the venue goes by no average, or none is known, its notional is what the visible book makes of it.
    private static Refusal CheckNotional(Market market, in OrderRequest request, List<PlannedFill> plan)
    {
        Instrument instrument = market.Definition!;
        bool isTold = instrument.Filters.NotionalMinutes is not null && (market.LastTrade.Price.IsValid || request.Options.QuoteQuantity is not null);
        if (request.Type != OrderType.Market || plan.Count == 0 || isTold || !instrument.Filters.MinNotionalForMarket) return Refusal.None;
        Money notional = Notional(instrument, plan);
        return notional < instrument.MinNotional ? AmountChecks.NotionalTooSmall(instrument, notional) : Refusal.None;
    }

    private static Refusal CheckPostOnly(Market market, AccountState account, in OrderRequest request, Price limit)
    {
        string price = Text(request.LimitPrice!.Value);
        if (TakerWalk.IsMarketable(market, request.Side, limit))
            return Refuse(RejectReason.WouldTakeLiquidity, $"price {price} would take liquidity: {BestOpposite(market, request.Side)}");
        return SelfTrades.FirstMet(market, account, request.Side, limit) is { } own
            ? Refuse(RejectReason.WouldTakeLiquidity, $"price {price} would meet the account's own order at {Text(market.Definition!.ToDecimal(own.Terms.LimitPrice!.Value))}")
            : Refusal.None;
    }

    internal static Money Notional(Instrument instrument, List<PlannedFill> plan)
    {
        Money notional = Money.Zero;
        foreach (PlannedFill fill in plan) notional += instrument.NotionalRoundedUp(fill.Level.Price, fill.Quantity);
        return notional;
    }

    internal static Quantity Total(List<PlannedFill> plan)
    {
        Quantity total = Quantity.Zero;
        foreach (PlannedFill fill in plan) total += fill.Quantity;
        return total;
    }

    private static string BestOpposite(Market market, Side side) => side == Side.Buy
        ? $"the best ask is {Text(market.Definition!.ToDecimal(market.Book.Asks.Best))}"
        : $"the best bid is {Text(market.Definition!.ToDecimal(market.Book.Bids.Best))}";

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);

    private static string Text(decimal value) => PriceChecks.Text(value);
}
