using TradingBot.Engine.Ledger;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Accounts;

internal sealed partial class AccountState
{
    /// <summary>All of this that its events made.</summary>
    internal AccountSnapshot Snapshot() => new()
    {
        Format = AccountSnapshot.CurrentFormat,
        Account = Id,
        Sequence = Sequence,
        Name = Name,
        ReportingAsset = ReportingAsset,
        Limits = Limits,
        Model = Model,
        OrderNumber = OrderNumber,
        ExecutionNumber = ExecutionNumber,
        LiveRisk = new(LiveRisk.State, LiveRisk.Reason),
        SimulatedRisk = new(SimulatedRisk.State, SimulatedRisk.Reason),
        LiveEquity = new(_live.Marked, _live.MarkedPeak, _live.MarkedTimeNs),
        SimulatedEquity = new(_simulated.Marked, _simulated.MarkedPeak, _simulated.MarkedTimeNs),
        SimulatedAssets = [.. Simulated.Assets.Select(change => new SnapshotChange(change.Asset, change.Amount))],
        SimulatedPositions = [.. Simulated.Positions.Select(change => new SnapshotPositionChange(change.Instrument, change.Quantity))],
        Balances = [.. Balances.Select(balance => new SnapshotBalance(balance.Asset, balance.Free, balance.Locked, balance.Fees, balance.Market, balance.External))],
        Positions = [.. Positions.Select(position => new SnapshotPosition(position.Instrument, position.Quantity, position.Cost, position.RealizedProfit))],
        OpenOrders = [.. OpenOrders.Select(SnapshotOf)],
        Strategies = [.. Strategies.Select(strategy => new SnapshotStrategy(strategy.Definition, strategy.IsRunning, strategy.PositionQuantity, strategy.LastSignal))],
        EndedOrders = [.. _endedOrder],
    };

    /// <summary>The account that a snapshot makes.</summary>
    /// <exception cref="InvariantViolationException">None has such a state.</exception>
    internal static AccountState From(AccountSnapshot snapshot)
    {
        Invariant.Holds(snapshot.Format == AccountSnapshot.CurrentFormat && snapshot.Sequence > 0);
        AccountState account = new(snapshot.Account)
        {
            Sequence = snapshot.Sequence,
            Name = snapshot.Name,
            ReportingAsset = snapshot.ReportingAsset,
            Limits = snapshot.Limits,
            Model = snapshot.Model,
            OrderNumber = snapshot.OrderNumber,
            ExecutionNumber = snapshot.ExecutionNumber,
            LiveRisk = new(snapshot.LiveRisk.State, snapshot.LiveRisk.Reason),
            SimulatedRisk = new(snapshot.SimulatedRisk.State, snapshot.SimulatedRisk.Reason),
        };
        Restore(account._live, snapshot.LiveEquity);
        Restore(account._simulated, snapshot.SimulatedEquity);
        account.Simulated.Restore(snapshot.SimulatedAssets, snapshot.SimulatedPositions);
        foreach (SnapshotBalance balance in snapshot.Balances) account.Restore(balance);
        foreach (SnapshotPosition saved in snapshot.Positions)
        {
            Position position = account.PositionIn(saved.Instrument);
            (position.Quantity, position.Cost, position.RealizedProfit) = (saved.Quantity, saved.Cost, saved.RealizedProfit);
        }

        foreach (SnapshotOrder order in snapshot.OpenOrders) account.OpenOrders.Add(account.OrderFrom(order));
        foreach (SnapshotStrategy saved in snapshot.Strategies)
            account.Strategies.Add(new StrategyState(saved.Definition) { IsRunning = saved.IsRunning, PositionQuantity = saved.PositionQuantity, LastSignal = saved.LastSignal });
        foreach (Guid ended in snapshot.EndedOrders) account.Remember(ended);
        account.CheckBalances([.. snapshot.Balances.Select(balance => new Posting(LedgerAccount.Free, balance.Asset, default))]);
        return account;
    }

    // The peak between marks is derived from the market: it restarts from the one that the journal knows, as in a replay.
    private static void Restore(EquityRecord record, SnapshotEquity saved) =>
        (record.Marked, record.MarkedPeak, record.MarkedTimeNs, record.Peak) = (saved.Marked, saved.Peak, saved.TimeNs, saved.Peak);

    private void Restore(SnapshotBalance saved)
    {
        AssetBalance balance = BalanceOf(saved.Asset);
        balance.Post(LedgerAccount.Free, saved.Free);
        balance.Post(LedgerAccount.Locked, saved.Locked);
        balance.Post(LedgerAccount.Fees, saved.Fees);
        balance.Post(LedgerAccount.Market, saved.Market);
        balance.Post(LedgerAccount.External, saved.External);
    }

    private static SnapshotOrder SnapshotOf(OrderState order) => new()
    {
        Terms = order.Terms,
        LockedAsset = order.LockedAsset,
        Locked = order.Locked,
        AcceptedTimeNs = order.AcceptedTimeNs,
        SentTimeNs = order.SentTimeNs,
        Status = order.Status,
        Remaining = order.Remaining,
        Amends = order.Amends,
        AmendsInPlace = order.AmendsInPlace,
        Prevented = order.Prevented,
        Received = order.Received,
        ExecutedNotional = order.ExecutedNotional,
        IsTriggered = order.IsTriggered,
        HasArrived = order.HasArrived,
        CancelAtNs = order.CancelAtNs,
        CancelReason = order.CancelReason,
        TrailedTo = order.TrailedTo,
        TrailedTimeNs = order.TrailedTimeNs,
    };

    private OrderState OrderFrom(SnapshotOrder saved) => new(this, saved.Terms, saved.LockedAsset, saved.Locked, saved.AcceptedTimeNs)
    {
        SentTimeNs = saved.SentTimeNs,
        Status = saved.Status,
        Remaining = saved.Remaining,
        Amends = saved.Amends,
        AmendsInPlace = saved.AmendsInPlace,
        Prevented = saved.Prevented,
        Received = saved.Received,
        ExecutedNotional = saved.ExecutedNotional,
        IsTriggered = saved.IsTriggered,
        HasArrived = saved.HasArrived,
        CancelAtNs = saved.CancelAtNs,
        CancelReason = saved.CancelReason,
        TrailedTo = saved.TrailedTo,
        TrailedTimeNs = saved.TrailedTimeNs,
    };
}
