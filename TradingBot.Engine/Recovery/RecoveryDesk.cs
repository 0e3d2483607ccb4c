using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Recovery;

/// <summary>Applies the trades that an account missed to its resting orders and triggers, in the venue's order, before it meets the live market.</summary>
/// <remarks>
/// No order fills better than it would have: the books of that time are gone, so the queue ahead is not known, and only a trade beyond the order's price proves that the queue was
/// empty. A trade at the price fills nothing. A conditional order is set off by the trade that reached it, and meets the first live book. What watches the best price is looked at from
/// that book on.
/// </remarks>
internal sealed class RecoveryDesk(EngineSession session, OrderDesk desk, TriggerDesk triggers)
{
    internal const string Model = "recovered-through/1";

    // A shorter time in which nothing happened is not worth an event: a transaction failed and was repeated.
    private const long LeastToTellNs = 2_000_000_000;

    private readonly List<OrderState> _reached = [];

    internal void Process(TimeAway away)
    {
        if (session.FindAccount(away.Account) is not { } account) return;
        long executionsBefore = account.ExecutionNumber;
        (int trades, int triggered) = Meet(account, away);
        UnprovenMarket[] unproven = [.. away.Markets.Where(market => !market.IsWhole).Select(market => new UnprovenMarket(market.Instrument, market.Reason))];
        int cancelled = away.Policy == MissedTradesPolicy.Cancel ? desk.CancelWhere(account, OrderEndReason.MissedTrades, order => IsUnproven(order, unproven)) : 0;
        long executions = account.ExecutionNumber - executionsBefore;
        if (trades + triggered + unproven.Length > 0 || away.ToNs - away.FromNs >= LeastToTellNs) Tell(account, away, trades, (int)executions, triggered, cancelled, unproven);
        if (away.Policy == MissedTradesPolicy.Halt && unproven.Length > 0) Halt(account, unproven);
    }

    private (int Trades, int Triggered) Meet(AccountState account, TimeAway away)
    {
        int trades = 0;
        int triggered = 0;
        IEnumerable<(InstrumentId Instrument, TradePrint Trade)> ordered = away.Markets
            .SelectMany(market => market.Trades.Select(trade => (market.Instrument, Trade: trade)))
            .OrderBy(missed => missed.Trade.ExchangeTimeNs).ThenBy(missed => missed.Instrument.Number).ThenBy(missed => missed.Trade.TradeId);
        foreach ((InstrumentId instrument, TradePrint trade) in ordered)
        {
            if (session.Markets.FindDefined(instrument) is not { } market || !trade.Price.IsValid || trade.Quantity.Units <= 0) continue;
            trades++;
            Fill(market, account, trade);
            triggered += triggers.SeeMissed(market, account, trade);
        }

        return (trades, triggered);
    }

    private void Fill(Market market, AccountState account, in TradePrint trade)
    {
        _reached.Clear();
        foreach (OrderState order in account.OpenOrders)
            if (order.IsResting && order.Terms.Instrument == market.Id && Concerns(order, trade) && IsBeyond(trade.Price, order)) _reached.Add(order);
        // Price before time; the orders stand in the order of their numbers, and the sort keeps equal ones so.
        long left = trade.Quantity.Units;
        foreach (OrderState order in _reached.OrderBy(order => order.Terms.Side == Side.Buy ? -order.Terms.LimitPrice!.Value.Units : order.Terms.LimitPrice!.Value.Units).ToArray())
        {
            long quantity = Math.Min(left, order.Remaining.Units);
            if (quantity <= 0) return;
            left -= quantity;
            desk.FillResting(market, order, new(quantity), new ExecutionEvidence
            {
                BookUpdateId = 0,
                TradeId = trade.TradeId,
                ExchangeTimeNs = trade.ExchangeTimeNs,
                ReceiveTimeNs = session.TimeNs,
                Model = Model,
                ExecutionModel = account.Model.Text,
                IsRecovered = true,
            });
        }
    }

    /// <summary>Whether the order was there when the venue traded.</summary>
    internal static bool Concerns(OrderState order, in TradePrint trade) =>
        trade.ExchangeTimeNs > Math.Max(Math.Max(order.AcceptedTimeNs, order.Terms.ArrivesAtNs), order.TrailedTimeNs)
        && (order.Terms.ExpireTimeNs is not { } end || trade.ExchangeTimeNs < end) && (order.CancelAtNs == 0 || trade.ExchangeTimeNs < order.CancelAtNs);

    private static bool IsBeyond(Price price, OrderState order) => order.Terms.Side == Side.Buy ? price < order.Terms.LimitPrice!.Value : price > order.Terms.LimitPrice!.Value;

    private bool IsUnproven(OrderState order, UnprovenMarket[] unproven) =>
        order.Terms.World == session.World && unproven.Any(market => market.Instrument == order.Terms.Instrument);

    private void Tell(AccountState account, TimeAway away, int trades, int executions, int triggered, int cancelled, UnprovenMarket[] unproven) =>
        session.Emit(account, new AccountRecovered
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            AwayFromNs = away.FromNs,
            AwayToNs = away.ToNs,
            Trades = trades,
            Executions = executions,
            Triggered = triggered,
            Cancelled = cancelled,
            Policy = away.Policy,
            Unproven = unproven,
        });

    private void Halt(AccountState account, UnprovenMarket[] unproven)
    {
        foreach (OrderState order in account.OpenOrders)
        {
            session.Markets.Get(order.Terms.Instrument).Remove(order);
            desk.Unschedule(order);
        }

        // A halt by live trades is told also where one by simulated trades holds already: that one ends with the live market's return.
        if ((session.World == MarketWorld.Live ? account.LiveRisk.State : account.RiskState) == RiskState.Halted) return;
        session.Emit(account, new RiskStateChanged
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            State = RiskState.Halted,
            Simulated = session.World == MarketWorld.Simulated,
            Reason = $"trades were missed that cannot be brought back: {string.Join("; ", unproven.Select(market => market.Reason).Distinct())}; review the account, then set its risk limits to go on",
        });
    }
}
