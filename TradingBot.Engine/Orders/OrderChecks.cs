using System.Globalization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Orders;

/// <summary>An order that passed all checks: its amounts in the instrument's units and what will be locked for it.</summary>
internal readonly record struct CheckedOrder(Price? LimitPrice, Quantity Quantity, string LockedAsset, Money Lock);

/// <summary>All checks of a new order, in the order of <see cref="RejectReason"/>: the first that fails is the answer.</summary>
internal sealed class OrderChecks(MarketSet markets, RiskChecks risk, Valuation valuation)
{
    /// <summary>Checks an order; what it would take at once is left in <paramref name="plan"/>.</summary>
    internal Refusal Check(AccountState account, in OrderRequest request, ControlState control, List<PlannedFill> plan, out CheckedOrder order)
    {
        plan.Clear();
        order = default;
        if (markets.FindDefined(request.Instrument) is not { } market)
            return Refuse(RejectReason.UnknownInstrument, $"instrument {request.Instrument.Number} is not known");
        Instrument instrument = market.Definition!;
        if (!instrument.IsTrading) return Refuse(RejectReason.UnknownInstrument, $"{instrument.Symbol} is not traded by {instrument.Venue} now");
        if (CheckTerms(request) is { IsRefused: true } badTerms) return badTerms;
        if (control.Mode != TradingMode.Running)
            return Refuse(RejectReason.TradingHalted, $"trading is {ModeWord(control.Mode)}: {control.Reason}");
        if (account.RiskState == RiskState.Halted)
            return Refuse(RejectReason.AccountHalted, $"the account is halted: {account.RiskReason}");
        if (CheckAmounts(instrument, request, out Price? limit, out Quantity quantity) is { IsRefused: true } badAmounts) return badAmounts;
        if (CheckMarket(market, account, request, limit, quantity, plan) is { IsRefused: true } badMarket) return badMarket;
        order = Lock(instrument, request, limit, quantity, plan);
        if (CheckBalance(account, instrument, request.Side, order) is { IsRefused: true } badBalance) return badBalance;
        return risk.Check(account, market, request, order, plan);
    }

    private static Refusal CheckTerms(in OrderRequest request)
    {
        if (!Enum.IsDefined(request.Side)) return Refuse(RejectReason.InvalidParameter, "side must be buy or sell");
        if (!Enum.IsDefined(request.Type)) return Refuse(RejectReason.InvalidParameter, "type must be market or limit");
        return Enum.IsDefined(request.TimeInForce)
            ? Refusal.None
            : Refuse(RejectReason.InvalidParameter, "timeInForce must be GTC, IOC, FOK or PostOnly");
    }

    private static Refusal CheckAmounts(Instrument instrument, in OrderRequest request, out Price? limit, out Quantity quantity)
    {
        limit = null;
        quantity = default;
        if (request.Type == OrderType.Limit && request.LimitPrice is null)
            return Refuse(RejectReason.PriceMissing, "price is missing: a limit order needs one");
        if (request.Type == OrderType.Market && request.LimitPrice is not null)
            return Refuse(RejectReason.PriceNotAllowed, "price is not allowed: a market order has none");
        if (request.LimitPrice is { } wanted)
        {
            if (wanted <= 0) return Refuse(RejectReason.PriceOffTick, $"price {Text(wanted)} must be greater than zero");
            if (!instrument.TryPrice(wanted, out Price price) || !instrument.IsOnTick(price))
                return Refuse(RejectReason.PriceOffTick,
                    $"price {Text(wanted)} is not a multiple of the tick size {Text(instrument.ToDecimal(new Price(instrument.TickSize)))}");
            limit = price;
        }

        if (CheckQuantity(instrument, request.Quantity, out quantity) is { IsRefused: true } badQuantity) return badQuantity;
        if (limit is { } at && instrument.NotionalRoundedDown(at, quantity) < instrument.MinNotional)
            return NotionalTooSmall(instrument, instrument.NotionalRoundedDown(at, quantity));
        return request.Type == OrderType.Market && request.TimeInForce == TimeInForce.PostOnly
            ? Refuse(RejectReason.TimeInForceNotAllowed, "timeInForce PostOnly does not go with a market order; use IOC or FOK")
            : Refusal.None;
    }

    private static Refusal CheckQuantity(Instrument instrument, decimal wanted, out Quantity quantity)
    {
        quantity = default;
        if (wanted <= 0) return Refuse(RejectReason.QuantityOffLot, $"quantity {Text(wanted)} must be greater than zero");
        if (!instrument.TryQuantity(wanted, out quantity) || !instrument.IsOnLot(quantity))
            return Refuse(RejectReason.QuantityOffLot,
                $"quantity {Text(wanted)} is not a multiple of the lot size {Text(instrument.ToDecimal(new Quantity(instrument.LotSize)))}");
        if (quantity < instrument.MinQuantity)
            return Refuse(RejectReason.QuantityTooSmall, $"quantity {Text(wanted)} is below the minimum {Text(instrument.ToDecimal(instrument.MinQuantity))}");
        return quantity > instrument.MaxQuantity
            ? Refuse(RejectReason.QuantityTooLarge, $"quantity {Text(wanted)} is above the maximum {Text(instrument.ToDecimal(instrument.MaxQuantity))}")
            : Refusal.None;
    }

