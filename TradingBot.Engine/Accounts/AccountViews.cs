using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Accounts;

/// <summary>Makes snapshots of accounts for those outside.</summary>
internal sealed class AccountViews(EngineSession session)
{
    internal AccountView Of(AccountState account)
    {
        List<string> missing = [];
        Money equity = session.Valuation.Equity(account, missing)!.Value;
        Money peak = account.Record.Peak;
        if (missing.Count == 0 && equity > peak) peak = equity;
        return new()
        {
            Id = account.Id,
            Name = account.Name,
            ReportingAsset = account.ReportingAsset,
            AccountSequence = account.Sequence,
            Balances = [.. account.Balances.Select(balance => Of(account, balance))],
            Positions = [.. account.Positions.Select(Of)],
            OpenOrders = [.. account.OpenOrders.Select(Of)],
            Strategies = [.. account.Strategies.Select(Of)],
            Equity = equity,
            MissingMarks = missing,
            PeakEquity = peak,
            DrawdownPartsPerMillion = missing.Count == 0 ? RiskChecks.DrawdownPartsPerMillion(equity, peak) : 0,
            Limits = account.Limits,
            RiskState = account.RiskState,
            RiskReason = account.RiskReason,
        };
    }

    private BalanceView Of(AccountState account, AssetBalance balance) => new(
        balance.Asset, balance.Free, balance.Locked, balance.Fees, -balance.External,
        session.Valuation.Value(balance.Asset, balance.Total, account.ReportingAsset));

    private PositionView Of(Position position)
    {
        Market? market = session.Markets.Find(position.Instrument);
        Money one = Money.FromDecimal(1);
        return new(
            position.Instrument, position.Quantity, position.Cost,
            position.Quantity.Units == 0 ? null : MoneyRatio.MultiplyDivideRoundedUp(position.Cost, one.Units, position.Quantity.Units),
            position.RealizedProfit,
            session.Valuation.Value(position) is { } value ? value - position.Cost : null,
            market is { Mark.IsValid: true } ? market.Mark : null);
    }

    private OrderView Of(OrderState order) => new(
        order.Terms, order.Status, order.Remaining, order.ExecutedNotional, order.LockedAsset, order.Locked, order.AcceptedTimeNs,
        order.QueueIsKnown ? new(order.Queue.Ahead) : null, order.IsTriggered, order.TriggerLevel, WhyItWaits(order));

    private string WhyItWaits(OrderState order)
    {
        if (order.Terms.World != session.World) return order.Terms.World == MarketWorld.Live ? "waits for the live market" : "waits for the simulated market";
        if (!session.MayFill) return $"trading is {session.Control.Mode}: {session.Control.Reason}";
        Market market = session.Markets.Get(order.Terms.Instrument);
        if (market.Definition is not { } instrument) return "its instrument is not known yet";
        if (!instrument.IsTrading) return "the venue does not trade it now";
        if (!order.HasArrived) return "is under way to the venue";
        if (!order.IsTriggered) return WhyItIsNotTriggered(instrument, order);
        if (!market.IsUsable) return market.Status == MarketStatus.Live ? "no book has been received yet" : $"the market is not usable now ({market.Status})";
        if (!order.QueueIsKnown) return "its price is deeper than the book shows, so the queue ahead is not known; only a trade through its price fills it";
        Quantity ahead = new(order.Queue.Ahead);
        string shows = order.Terms.DisplayQuantity is null ? "" : $"; it shows {instrument.ToDecimal(Quantity.Min(order.Shown, order.Remaining))} of {instrument.ToDecimal(order.Remaining)}";
        return ahead.IsZero
            ? $"first in the queue by the {QueueWords(order.Account.Model.Queue)} model; waits for a trade to reach its price{shows}"
            : $"{instrument.ToDecimal(ahead)} {instrument.BaseAsset} are ahead of it at its price{shows}";
    }

    private static string QueueWords(QueueModel model) => model switch
    {
        QueueModel.Pessimistic => "pessimistic",
        QueueModel.Proportional => "proportional",
        QueueModel.Front => "optimistic",
        QueueModel.Logarithmic or QueueModel.LogarithmicOfWhole => "logarithmic",
        _ => "power law",
    };

    private static string WhyItIsNotTriggered(Instrument instrument, OrderState order)
    {
        TriggerTerms trigger = order.Terms.Trigger!;
        string watched = trigger.Source == TriggerSource.LastTrade ? "a trade" : order.Terms.Side == Side.Buy ? "a best ask" : "a best bid";
        bool falls = trigger.Direction == TriggerDirection.FallsTo;
        if (order.TriggerLevel is not { } level)
            return $"waits for {watched} at or {(falls ? "above" : "below")} its activation price {instrument.ToDecimal(trigger.ActivationPrice!.Value)}; from there its trigger follows the price";
        string waits = $"waits for {watched} at or {(falls ? "below" : "above")} {instrument.ToDecimal(level)}";
        return trigger.IsTrailing ? $"{waits}, behind the {(falls ? "highest" : "lowest")} price so far {instrument.ToDecimal(order.Extreme)}" : waits;
    }

    private static StrategyView Of(StrategyState strategy) => new(
        strategy.Definition, strategy.IsRunning, strategy.PositionQuantity, Of(strategy.LastSignal), strategy.Rule!.Facts());

    private static SignalView? Of(SignalRaised? signal) => signal is null
        ? null
        : new(signal.TimeNs, signal.Action, signal.ConfidencePartsPerMillion, signal.Price, signal.Reason);
}
