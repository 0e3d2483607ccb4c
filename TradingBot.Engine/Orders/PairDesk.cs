using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Places pairs of which one cancels the other (OCO), and the exits of brackets.</summary>
/// <remarks>
/// Only one order of a pair can execute, so the two together lock what the dearer one needs: the limit order its own, the stop order what that
/// does not cover. Sources: Binance, Order lists (OCO, OTOCO: when one is set off, executes or ends, the other is cancelled).
/// </remarks>
internal sealed class PairDesk(EngineSession session, OrderDesk desk, Valuation valuation)
{
    internal (Refusal Refusal, Guid OrderId) Place(AccountState account, PlacePair pair)
    {
        long number = account.OrderNumber + 1;
        OrderOptions options = OrderOptions.None with { SelfTradePrevention = pair.SelfTradePrevention };
        OrderRequest limit = new(pair.Instrument, pair.Side, OrderType.Limit, pair.Quantity, pair.LimitPrice, TimeInForce.PostOnly, options, null, null);
        OrderRequest stop = StopOf(pair, options);
        if (CheckPrices(pair) is { IsRefused: true } wrong) return Refuse(account, stop, number, wrong);
        if (desk.Checks.Check(account, limit, session.Control, session.TimeNs, desk.Planned, out CheckedOrder first) is { IsRefused: true } badLimit) return Refuse(account, limit, number, badLimit);
        Market market = session.Markets.Get(pair.Instrument);
        if (VenueCountChecks.CheckLists(account, market.Definition!) is { IsRefused: true } tooMany) return Refuse(account, stop, number, tooMany);
        if (desk.Checks.Check(account, stop, session.Control, session.TimeNs, desk.Planned, out CheckedOrder second, others: 1) is { IsRefused: true } badStop)
            return Refuse(account, stop, number, badStop);
        Open(account, market, (limit, first), (stop, second), number, null);
        return (Refusal.None, DerivedId.Order(account.Id, number));
    }

    /// <summary>Places the exits of the entries that have bought by now.</summary>
    internal void PlaceExits()
    {
        for (int index = 0; index < desk.ExitsDue.Count; index++) PlaceExits(desk.ExitsDue[index]);
        desk.ExitsDue.Clear();
    }

    private void PlaceExits(OrderState entry)
    {
        AccountState account = entry.Account;
        Market market = session.Markets.Get(entry.Terms.Instrument);
        Instrument instrument = market.Definition!;
        Money sellable = valuation.Sellable(account, instrument);
        Quantity quantity = instrument.QuantityRoundedDown(Money.Min(entry.Received, sellable));
        ExitTerms exits = entry.Terms.Exits!;
        OrderOptions options = OrderOptions.None with { SelfTradePrevention = entry.Terms.SelfTradePrevention };
        OrderRequest Exit(OrderType type, Price? limit, Price? trigger) => new(
            instrument.Id, Side.Sell, type, instrument.ToDecimal(quantity), limit is { } price ? instrument.ToDecimal(price) : null,
            type == OrderType.Stop ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel,
            trigger is { } at ? options with { TriggerPrice = instrument.ToDecimal(at) } : options, entry.Terms.StrategyId, entry.Terms.Reason);
        OrderRequest? profit = exits.TakeProfit is { } takeProfit ? Exit(OrderType.Limit, takeProfit, null) : null;
        OrderRequest? stop = exits.Stop is { } level ? Exit(exits.StopLimit is null ? OrderType.Stop : OrderType.StopLimit, exits.StopLimit, level) : null;
        if (CheckExit(instrument, exits, quantity) is { IsRefused: true } refusal)
        {
            Refuse(account, (profit ?? stop)!.Value, account.OrderNumber + 1, refusal);
            return;
        }

        CheckedOrder Checked(Price? limit, TriggerTerms? trigger) => new(limit, quantity, new(trigger, null), null, instrument.BaseAsset, instrument.BaseAmount(quantity));
        TriggerTerms? terms = exits.Stop is { } stopPrice ? new() { Price = stopPrice, Direction = TriggerDirection.FallsTo, Source = TriggerSource.LastTrade } : null;
        Open(account, market, profit is { } first ? (first, Checked(exits.TakeProfit, null)) : null, stop is { } second ? (second, Checked(exits.StopLimit, terms)) : null,
            account.OrderNumber + 1, entry.Terms.OrderId);
    }

