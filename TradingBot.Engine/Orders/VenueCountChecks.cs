using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>The venue's rules about what an account has already: base asset owned, orders open in the instrument.</summary>
/// <remarks>Source: Binance, Filters (MAX_POSITION, MAX_NUM_ORDERS, MAX_NUM_ALGO_ORDERS). Orders that can't stay open are not counted.</remarks>
internal static class VenueCountChecks
{
    internal static Refusal Check(AccountState account, Instrument instrument, in OrderRequest request, Quantity quantity, int others = 0)
    {
        VenueFilters filters = instrument.Filters;
        if (request.Side == Side.Buy && filters.MaxPosition is { } most && CheckPosition(account, instrument, most, quantity, null) is { IsRefused: true } tooMuch) return tooMuch;
        if (filters.MaxOrders == 0 && filters.MaxAlgoOrders == 0 && filters.MaxIcebergOrders == 0 || !OrderKinds.MayStayOpen(request.Type, request.TimeInForce)) return Refusal.None;
        (int all, int algo, int icebergs) = Count(account, instrument);
        if (filters.MaxOrders > 0 && all + others >= filters.MaxOrders)
            return new(RejectReason.VenueOrders, $"{instrument.Venue} allows {filters.MaxOrders} open orders in {instrument.Symbol}; cancel one first");
        if (filters.MaxAlgoOrders > 0 && request.Type.IsConditional() && algo >= filters.MaxAlgoOrders)
            return new(RejectReason.VenueAlgoOrders, $"{instrument.Venue} allows {filters.MaxAlgoOrders} open stop and take-profit orders in {instrument.Symbol}; cancel one first");
        return filters.MaxIcebergOrders > 0 && request.Options.DisplayQuantity is not null && icebergs >= filters.MaxIcebergOrders
            ? new(RejectReason.VenueIcebergOrders, $"{instrument.Venue} allows {filters.MaxIcebergOrders} open iceberg orders in {instrument.Symbol}; cancel one first")
            : Refusal.None;
    }

    /// <summary>Whether what is owned, what open buys may add and this buy stay within the venue's greatest position.</summary>
    internal static Refusal CheckPosition(AccountState account, Instrument instrument, Money most, Quantity quantity, OrderState? replaced)
    {
        Money position = (account.FindBalance(instrument.BaseAsset)?.Total ?? Money.Zero) + instrument.BaseAmount(quantity);
        foreach (OrderState open in account.OpenOrders)
            if (open != replaced && open.Terms.Instrument == instrument.Id && open.Terms.Side == Side.Buy) position += instrument.BaseAmount(open.Remaining);
        return position > most
            ? new(RejectReason.VenuePosition, $"with open buys and this order the account would own {position} {instrument.BaseAsset}, {instrument.Venue} allows {most}")
            : Refusal.None;
    }

    /// <summary>Whether one more pair may be open in the instrument.</summary>
    internal static Refusal CheckLists(AccountState account, Instrument instrument)
    {
        int most = instrument.Filters.MaxLists;
        if (most == 0) return Refusal.None;
        int pairs = 0;
        foreach (OrderState open in account.OpenOrders)
            if (open.Terms.Instrument == instrument.Id && open.Terms.ListLeg == ListLeg.Stop) pairs++;
        return pairs >= most ? new(RejectReason.VenueLists, $"{instrument.Venue} allows {most} open pairs of orders in {instrument.Symbol}; cancel one first") : Refusal.None;
    }

    // A conditional order that was set off is an ordinary one.
    private static (int All, int Algo, int Icebergs) Count(AccountState account, Instrument instrument)
    {
        (int all, int algo, int icebergs) = (0, 0, 0);
        foreach (OrderState open in account.OpenOrders)
        {
            if (open.Terms.Instrument != instrument.Id) continue;
            all++;
            if (!open.IsTriggered) algo++;
            if (open.Terms.DisplayQuantity is not null) icebergs++;
        }

        return (all, algo, icebergs);
    }
}
