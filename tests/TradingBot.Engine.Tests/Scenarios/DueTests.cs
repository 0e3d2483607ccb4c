using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>What is due happens at the next input that concerns the order, so that it does not depend on what others do.</summary>
public class DueTests
{
    private static readonly AccountId Bob = new(Guid.Parse("00000000-0000-7000-8000-000000000002"));

    [Fact]
    public void A_time_that_is_over_is_noticed_at_its_own_accounts_next_command_and_not_at_anothers()
    {
        TradingSession session = TradingSession.Running();
        session.Open(Bob, TradingSession.WideLimits, ("USDT", 10_000m));
        session.Book("5@99", "2@100");
        OrderOptions tenSeconds = new() { ExpireTimeNs = session.NowNs + 10_000 * TradingSession.Millisecond };
        session.Place(Side.Buy, OrderType.Limit, 1, 98, TimeInForce.GoodTillDate, options: tenSeconds);
        session.NowNs += 11_000 * TradingSession.Millisecond;
        session.Command(id => new SetRiskLimits(id, Bob, TradingSession.WideLimits));
        Assert.Empty(session.Last.Events.OfType<OrderEnded>());
        session.Command(id => new SetRiskLimits(id, TradingSession.Alice, TradingSession.WideLimits));
        Assert.Equal(OrderEndReason.TimeInForce, Assert.Single(session.Last.Events.OfType<OrderEnded>()).Reason);
    }

    [Fact]
    public void A_cancel_that_is_under_way_is_there_at_its_own_accounts_next_command_and_not_at_anothers()
    {
        TradingSession session = TradingSession.Running(model: ExecutionModel.Immediate with { Latency = LatencyModel.Constant(20 * TradingSession.Millisecond, 0) });
        session.Open(Bob, TradingSession.WideLimits, ("USDT", 10_000m));
        session.Book("5@99", "2@100");
        session.Place(Side.Buy, OrderType.Limit, 1, 98);
        session.NowNs += 30 * TradingSession.Millisecond;
        session.Command(id => new SetRiskLimits(id, Bob, TradingSession.WideLimits));
        Assert.Empty(session.Last.Events.OfType<OrderArrived>());
        session.Command(id => new SetRiskLimits(id, TradingSession.Alice, TradingSession.WideLimits));
        Assert.Single(session.Last.Events.OfType<OrderArrived>());
    }
}
