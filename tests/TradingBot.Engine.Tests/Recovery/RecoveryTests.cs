using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Recovery;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests.Recovery;

/// <summary>What an account meets that had no owner for a time.</summary>
public class RecoveryTests
{
    private readonly TradingSession _session = TradingSession.Running();
    private long _tradeId = 1_000;
    private long _awayNs;

    public RecoveryTests() => _session.Book("5@99", "1@100");

    [Fact]
    public void A_trade_beyond_the_price_fills_at_the_orders_price_and_one_at_the_price_does_not()
    {
        _session.Place(Side.Buy, OrderType.Limit, 2, 99);
        Return(Whole(Trade(50, 99), Trade(0.5m, 98), Trade(9, 97)));
        List<OrderExecuted> executed = _session.EventsOf<OrderExecuted>();
        Assert.Equal([(9_900L, 500L), (9_900L, 1_500L)], executed.Select(happened => (happened.Execution.Price.Units, happened.Execution.Quantity.Units)));
        Assert.All(executed, happened => Assert.True(happened.Execution is { Role: LiquidityRole.Maker, Evidence: { IsRecovered: true, Model: "recovered-through/1", TradeId: > 1_000 } }));
        AccountRecovered told = Assert.Single(_session.EventsOf<AccountRecovered>());
        Assert.Equal((3, 2, 0, 0), (told.Trades, told.Executions, told.Triggered, told.Cancelled));
        Assert.Empty(told.Unproven);
        _session.Restart();
    }

    [Fact]
    public void The_quantity_of_a_trade_is_there_once_and_the_better_price_comes_first()
    {
        _session.Place(Side.Buy, OrderType.Limit, 2, 98);
        _session.Place(Side.Buy, OrderType.Limit, 2, 99);
        _session.Place(Side.Buy, OrderType.Limit, 2, 99);
        Return(Whole(Trade(3, 90)));
        Assert.Equal([(2L, 2_000L), (3L, 1_000L)], _session.EventsOf<OrderExecuted>().Select(happened => (NumberOf(happened), happened.Execution.Quantity.Units)));
    }

    [Fact]
    public void A_trade_of_before_the_order_or_after_its_end_does_not_reach_it()
    {
        long before = _session.NowNs;
        _session.Place(Side.Buy, OrderType.Limit, 2, 99);
        long end = _session.NowNs + 10 * TradingSession.Millisecond;
        _session.Place(Side.Buy, OrderType.Limit, 2, 98, TimeInForce.GoodTillDate, options: new() { ExpireTimeNs = end });
        Return(Whole(Trade(5, 90) with { ExchangeTimeNs = before }, Trade(1, 98.5m) with { ExchangeTimeNs = end - 1 }, Trade(5, 90) with { ExchangeTimeNs = end }));
        Assert.Equal([1L, 1L], _session.EventsOf<OrderExecuted>().Select(NumberOf));
        _session.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal(OrderEndReason.TimeInForce, Assert.Single(_session.EventsOf<OrderEnded>()).Reason);
    }

    [Fact]
    public void A_stop_is_set_off_by_the_trade_that_reached_it_and_meets_the_first_live_book()
    {
        _session.Place(Side.Buy, OrderType.Stop, 0.5m, null, TimeInForce.ImmediateOrCancel, options: new() { TriggerPrice = 120 });
        Return(Whole(Trade(1, 119), Trade(1, 125), Trade(1, 100)));
        OrderTriggered triggered = Assert.Single(_session.EventsOf<OrderTriggered>());
        Assert.Equal((12_500L, (long?)1_002), (triggered.Price.Units, triggered.TradeId));
        Assert.Empty(_session.EventsOf<OrderExecuted>());
        Assert.Equal(1, Assert.Single(_session.EventsOf<AccountRecovered>()).Triggered);
        _session.Delta("", "1@101");
        Assert.Equal(OrderStatus.Filled, Assert.Single(_session.EventsOf<OrderExecuted>()).Status);
    }

