using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests;

public class TradingEngineTests
{
    [Fact]
    public void A_market_order_walks_the_book_and_a_resting_order_waits_for_the_tape()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99 5@98", "1@100 1@101");
        Assert.Equal(RejectReason.None, session.Place(Side.Buy, OrderType.Market, 1.5m, null).Reason);
        Assert.Equal(2, session.EventsOf<OrderExecuted>().Count);
        AccountView view = session.View();
        Assert.Equal("9849.5", view.Balances[1].Free.ToString());
        Assert.Equal("1.4985", view.Balances[0].Free.ToString());

        Guid order = session.Place(Side.Buy, OrderType.Limit, 1m, 99m).OrderId!.Value;
        session.Trade(4m, 99m, Side.Sell);
        Assert.Equal(2, session.EventsOf<OrderExecuted>().Count);
        session.Trade(1.4m, 99m, Side.Sell);
        Assert.Equal(order, session.EventsOf<OrderExecuted>()[2].Execution.OrderId);
        Assert.Equal(400, session.EventsOf<OrderExecuted>()[2].Execution.Quantity.Units);
    }

    [Fact]
    public void Restoring_an_account_from_its_events_gives_the_same_state_hash()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99 5@98", "1@100 1@101");
        session.Place(Side.Buy, OrderType.Market, 1.5m, null);
        session.Place(Side.Buy, OrderType.Limit, 1m, 99m);
        session.Trade(5.4m, 99m, Side.Sell);
        string live = session.Engine.StateHash(TradingSession.Alice);

        TradingEngine other = new();
        other.Restore(TradingSession.Alice, session.Events);
        Assert.Equal(live, other.StateHash(TradingSession.Alice));
        other.Restore(TradingSession.Alice, session.Events.Take(session.Events.Count - 1));
        Assert.NotEqual(live, other.StateHash(TradingSession.Alice));
    }
}
