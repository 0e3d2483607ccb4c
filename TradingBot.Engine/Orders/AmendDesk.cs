using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Changes open orders.</summary>
/// <remarks>
/// Binance lets an order keep its place in the queue where only its quantity falls (Order Amend Keep Priority FAQ); anything else is a new order
/// there, as every alteration is at KuCoin: it goes through all checks of one, takes what it can, and joins as a newcomer. A refused amendment
/// leaves the order as it was.
/// </remarks>
internal sealed class AmendDesk(EngineSession session, OrderDesk desk)
{
    internal Refusal Amend(OrderState order, decimal? price, decimal? quantity)
    {
        Market market = session.Markets.Get(order.Terms.Instrument);
        if (market.Definition is not { } instrument) return Wrong(RejectReason.UnknownInstrument, $"instrument {market.Id.Number} is not known");
        if (Read(instrument, order, price, quantity, out OrderTerms terms) is { IsRefused: true } unreadable) return unreadable;
        Quantity remaining = terms.Quantity - (order.Terms.Quantity - order.Remaining);
        bool onlyReduces = terms.LimitPrice == order.Terms.LimitPrice && remaining < order.Remaining;
        if (onlyReduces && (instrument.Venue == Venue.Binance || !order.IsResting))
        {
            if (instrument.Filters.MaxAmends is > 0 and int most && order.AmendsInPlace >= most)
                return Wrong(RejectReason.VenueAmends, $"{instrument.Venue} allows {most} amendments of an order that keep its place in the queue; cancel it and place another");
            if (AmountChecks.CheckNotional(instrument, terms.ReferencePrice, terms.Quantity) is { IsRefused: true } small) return small;
            Emit(order, instrument, terms, remaining, FundChecks.LockOf(instrument, terms, remaining), keepsQueue: true);
            return Refusal.None;
        }

        if (desk.Checks.CheckReplacement(order, terms, remaining, session.Control, session.TimeNs, desk.Planned, out Money locked) is { IsRefused: true } refusal) return refusal;
        bool rests = order.IsResting;
        if (rests) market.Remove(order);
        Emit(order, instrument, terms, remaining, locked, keepsQueue: false);
        if (!rests) return Refusal.None;
        order.ForgetMarket();
        desk.WorkAmended(market, order);
        return Refusal.None;
    }

    private Refusal Read(Instrument instrument, OrderState order, decimal? price, decimal? quantity, out OrderTerms terms)
    {
        terms = order.Terms;
        if (price is null && quantity is null) return Wrong(RejectReason.AmendNotValid, "price or quantity must be given: what the order shall have from now on");
        if (terms.ListLeg != ListLeg.None) return Wrong(RejectReason.AmendNotValid, "the order is one of a pair; cancel it, which ends both, and place another");
        if (terms.World != session.World) return Wrong(RejectReason.AmendNotValid, "the order waits for another market; it can only be cancelled until that is back");
        if (!order.HasArrived || order.CancelAtNs != 0) return Wrong(RejectReason.AmendNotValid, "the order or its cancel is under way to the venue; wait until that is known to be there");
        if (order.IsTriggered && !order.IsResting) return Wrong(RejectReason.AmendNotValid, "the order meets the next book that can be used; it can only be cancelled until then");
        if (price is { } wantedPrice)
        {
            if (!terms.Type.HasLimit()) return Wrong(RejectReason.PriceNotAllowed, "price is not allowed: the order has no limit");
            if (PriceChecks.Check(instrument, wantedPrice, "price", RejectReason.PriceOffTick, out Price limit) is { IsRefused: true } badPrice) return badPrice;
            terms = terms with { LimitPrice = limit };
        }

        if (quantity is { } wantedQuantity)
        {
            if (AmountChecks.CheckQuantity(instrument, wantedQuantity, out Quantity whole) is { IsRefused: true } badQuantity) return badQuantity;
            Quantity gone = order.Terms.Quantity - order.Remaining;
            if (whole <= gone)
                return Wrong(RejectReason.AmendNotValid,
                    $"quantity {PriceChecks.Text(wantedQuantity)} must be above what is executed already, {PriceChecks.Text(instrument.ToDecimal(gone))}; cancel the order to end it");
            if (terms.DisplayQuantity >= whole) return Wrong(RejectReason.AmendNotValid, $"quantity {PriceChecks.Text(wantedQuantity)} must be above what the iceberg order shows at a time");
            terms = terms with { Quantity = whole };
        }

        return terms.LimitPrice == order.Terms.LimitPrice && terms.Quantity == order.Terms.Quantity
            ? Wrong(RejectReason.AmendNotValid, "nothing would change: price and quantity are what they are")
            : Refusal.None;
    }

    private void Emit(OrderState order, Instrument instrument, OrderTerms terms, Quantity remaining, Money locked, bool keepsQueue) =>
        session.Emit(order.Account, new OrderAmended
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = terms.OrderId,
            Instrument = instrument.Id,
            LimitPrice = terms.LimitPrice,
            Quantity = terms.Quantity,
            Remaining = remaining,
            Locked = locked,
            KeptQueue = keepsQueue,
            ArrivesAtNs = keepsQueue ? 0 : desk.Intake.ArrivalOf(order.Account, instrument.Id, terms.OrderNumber),
            Postings = Posting.Between(order.LockedAsset, LedgerAccount.Free, LedgerAccount.Locked, locked - order.Locked),
        });

    private static Refusal Wrong(RejectReason reason, string message) => new(reason, message);
}
