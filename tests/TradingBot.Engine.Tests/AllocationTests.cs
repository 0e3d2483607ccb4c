using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests;

public class AllocationTests
{
    [Fact]
    public void Market_events_that_touch_no_order_allocate_nothing()
    {
        TradingSession session = TradingSession.Running(cash: 1_000_000m);
        session.Book("50@99 50@98 50@97", "50@100 50@101 50@102");
        session.Place(Side.Buy, OrderType.Market, 5m, null);
        for (int order = 0; order < 50; order++)
        {
            session.Place(Side.Buy, OrderType.Limit, 1m, 90m - order * 0.1m);
            session.Place(Side.Sell, OrderType.Limit, 0.09m, 110m + order * 0.1m);
        }

        EngineInput[] inputs = MarketEvents();
        TradingEngine engine = session.Engine;
        EngineOutput output = new();
        long sequence = engine.LastSequence;
        // Bars and marks of equity are outputs of their own: the time stands still, so that there are none.
        for (int warm = 0; warm < 100; warm++) Play();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1_000; round++) Play();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(output.Events);

        void Play()
        {
            foreach (EngineInput input in inputs) engine.Process(input.Numbered(++sequence, session.NowNs), output);
        }
    }

    private static EngineInput[] MarketEvents()
    {
        long time = TradingSession.StartNs + 1_000 * TradingSession.Millisecond;
        EngineInput Delta(long id, BookLevel bid, BookLevel ask) => new()
        {
            Kind = EngineInputKind.BookDelta,
            Instrument = new(1),
            Book = new BookUpdate { FirstUpdateId = id, LastUpdateId = id, ExchangeTimeNs = time, Bids = new[] { bid }, Asks = new[] { ask } },
        };
        EngineInput Trade(long price, Side taker) => new()
        {
            Kind = EngineInputKind.Trade,
            Instrument = new(1),
            Trade = new TradePrint(1, new(price), new(100), taker, time),
        };

        // A snapshot sets the update id back, so that the same changes can be played again and again.
        EngineInput snapshot = new()
        {
            Kind = EngineInputKind.BookSnapshot,
            Instrument = new(1),
            Book = new BookUpdate
            {
                FirstUpdateId = 1,
                LastUpdateId = 1,
                ExchangeTimeNs = time,
                Bids = new[] { new BookLevel(new(9_900), new(50_000)), new BookLevel(new(8_900), new(50_000)) },
                Asks = new[] { new BookLevel(new(10_000), new(50_000)), new BookLevel(new(11_100), new(50_000)) },
            },
        };
        return
        [
            snapshot,
            Delta(2, new(new(9_950), new(1_000)), new(new(9_990), new(1_000))),
            Trade(9_990, Side.Buy),
            Delta(3, new(new(9_950), new(0)), new(new(9_990), new(0))),
            Trade(9_900, Side.Sell),
            Delta(4, new(new(8_950), new(700)), new(new(11_050), new(700))),
        ];
    }
}