    [Theory]
    [InlineData(MissedTradesPolicy.Keep, 0, RiskState.Active)]
    [InlineData(MissedTradesPolicy.Cancel, 1, RiskState.Active)]
    [InlineData(MissedTradesPolicy.Halt, 0, RiskState.Halted)]
    public void Where_trades_are_missing_the_policy_decides(MissedTradesPolicy policy, int cancelled, RiskState state)
    {
        _session.Place(Side.Buy, OrderType.Limit, 2, 90);
        Return(new MissedMarket(new(1), 1_000, [Trade(1, 89)], false, "the history does not reach back"), policy);
        AccountRecovered told = Assert.Single(_session.EventsOf<AccountRecovered>());
        Assert.Equal((policy, cancelled, 1), (told.Policy, told.Cancelled, told.Executions));
        Assert.Equal("the history does not reach back", Assert.Single(told.Unproven).Reason);
        Assert.Equal((state, 1 - cancelled), (_session.View().RiskState, _session.View().OpenOrders.Count));
        if (cancelled == 1) Assert.Equal(OrderEndReason.MissedTrades, Assert.Single(_session.EventsOf<OrderEnded>()).Reason);
    }

    [Fact]
    public void A_halted_account_neither_fills_nor_takes_orders_until_somebody_has_set_its_limits_also_after_a_restart()
    {
        _session.Place(Side.Buy, OrderType.Limit, 2, 90);
        Return(new MissedMarket(new(1), 1_000, [], false, "the venue did not answer"), MissedTradesPolicy.Halt);
        _session.Trade(50, 80, Side.Sell);
        _session.Restart();
        _session.Trade(50, 80, Side.Sell);
        Assert.Empty(_session.EventsOf<OrderExecuted>());
        Assert.NotEqual(RejectReason.None, _session.Place(Side.Buy, OrderType.Limit, 1, 90).Reason);

        _session.Command(id => new SetRiskLimits(id, TradingSession.Alice, TradingSession.WideLimits));
        Assert.Equal(RiskState.Active, _session.View().RiskState);
        _session.Trade(50, 80, Side.Sell);
        Assert.Equal(OrderStatus.Filled, Assert.Single(_session.EventsOf<OrderExecuted>()).Status);
    }

    [Fact]
    public void A_moment_in_which_nothing_happened_is_not_told()
    {
        _session.Place(Side.Buy, OrderType.Limit, 2, 90);
        _awayNs = _session.NowNs;
        _session.Send(new EngineInput { Kind = EngineInputKind.AccountReturned, Away = new(TradingSession.Alice, _awayNs, _awayNs + 1_000_000_000, MissedTradesPolicy.Keep, [Whole()]) });
        Assert.Empty(_session.EventsOf<AccountRecovered>());
    }

    private void Return(MissedMarket market, MissedTradesPolicy policy = MissedTradesPolicy.Keep)
    {
        _awayNs = _session.NowNs;
        _session.NowNs += 60_000 * TradingSession.Millisecond;
        _session.Restart();
        _session.Send(new EngineInput { Kind = EngineInputKind.AccountReturned, Away = new(TradingSession.Alice, _awayNs, _session.NowNs, policy, [market]) });
    }

    private static MissedMarket Whole(params TradePrint[] trades) => new(new(1), 1_000, trades, true, "");

    private TradePrint Trade(decimal quantity, decimal price) =>
        new(++_tradeId, new((long)(price * 100)), new((long)(quantity * 1_000)), Side.Sell, _session.NowNs + (_tradeId - 1_000) * TradingSession.Millisecond);

    private long NumberOf(OrderExecuted happened) => _session.EventsOf<OrderAccepted>().Single(accepted => accepted.Terms.OrderId == happened.Execution.OrderId).Terms.OrderNumber;
}