    private static Refusal CheckMarket(Market market, AccountState account, in OrderRequest request, Price? limit, Quantity quantity, List<PlannedFill> plan)
    {
        bool mayRest = request.Type == OrderType.Limit && request.TimeInForce == TimeInForce.GoodTillCancel;
        string symbol = market.Definition!.Symbol;
        if (!market.IsUsable)
            return mayRest
                ? Refusal.None
                : Refuse(RejectReason.MarketNotLive, $"the market of {symbol} is not usable now ({market.Status}); a GTC limit order would wait for it");
        if (request.TimeInForce == TimeInForce.PostOnly)
            return TakerWalk.IsMarketable(market, request.Side, limit!.Value)
                ? Refuse(RejectReason.WouldTakeLiquidity, $"price {Text(request.LimitPrice!.Value)} would take liquidity: {BestOpposite(market, request.Side)}")
                : Refusal.None;
        Quantity rest = TakerWalk.Plan(market, account, request.Side, limit, quantity, plan);
        if (request.Type == OrderType.Market && plan.Count == 0)
            return Refuse(RejectReason.NoLiquidity, $"the book of {symbol} shows nothing to {(request.Side == Side.Buy ? "buy" : "sell to")} now");
        if (request.TimeInForce == TimeInForce.FillOrKill && !rest.IsZero)
            return Refuse(RejectReason.CannotFillInFull,
                $"only {Text(market.Definition.ToDecimal(quantity - rest))} of {Text(request.Quantity)} can be filled at once");
        if (request.Type != OrderType.Market) return Refusal.None;
        // A market order has no price of its own: its notional is what the visible book makes of it.
        Money notional = Notional(market.Definition, plan);
        return notional < market.Definition.MinNotional ? NotionalTooSmall(market.Definition, notional) : Refusal.None;
    }

    private static CheckedOrder Lock(Instrument instrument, in OrderRequest request, Price? limit, Quantity quantity, List<PlannedFill> plan)
    {
        if (request.Side == Side.Sell)
            return new(limit, quantity, instrument.BaseAsset, instrument.BaseAmount(limit is null ? Total(plan) : quantity));
        Money cost = limit is { } price ? Settlement.BuyLock(instrument, price, quantity) : Settlement.TakerCost(instrument, plan);
        return new(limit, quantity, instrument.QuoteAsset, cost);
    }

    private Refusal CheckBalance(AccountState account, Instrument instrument, Side side, in CheckedOrder order)
    {
        Money free = side == Side.Buy ? account.Free(instrument.QuoteAsset) : valuation.Sellable(account, instrument);
        return order.Lock <= free
            ? Refusal.None
            : Refuse(RejectReason.InsufficientBalance, side == Side.Buy
                ? $"the order needs {order.Lock} {order.LockedAsset}, free are {free}"
                : $"the order needs {order.Lock} {order.LockedAsset}, free to sell at {instrument.Venue} are {free}");
    }

    internal static Money Notional(Instrument instrument, List<PlannedFill> plan)
    {
        Money notional = Money.Zero;
        foreach (PlannedFill fill in plan) notional += instrument.NotionalRoundedUp(fill.Level.Price, fill.Quantity);
        return notional;
    }

    private static Quantity Total(List<PlannedFill> plan)
    {
        Quantity total = Quantity.Zero;
        foreach (PlannedFill fill in plan) total += fill.Quantity;
        return total;
    }

    private static Refusal NotionalTooSmall(Instrument instrument, Money notional) => Refuse(RejectReason.NotionalTooSmall,
        $"price times quantity is {notional} {instrument.QuoteAsset}, the minimum is {instrument.MinNotional}");

    private static string BestOpposite(Market market, Side side) => side == Side.Buy
        ? $"the best ask is {Text(market.Definition!.ToDecimal(market.Book.Asks.Best))}"
        : $"the best bid is {Text(market.Definition!.ToDecimal(market.Book.Bids.Best))}";

    private static string ModeWord(TradingMode mode) => mode switch
    {
        TradingMode.Running => "running",
        TradingMode.Paused => "paused",
        TradingMode.Stopped => "stopped",
        TradingMode.Maintenance => "under maintenance",
        _ => throw new InvariantViolationException($"unknown mode {mode}"),
    };

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);

    private static string Text(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);
}
