using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;

namespace TradingBot.Engine.Orders;

/// <summary>Where an order stands among others: its number, when it is at its venue, and which order or pair it belongs to.</summary>
internal readonly record struct OrderPlace(long Number, long ArrivesAtNs, Guid? ListId = null, ListLeg Leg = ListLeg.None, Guid? ParentOrderId = null);

/// <summary>Journals what was decided about new orders.</summary>
internal sealed class OrderIntake(EngineSession session, OrderTransit transit)
{
    internal void Reject(AccountState account, in OrderRequest request, Guid orderId, long number, Refusal refusal) =>
        session.Emit(account, new OrderRejected
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = orderId,
            OrderNumber = number,
            Instrument = request.Instrument,
            Side = request.Side,
            Type = request.Type,
            Quantity = request.Quantity,
            LimitPrice = request.LimitPrice,
            TimeInForce = request.TimeInForce,
            Options = request.Options == OrderOptions.None ? null : request.Options,
            StrategyId = request.StrategyId,
            Reason = refusal.Reason,
            Message = refusal.Message!,
        });

    internal OrderState Accept(AccountState account, in OrderRequest request, in CheckedOrder wanted, OrderPlace place)
    {
        session.Emit(account, new OrderAccepted
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Terms = new OrderTerms
            {
                OrderId = DerivedId.Order(account.Id, place.Number),
                OrderNumber = place.Number,
                Instrument = request.Instrument,
                Side = request.Side,
                Type = request.Type,
                Quantity = wanted.Quantity,
                LimitPrice = wanted.LimitPrice,
                TimeInForce = request.TimeInForce,
                Trigger = wanted.Trigger.Terms,
                ExpireTimeNs = request.Options.ExpireTimeNs,
                IsReduceOnly = request.Options.IsReduceOnly,
                SelfTradePrevention = request.Options.SelfTradePrevention,
                QuoteQuantity = wanted.QuoteQuantity,
                World = session.World,
                ArrivesAtNs = place.ArrivesAtNs,
                DisplayQuantity = wanted.DisplayQuantity,
                Exits = wanted.Exits,
                ListId = place.ListId,
                ListLeg = place.Leg,
                ParentOrderId = place.ParentOrderId,
                StrategyId = request.StrategyId,
                Reason = request.Reason,
            },
            LockedAsset = wanted.LockedAsset,
            Locked = wanted.Lock,
            TrailedFrom = wanted.Trigger.FollowsFrom,
            Postings = Posting.Between(wanted.LockedAsset, LedgerAccount.Free, LedgerAccount.Locked, wanted.Lock),
        });
        OrderState order = account.OpenOrders[^1];
        order.Extreme = order.TrailedTo;
        return order;
    }

    /// <summary>When an order that is sent now is at its venue; 0 where that takes no time.</summary>
    internal long ArrivalOf(AccountState account, InstrumentId instrument, long orderNumber)
    {
        long latency = transit.Latency(account, instrument, orderNumber, LatencyLeg.Submit);
        return latency == 0 ? 0 : session.TimeNs + latency;
    }
}
