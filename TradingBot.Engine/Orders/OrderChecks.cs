using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Orders;

/// <summary>An order that passed all checks: its amounts in the instrument's units and what will be locked for it.</summary>
internal readonly record struct CheckedOrder(Price? LimitPrice, Quantity Quantity, CheckedTrigger Trigger, Money? QuoteQuantity, string LockedAsset, Money Lock,
    Quantity? DisplayQuantity = null, ExitTerms? Exits = null)
{
    /// <summary>The worst price that can be told beforehand; none for a market order.</summary>
    internal Price? ReferencePrice => LimitPrice ?? Trigger.Terms?.Price;
}

/// <summary>All checks of a new order, in the order of <see cref="RejectReason"/>: the first that fails is the answer.</summary>
internal sealed class OrderChecks(MarketSet markets, RiskChecks risk, Valuation valuation, SelfTrades selfTrades)
{
    private readonly BookChecks _books = new(selfTrades);

    /// <summary>Checks an order; what it would take at once is left in <paramref name="plan"/>.</summary>
    /// <param name="account">Whose order.</param>
    /// <param name="request">The order.</param>
    /// <param name="control">The control state.</param>
    /// <param name="nowNs">Time of the input.</param>
    /// <param name="plan">What it would take at once.</param>
    /// <param name="order">Its amounts.</param>
    /// <param name="others">Orders that are placed together with it and are not open yet.</param>
    internal Refusal Check(AccountState account, in OrderRequest request, ControlState control, long nowNs, List<PlannedFill> plan, out CheckedOrder order, int others = 0)
    {
        plan.Clear();
        selfTrades.Clear();
        order = default;
        if (markets.FindDefined(request.Instrument) is not { } market)
            return Refuse(RejectReason.UnknownInstrument, $"instrument {request.Instrument.Number} is not known");
        Instrument instrument = market.Definition!;
        if (!instrument.IsTrading) return Refuse(RejectReason.UnknownInstrument, $"{instrument.Symbol} is not traded by {instrument.Venue} now");
        if (TermChecks.CheckTerms(request) is { IsRefused: true } badTerms) return badTerms;
        if (TriggerChecks.CheckOptions(request, nowNs) is { IsRefused: true } badOptions) return badOptions;
        if (IcebergChecks.CheckOptions(request) is { IsRefused: true } badIceberg) return badIceberg;
        if (ExitChecks.CheckOptions(request) is { IsRefused: true } badExits) return badExits;
        if (TermChecks.CheckMode(account, control) is { IsRefused: true } halted) return halted;
        if (AmountChecks.Check(market, request, nowNs, out Price? limit, out Quantity quantity, out Money? quote) is { IsRefused: true } badAmounts) return badAmounts;
        if (IcebergChecks.Check(instrument, request, quantity, out Quantity? display) is { IsRefused: true } badParts) return badParts;
        if (TriggerChecks.Check(market, request, out CheckedTrigger trigger) is { IsRefused: true } badTrigger) return badTrigger;
        if (trigger.Terms is { } terms)
        {
            if (AmountChecks.CheckNotional(instrument, limit ?? terms.Price, quantity) is { IsRefused: true } badNotional) return badNotional;
        }

        if (ExitChecks.Check(instrument, request, limit ?? trigger.Terms?.Price, quantity, out ExitTerms? exits) is { IsRefused: true } badExit) return badExit;
        if (VenueCountChecks.Check(account, instrument, request, quantity, others) is { IsRefused: true } tooMany) return tooMany;
        if (trigger.Terms is null && _books.Check(market, account, request, limit, quote, ref quantity, plan) is { IsRefused: true } badMarket) return badMarket;
        if (quote is not null && VenueCountChecks.Check(account, instrument, request, quantity, others) is { IsRefused: true } tooMuch) return tooMuch;

        order = FundChecks.Lock(account, instrument, request.Side, new(limit, quantity, trigger, quote, "", Money.Zero, display, exits), plan);
        if (FundChecks.CheckBalance(valuation, account, instrument, request.Side, order, Money.Zero) is { IsRefused: true } badBalance) return badBalance;
        return risk.Check(account, market, request, order, plan, others: others);
    }

    /// <summary>Checks what an open order shall become, as a new order for what is left of it that has the old one's money to spend.</summary>
    /// <param name="replaced">The order as it is.</param>
    /// <param name="terms">What it shall ask for.</param>
    /// <param name="remaining">What shall be left of it.</param>
    /// <param name="control">The control state.</param>
    /// <param name="nowNs">Time of the input.</param>
    /// <param name="plan">What it would take at once.</param>
    /// <param name="locked">What it would lock.</param>
    internal Refusal CheckReplacement(OrderState replaced, OrderTerms terms, Quantity remaining, ControlState control, long nowNs, List<PlannedFill> plan, out Money locked)
    {
        plan.Clear();
        selfTrades.Clear();
        locked = Money.Zero;
        AccountState account = replaced.Account;
        Market market = markets.Get(terms.Instrument);
        Instrument instrument = market.Definition!;
        if (TermChecks.CheckMode(account, control) is { IsRefused: true } halted) return halted;
        if (terms.LimitPrice is { } at && AmountChecks.CheckBand(market, terms.Side, at, nowNs) is { IsRefused: true } tooFar) return tooFar;
        if (AmountChecks.CheckNotional(instrument, terms.ReferencePrice, remaining) is { IsRefused: true } badNotional) return badNotional;
        if (terms.Side == Side.Buy && instrument.Filters.MaxPosition is { } most
            && VenueCountChecks.CheckPosition(account, instrument, most, remaining, replaced) is { IsRefused: true } tooMuch) return tooMuch;
        OrderOptions options = OrderOptions.None with { IsReduceOnly = terms.IsReduceOnly, SelfTradePrevention = terms.SelfTradePrevention };
        OrderType type = replaced.IsTriggered ? OrderType.Limit : terms.Type;
        decimal? price = terms.LimitPrice is { } limit ? instrument.ToDecimal(limit) : null;
        OrderRequest request = new(instrument.Id, terms.Side, type, instrument.ToDecimal(remaining), price, terms.TimeInForce, options, terms.StrategyId, terms.Reason);
        Quantity wanted = remaining;
        if (terms.DisplayQuantity is { } display && IcebergChecks.CheckParts(instrument, terms.Quantity, display) is { IsRefused: true } badParts) return badParts;
        if (replaced.IsResting && _books.Check(market, account, request, terms.LimitPrice, quote: null, ref wanted, plan) is { IsRefused: true } badMarket) return badMarket;
        CheckedOrder order = FundChecks.Lock(account, instrument, terms.Side, new(terms.LimitPrice, remaining, new(terms.Trigger, null), null, "", Money.Zero), plan);
        locked = order.Lock;
        if (FundChecks.CheckBalance(valuation, account, instrument, terms.Side, order, replaced.Locked) is { IsRefused: true } badBalance) return badBalance;
        return risk.Check(account, market, request, order, plan, replaced);
    }

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);
}
