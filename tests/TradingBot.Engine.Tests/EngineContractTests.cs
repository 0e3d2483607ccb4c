using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests;

public class EngineContractTests
{
    [Fact]
    public void A_gap_in_the_sequence_or_a_time_that_falls_stops_the_engine()
    {
        TradingSession session = TradingSession.Running();
        long next = session.Engine.LastSequence + 1;
        EngineInput tick = new() { Kind = EngineInputKind.TimerTick };
        Assert.Throws<InvariantViolationException>(() => session.Engine.Process(tick.Numbered(next + 1, session.NowNs), new EngineOutput()));
        Assert.Throws<InvariantViolationException>(() => session.Engine.Process(tick.Numbered(next - 1, session.NowNs), new EngineOutput()));
        Assert.Throws<InvariantViolationException>(() => session.Engine.Process(tick.Numbered(next, session.NowNs - 1), new EngineOutput()));
        session.Engine.Process(tick.Numbered(next, session.NowNs), new EngineOutput());
    }

    [Fact]
    public void A_journal_with_a_gap_a_stranger_or_money_from_nowhere_is_not_restored()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Market, 1m, null);
        EngineEvent[] journal = [.. session.Events];
        Assert.Throws<InvariantViolationException>(() => new TradingEngine().Restore(TradingSession.Alice, journal.Where((_, index) => index != 1)));
        Assert.Throws<InvariantViolationException>(() => new TradingEngine().Restore(new(Guid.Empty), journal));
        Assert.Throws<InvariantViolationException>(() => new TradingEngine().Restore(TradingSession.Alice, []));
        OrderExecuted executed = Assert.IsType<OrderExecuted>(journal[^1]);
        journal[^1] = executed with { Postings = [.. executed.Postings.Skip(1)] };
        Assert.Throws<InvariantViolationException>(() => new TradingEngine().Restore(TradingSession.Alice, journal));
    }

    [Fact]
    public void A_restored_account_goes_on_where_its_journal_ends()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Limit, 1m, 99m);
        session.Trade(3m, 99m, Side.Sell);
        Assert.Equal(2_000, session.View().OpenOrders[0].QueueAhead!.Value.Units);

        session.Engine.Restore(TradingSession.Alice, [.. session.Events]);

        // The queue is not known from the journal: it starts again behind all that is shown.
        Assert.Single(session.Engine.Accounts);
        Assert.Equal(5_000, session.View().OpenOrders[0].QueueAhead!.Value.Units);
        session.Trade(5.5m, 99m, Side.Sell);
        OrderExecuted executed = Assert.Single(session.EventsOf<OrderExecuted>());
        Assert.Equal(500, executed.Execution.Quantity.Units);
        Assert.Equal(DerivedId.Execution(TradingSession.Alice, 1), executed.Execution.ExecutionId);
        Assert.Equal([1L, 2, 3, 4], session.Events.Select(happened => happened.AccountSequence));
    }

    [Fact]
    public void A_forgotten_account_is_gone_with_its_orders()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Limit, 1m, 99m);
        Assert.True(session.Engine.Forget(TradingSession.Alice));
        Assert.False(session.Engine.Forget(TradingSession.Alice));
        session.Trade(50m, 98m, Side.Sell);
        Assert.Empty(session.EventsOf<OrderExecuted>());
        Assert.False(session.Engine.TryGetAccount(TradingSession.Alice, out _));
        Assert.Throws<KeyNotFoundException>(() => session.Engine.StateHash(TradingSession.Alice));
    }

    [Fact]
    public void An_emergency_stop_cancels_the_open_orders_of_all_accounts_in_the_same_input()
    {
        TradingSession session = TradingSession.Running();
        AccountId bob = new(Guid.AllBitsSet);
        session.Open(bob, TradingSession.WideLimits, ("USDT", 1_000m));
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Limit, 1m, 99m);
        session.Place(Side.Buy, OrderType.Limit, 1m, 98m, account: bob);
        session.Place(Side.Buy, OrderType.Limit, 2m, 97m, account: bob);

        session.Control(TradingMode.Stopped);

        Assert.Equal(3, session.Last.Events.OfType<OrderEnded>().Count(ended => ended.Reason == OrderEndReason.EmergencyStop));
        Assert.Empty(session.View().OpenOrders);
        Assert.Empty(session.View(bob).OpenOrders);
    }

    [Fact]
    public void The_book_can_be_seen_to_the_depth_that_is_asked_for()
    {
        TradingSession session = TradingSession.Running();
        Assert.False(session.Engine.TryGetBook(new(7), 5, out _));
        session.Book("5@99 4@98 3@97", "1@100 2@101");
        session.Delta("0@98", "9@100.5 0@100");
        session.Trade(0.5m, 100m, Side.Buy);

        Assert.True(session.Engine.TryGetBook(new(1), 2, out BookView? view));

        Assert.Equal((MarketStatus.Live, session.UpdateId), (view.Status, view.LastUpdateId));
        Assert.Equal([new BookLevel(new(9_900), new(5_000)), new BookLevel(new(9_700), new(3_000))], view.Bids);
        Assert.Equal([new BookLevel(new(10_050), new(9_000)), new BookLevel(new(10_100), new(2_000))], view.Asks);
        Assert.Equal(9_975, view.Mark!.Value.Units);
        Assert.Equal(500, view.LastTrade!.Value.Quantity.Units);
        session.Delta("9@100.5", "");
        Assert.True(session.Engine.TryGetBook(new(1), 2, out view));
        Assert.Equal(MarketStatus.Crossed, view.Status);
    }

    [Fact]
    public void Old_changes_of_the_book_change_nothing()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "5@100");
        session.Send(new EngineInput
        {
            Kind = EngineInputKind.BookDelta,
            Instrument = new(1),
            Book = new BookUpdate { FirstUpdateId = 1, LastUpdateId = 1, ExchangeTimeNs = 0, Bids = new[] { new BookLevel(new(9_950), new(1)) }, Asks = Array.Empty<BookLevel>() },
        });
        Assert.True(session.Engine.TryGetBook(new(1), 1, out BookView? view));
        Assert.Equal(9_900, view.BestBid!.Value.Price.Units);
    }

    [Fact]
    public void Equity_is_journaled_at_most_once_a_minute_and_only_where_it_changed()
    {
        TradingSession session = TradingSession.Running();
        Assert.Equal("10000", Assert.Single(session.EventsOf<EquityMarked>()).Equity.ToString());
        session.Tick(TimeSpan.FromSeconds(61));
        Assert.Single(session.EventsOf<EquityMarked>());
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Market, 1m, null);
        session.Tick(TimeSpan.FromSeconds(61));
        session.Delta("5@99.5", "");
        session.Tick(TimeSpan.FromSeconds(1));
        Assert.Equal(["10000", "9999.4005"], session.EventsOf<EquityMarked>().Select(marked => marked.Equity.ToString()));
    }

    [Fact]
    public void An_instrument_keeps_its_scales()
    {
        TradingSession session = TradingSession.Running();
        Assert.Throws<InvariantViolationException>(() => session.Send(new EngineInput
        {
            Kind = EngineInputKind.InstrumentDefined,
            Definition = TradingSession.BtcAt(Venue.Binance) with { PriceScale = 3 },
        }));
    }
}