    // Exits only sell what was bought, so neither mode nor risk keeps them from being placed; a price that has gone beyond them already sets them off.
    private static Refusal CheckExit(Instrument instrument, ExitTerms exits, Quantity quantity)
    {
        if (quantity.IsZero || quantity < instrument.MinQuantity)
            return new(RejectReason.QuantityTooSmall, $"the entry left {PriceChecks.Text(instrument.ToDecimal(quantity))} {instrument.BaseAsset} to sell, the minimum is {PriceChecks.Text(instrument.ToDecimal(instrument.MinQuantity))}");
        if (exits.TakeProfit is { } profit && AmountChecks.CheckNotional(instrument, profit, quantity) is { IsRefused: true } small) return small;
        return exits.Stop is { } stop ? AmountChecks.CheckNotional(instrument, exits.StopLimit ?? stop, quantity) : Refusal.None;
    }

    private void Open(AccountState account, Market market, (OrderRequest Request, CheckedOrder Wanted)? limit, (OrderRequest Request, CheckedOrder Wanted)? stop, long number, Guid? parent)
    {
        long arrives = desk.Intake.ArrivalOf(account, market.Id, number);
        Guid? list = limit is not null && stop is not null ? DerivedId.Order(account.Id, number) : null;
        OrderState? first = null;
        if (limit is { } good)
            first = desk.Intake.Accept(account, good.Request, good.Wanted, new(number, arrives, list, list is null ? ListLeg.None : ListLeg.Limit, parent));
        OrderState? second = null;
        if (stop is { } bad)
        {
            Money covered = first?.Locked ?? Money.Zero;
            CheckedOrder wanted = bad.Wanted with { Lock = bad.Wanted.Lock > covered ? bad.Wanted.Lock - covered : Money.Zero };
            second = desk.Intake.Accept(account, bad.Request, wanted, new(account.OrderNumber + 1, arrives, list, list is null ? ListLeg.None : ListLeg.Stop, parent));
        }

        // The stop order waits before the limit order works: what that takes at once ends it.
        if (second is not null) desk.Begin(market, second);
        if (first is not null) desk.BeginLimit(market, first);
    }

    private static OrderRequest StopOf(PlacePair pair, OrderOptions options) => new(
        pair.Instrument, pair.Side, pair.StopLimitPrice is null ? OrderType.Stop : OrderType.StopLimit, pair.Quantity, pair.StopLimitPrice,
        pair.StopLimitPrice is null ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel,
        options with { TriggerPrice = pair.StopPrice, TriggerSource = pair.TriggerSource }, null, null);

    private static Refusal CheckPrices(PlacePair pair)
    {
        bool isSell = pair.Side == Side.Sell;
        return (isSell ? pair.LimitPrice > pair.StopPrice : pair.LimitPrice < pair.StopPrice)
            ? Refusal.None
            : new(RejectReason.ExitNotValid, $"price {PriceChecks.Text(pair.LimitPrice)} must be {(isSell ? "above" : "below")} stopPrice {PriceChecks.Text(pair.StopPrice)} to {(isSell ? "sell" : "buy")}");
    }

    private (Refusal Refusal, Guid OrderId) Refuse(AccountState account, in OrderRequest request, long number, Refusal refusal)
    {
        Guid orderId = DerivedId.Order(account.Id, number);
        desk.Intake.Reject(account, request, orderId, number, refusal);
        return (refusal, orderId);
    }
}
