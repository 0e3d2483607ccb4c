using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>What happens to orders, books and marks when the markets become another world's.</summary>
public class WorldTests
{
    [Fact]
    public void An_order_waits_while_the_markets_are_another_worlds_and_joins_behind_everything_when_they_are_back()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "1@100");
        session.Place(Side.Buy, OrderType.Limit, 2, 99);
        session.Trade(3, 99, Side.Sell);
        Assert.Equal("2 BTC are ahead of it at its price", session.View().OpenOrders[0].WaitsBecause);

        session.World(MarketWorld.Simulated);
        Assert.Equal("waits for the live market", session.View().OpenOrders[0].WaitsBecause);
        session.Status(MarketStatus.Live);
        session.Book("5@49", "1@50");
        session.Trade(100, 48, Side.Sell);
        session.Delta("", "0@50 1@40");
        Assert.Empty(session.EventsOf<OrderExecuted>());
        OrderView waiting = Assert.Single(session.View().OpenOrders);
        Assert.Equal((OrderStatus.Open, MarketWorld.Live, (Quantity?)null), (waiting.Status, waiting.Terms.World, waiting.QueueAhead));

        session.World(MarketWorld.Live);
        Assert.Equal("the market is not usable now (Unknown)", session.View().OpenOrders[0].WaitsBecause);
        session.Trade(100, 90, Side.Sell);
        session.Status(MarketStatus.Live);
        session.Book("7@99", "1@100");
        Assert.Equal("7 BTC are ahead of it at its price", session.View().OpenOrders[0].WaitsBecause);
        session.Trade(8, 99, Side.Sell);
        OrderExecuted executed = Assert.Single(session.EventsOf<OrderExecuted>());
        Assert.Equal((new Quantity(1000), false), (executed.Execution.Quantity, executed.Execution.Simulated));
    }

    [Fact]
    public void A_trade_of_the_time_away_that_the_venue_tells_later_does_not_reach_an_order_that_waited()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "1@100");
        session.Place(Side.Buy, OrderType.Limit, 2, 80);
        session.World(MarketWorld.Simulated);
        long away = session.NowNs;
        session.World(MarketWorld.Live);
        session.Book("5@99", "1@100");
        session.Status(MarketStatus.Live);
        session.Trade(50, 70, Side.Sell, exchangeTimeNs: away);
        Assert.Empty(session.EventsOf<OrderExecuted>());
        session.Trade(1, 70, Side.Sell);
        Assert.Single(session.EventsOf<OrderExecuted>());
    }

    [Fact]
    public void What_is_executed_in_simulation_says_so_and_its_order_waits_when_the_live_market_is_back()
    {
        TradingSession session = TradingSession.Running();
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("5@49", "1@50");
        session.Place(Side.Buy, OrderType.Limit, 3, 50);
        Assert.True(Assert.Single(session.EventsOf<OrderExecuted>()).Execution.Simulated);
        Assert.Equal(MarketWorld.Simulated, Assert.Single(session.View().OpenOrders).Terms.World);

        session.World(MarketWorld.Live);
        session.Status(MarketStatus.Live);
        session.Book("5@39", "1@40");
        session.Trade(10, 40, Side.Sell);
        Assert.Single(session.EventsOf<OrderExecuted>());
        Assert.Equal("waits for the simulated market", session.View().OpenOrders[0].WaitsBecause);
        Assert.Equal(RejectReason.None, session.Cancel(session.View().OpenOrders[0].Terms.OrderId).Reason);
        Assert.Empty(session.View().OpenOrders);
    }

    [Fact]
    public void Everything_known_of_the_markets_is_forgotten()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "1@100");
        session.Place(Side.Buy, OrderType.Market, 1, null, TimeInForce.ImmediateOrCancel);
        session.Trade(1, 100, Side.Buy);
        session.World(MarketWorld.Simulated);
        Assert.True(session.Engine.TryGetBook(new(1), 10, out BookView? book));
        Assert.Equal((MarketStatus.Unknown, 0L, 0L), (book.Status, book.LastUpdateId, book.TimeNs));
        Assert.Empty(book.Bids);
        Assert.Empty(book.Asks);
        Assert.Null(book.LastTrade);
        Assert.Null(book.Mark);
        Assert.Equal(["BTC-USDT"], session.View().MissingMarks);
        Assert.Equal(RejectReason.MarketNotLive, session.Place(Side.Sell, OrderType.Market, 0.5m, null, TimeInForce.ImmediateOrCancel).Reason);
        // What was taken of a level of the old book is no part of the new one.
        session.Status(MarketStatus.Live);
        session.Book("5@99", "1@100");
        Assert.Equal(RejectReason.None, session.Place(Side.Buy, OrderType.Market, 1, null, TimeInForce.ImmediateOrCancel).Reason);
        Assert.Equal(new Quantity(1000), session.EventsOf<OrderExecuted>()[^1].Execution.Quantity);
    }

    [Fact]
    public void A_strategy_starts_cold_and_is_warmed_by_the_bars_of_the_new_world()
    {
        TradingSession session = TradingSession.Running();
        session.Command(id => new ConfigureStrategy(id, TradingSession.Alice, new StrategyDefinition("cross", "ma-cross", new(1), 60, new Dictionary<string, decimal>()), IsRunning: true));
        for (int minute = 0; minute < 5; minute++) History(session, minute, 100);
        Assert.Equal(5, session.View().Strategies[0].Facts.BarsSeen);
        session.World(MarketWorld.Simulated);
        Assert.Equal(0, session.View().Strategies[0].Facts.BarsSeen);
        History(session, 1, 50);
        Assert.Equal(1, session.View().Strategies[0].Facts.BarsSeen);
    }

    [Fact]
    public void A_loss_is_measured_from_a_peak_of_the_same_world()
    {
        TradingSession session = TradingSession.Running(limits: TradingSession.WideLimits with { MaxDrawdownPartsPerMillion = 100_000 });
        session.Book("50@99", "50@100");
        session.Place(Side.Buy, OrderType.Limit, 50, 100);
        session.Place(Side.Buy, OrderType.Limit, 1, 90);
        session.World(MarketWorld.Simulated);
        session.Status(MarketStatus.Live);
        session.Book("50@49", "50@51");
        session.Tick(TimeSpan.FromMinutes(2));
        Assert.Equal(Risk.RiskState.Active, session.View().RiskState);
        Assert.True(session.EventsOf<EquityMarked>()[^1].Simulated);
        session.Book("50@29", "50@31");
        Assert.Equal(Risk.RiskState.ReduceOnly, session.View().RiskState);
        // The live order was not part of that loss.
        Assert.Single(session.View().OpenOrders);
        session.World(MarketWorld.Live);
        session.Status(MarketStatus.Live);
        session.Book("50@99", "50@100");
        Assert.True(session.View().DrawdownPartsPerMillion < 20_000);
        Assert.False(session.EventsOf<EquityMarked>()[0].Simulated);
    }

    [Fact]
    public void The_same_world_again_changes_nothing()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "1@100");
        session.World(MarketWorld.Live);
        Assert.True(session.Engine.TryGetBook(new(1), 10, out BookView? book));
        Assert.Equal((MarketStatus.Live, 1), (book.Status, book.Bids.Count));
    }

    [Fact]
    public void An_instrument_that_its_venue_stops_trading_fills_nothing_and_says_so()
    {
        TradingSession session = TradingSession.Running();
        session.Book("1@99", "1@100");
        session.Place(Side.Buy, OrderType.Limit, 1, 99);
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Instruments.Venue.Binance) with { IsTrading = false } });
        session.Trade(10, 98, Side.Sell);
        Assert.Empty(session.EventsOf<OrderExecuted>());
        Assert.Equal("the venue does not trade it now", session.View().OpenOrders[0].WaitsBecause);
        Assert.Equal(RejectReason.UnknownInstrument, session.Place(Side.Buy, OrderType.Limit, 1, 98).Reason);
        // Back with another tick: new orders follow the new rule, the resting one goes on.
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Instruments.Venue.Binance) with { TickSize = 100 } });
        Assert.Equal(RejectReason.PriceOffTick, session.Place(Side.Buy, OrderType.Limit, 1, 98.5m).Reason);
        session.Trade(10, 98, Side.Sell);
        Assert.Single(session.EventsOf<OrderExecuted>());
    }

    private static void History(TradingSession session, int minute, decimal price)
    {
        Assert.True(session.InstrumentOf(1).TryPrice(price, out Price at));
        session.Send(new EngineInput
        {
            Kind = EngineInputKind.HistoricalBar,
            Instrument = new(1),
            Bar = new Bar(TradingSession.StartNs + minute * 60_000_000_000L, 60, at, at, at, at, new(1), 1),
        });
    }
}
