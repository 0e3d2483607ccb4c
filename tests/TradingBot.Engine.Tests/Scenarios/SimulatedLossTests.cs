using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>What was won or lost in simulation restricts nothing in the live world, and hides nothing there.</summary>
public class SimulatedLossTests
{
    private static readonly RiskLimits TenPercent = TradingSession.WideLimits with { MaxDrawdownPartsPerMillion = 100_000 };

    [Fact]
    public void A_restriction_by_simulated_losses_ends_with_the_first_live_prices_and_live_losses_are_measured_without_them()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        LoseHalfInSimulation(session);
        RiskStateChanged restricted = Assert.Single(session.EventsOf<RiskStateChanged>());
        Assert.Equal((RiskState.ReduceOnly, true), (restricted.State, restricted.Simulated));
        Assert.StartsWith("simulated drawdown ", restricted.Reason, StringComparison.Ordinal);

        session.World(MarketWorld.Live);
        Assert.Equal(RiskState.ReduceOnly, session.View().RiskState);
        session.Tick(TimeSpan.FromSeconds(1));
        AccountIsFree(session, "the live market is back; in simulation: simulated drawdown ");
        session.Restart();

        // Half of the cash is gone; of what is left 9 % may be lost, 10 % not.
        session.Status(MarketStatus.Live);
        session.Book("50@99.99", "50@100");
        decimal cash = session.View().Equity.ToDecimal();
        Assert.InRange(cash, 4_000m, 6_000m);
        session.Place(Side.Buy, OrderType.Limit, decimal.Round(cash / 101, 3), 100);
        session.Book("50@91.99", "50@92");
        Assert.Equal(RiskState.Active, session.View().RiskState);
        session.Book("50@89.49", "50@89.50");
        RiskStateChanged live = session.EventsOf<RiskStateChanged>()[^1];
        Assert.Equal((RiskState.ReduceOnly, false), (live.State, live.Simulated));
        Assert.StartsWith("drawdown ", live.Reason, StringComparison.Ordinal);
        session.Restart();
    }

    [Fact]
    public void The_share_lost_live_before_simulation_counts_on_after_it()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        session.Place(Side.Buy, OrderType.Limit, 49, 100);
        session.Book("50@91.99", "50@92");
        int before = session.View().DrawdownPartsPerMillion;
        Assert.InRange(before, 39_000, 45_000);
        LoseHalfInSimulation(session);
        session.World(MarketWorld.Live);
        session.Status(MarketStatus.Live);
        session.Book("50@91.99", "50@92");
        Assert.Equal(RiskState.Active, session.View().RiskState);
        Assert.InRange(session.View().DrawdownPartsPerMillion, before - 1, before + 1);
        Assert.True(session.EventsOf<EquityMarked>()[^1] is { IsPeakAdjusted: true, Simulated: false });
    }

    [Fact]
    public void What_was_won_in_simulation_hides_no_live_loss()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        session.Place(Side.Buy, OrderType.Limit, 49, 100);
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("500@99", "500@100");
        session.Place(Side.Buy, OrderType.Limit, 50, 100);
        session.Book("500@200", "500@201");
        session.Place(Side.Sell, OrderType.Limit, 50, 200);
        session.World(MarketWorld.Live);
        session.Status(MarketStatus.Live);
        // A fifth of the price of half of what it had is gone while nobody looked: 10 % by the live market alone.
        session.Book("50@78.99", "50@79");
        Assert.Equal(RiskState.ReduceOnly, session.View().RiskState);
        Assert.False(session.EventsOf<RiskStateChanged>()[^1].Simulated);
    }

    [Fact]
    public void A_live_restriction_holds_in_simulation_and_after_it_though_prices_recover()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        session.Place(Side.Buy, OrderType.Limit, 49, 100);
        session.Book("50@69.99", "50@70");
        string reason = session.View().RiskReason;
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("500@99", "500@100");
        Assert.Equal(RejectReason.RiskDrawdown, session.Place(Side.Buy, OrderType.Limit, 1, 100).Reason);
        // Limits that the simulated prices would allow, the live ones not.
        SetDrawdown(session, 110_000);
        Assert.Equal((RiskState.ReduceOnly, reason), (session.View().RiskState, session.View().RiskReason));
        session.World(MarketWorld.Live);
        session.Status(MarketStatus.Live);
        session.Book("50@99.99", "50@100");
        session.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal((RiskState.ReduceOnly, reason), (session.View().RiskState, session.View().RiskReason));
        session.World(MarketWorld.Simulated);
        SetDrawdown(session, 500_000);
        Assert.Equal(RiskState.Active, session.View().RiskState);
        session.Restart();
    }

    [Fact]
    public void New_limits_lift_a_simulated_restriction_in_simulation()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        LoseHalfInSimulation(session);
        SetDrawdown(session, 200_000);
        Assert.Equal(RiskState.ReduceOnly, session.View().RiskState);
        SetDrawdown(session, 900_000);
        AccountIsFree(session, "new limits allow the drawdown of ");
    }

    [Fact]
    public void Simulated_losses_restrict_again_when_simulation_goes_on()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        LoseHalfInSimulation(session);
        session.World(MarketWorld.Live);
        session.Tick(TimeSpan.FromSeconds(1));
        AccountIsFree(session, "the live market is back");
        session.World(MarketWorld.Simulated);
        session.Tick(TimeSpan.FromSeconds(61));
        session.Place(Side.Buy, OrderType.Limit, 1, 1);
        Assert.Equal((RiskState.ReduceOnly, true), (session.View().RiskState, session.EventsOf<RiskStateChanged>()[^1].Simulated));
    }

    [Fact]
    public void Nothing_is_judged_or_lifted_before_the_worth_by_live_prices_is_known()
    {
        TradingSession session = TradingSession.Running(Venue.KuCoin, limits: TenPercent);
        session.Book("50@99.99", "50@100");
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("500@99", "500@100");
        session.Place(Side.Buy, OrderType.Limit, 90, 100);
        session.Book("500@49", "500@50");
        session.World(MarketWorld.Live);
        session.Tick(TimeSpan.FromSeconds(61));
        Assert.Equal(RiskState.ReduceOnly, session.View().RiskState);
        Assert.Equal(["BTC-USDT"], session.View().MissingMarks);
        session.Status(MarketStatus.Live);
        // Bought in simulation at 100, worth 50 here too: a loss of simulation, not of the live account.
        session.Book("500@49", "500@50");
        AccountIsFree(session, "the live market is back");
        // From here on it moves with the live price.
        session.Book("500@40", "500@41");
        Assert.Equal((RiskState.ReduceOnly, false), (session.View().RiskState, session.EventsOf<RiskStateChanged>()[^1].Simulated));
    }

    // Buys at 100 and sells at 50, all of it in the simulator's market, and leaves the account without a position of that.
    private static void LoseHalfInSimulation(TradingSession session)
    {
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("500@99.99", "500@100");
        decimal quantity = session.View().Balances.Single(balance => balance.Asset == "USDT").Free.ToDecimal() > 9_000m ? 95 : 40;
        session.Place(Side.Buy, OrderType.Limit, quantity, 100);
        session.Book("500@50", "500@51");
        session.Place(Side.Sell, OrderType.Limit, quantity, 50);
    }

    private static void AccountIsFree(TradingSession session, string reason)
    {
        Assert.Equal(RiskState.Active, session.View().RiskState);
        Assert.StartsWith(reason, session.View().RiskReason, StringComparison.Ordinal);
    }

    private static void SetDrawdown(TradingSession session, int partsPerMillion) =>
        session.Command(id => new SetRiskLimits(id, TradingSession.Alice, TenPercent with { MaxDrawdownPartsPerMillion = partsPerMillion }));
}
