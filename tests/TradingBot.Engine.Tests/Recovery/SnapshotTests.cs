using System.Reflection;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Recovery;

/// <summary>What a snapshot must hold, and what it must refuse. That it holds enough is shown by the random sessions.</summary>
public sealed class SnapshotTests
{
    /// <summary>Members of an open order that are read from the market again.</summary>
    private static readonly string[] FromTheMarket = ["Shown", "Extreme", "IsWaiting", "IsResting", "JoinedTimeNs", "BookUpdateId"];

    [Fact]
    public void No_member_of_an_open_order_is_left_out_of_a_snapshot()
    {
        string[] members = [.. typeof(OrderState).GetProperties(BindingFlags.Instance | BindingFlags.NonPublic).Where(member => member.CanWrite).Select(member => member.Name)];
        string[] kept = [.. typeof(SnapshotOrder).GetProperties().Select(member => member.Name), .. FromTheMarket];
        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.Contains(member, kept));
    }

    [Fact]
    public void A_snapshot_that_no_account_can_have_is_refused()
    {
        TradingSession session = TradingSession.Running();
        AccountSnapshot snapshot = session.Engine.Snapshot(TradingSession.Alice);
        Assert.Equal(session.Engine.StateHash(TradingSession.Alice), snapshot.StateHash());
        SnapshotBalance cash = snapshot.Balances[0];
        Assert.All((AccountSnapshot[])
        [
            snapshot with { Format = AccountSnapshot.CurrentFormat + 1 },
            snapshot with { Sequence = 0 },
            snapshot with { Balances = [cash with { Free = cash.Free + new Money(1) }] },
            snapshot with { Balances = [cash with { Free = cash.Free - new Money(1), Locked = cash.Locked + new Money(1) }] },
        ], wrong => Assert.Throws<InvariantViolationException>(wrong.StateHash));
        Assert.Throws<InvariantViolationException>(() => session.Engine.Restore(new(Guid.NewGuid()), snapshot, []));
    }

    [Fact]
    public void A_gap_between_a_snapshot_and_the_later_events_is_refused()
    {
        TradingSession session = TradingSession.Running();
        AccountSnapshot snapshot = session.Engine.Snapshot(TradingSession.Alice);
        EngineEvent[] again = [.. session.Events];
        Assert.Throws<InvariantViolationException>(() => new TradingEngine().Restore(TradingSession.Alice, snapshot, again));
    }
}
