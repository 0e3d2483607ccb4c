using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Tests.Matching;

public sealed class MatchingEngineTests
{
    private const long Far = PriceLadder.MaxPrice;

    [Fact]
    public void The_best_price_fills_first_and_at_one_price_the_oldest_order()
    {
        var engine = new MatchingEngine();
        engine.PlaceLimit(1, Side.Sell, 102, 5);
        engine.PlaceLimit(2, Side.Sell, 101, 4);
        engine.PlaceLimit(3, Side.Sell, 101, 3);

        PlaceOutcome outcome = engine.PlaceLimit(4, Side.Buy, 102, 9);

        Assert.Equal(PlaceOutcome.Accepted, outcome);
        Assert.Equal([new Fill(2, 101, 4, true), new Fill(3, 101, 3, true), new Fill(1, 102, 2, false)], engine.Fills.ToArray());
        Assert.Equal((0L, 102L, 3L), (engine.BestBid, engine.BestAsk, engine.QuantityAt(102)));
    }

    [Fact]
    public void What_a_limit_order_does_not_get_rests_and_what_a_market_order_does_not_get_is_dropped()
    {
        var engine = new MatchingEngine();
        engine.PlaceLimit(1, Side.Buy, 100, 2);
        engine.PlaceLimit(2, Side.Sell, 100, 5);
        Assert.Equal((0L, 100L, 3L), (engine.BestBid, engine.BestAsk, engine.QuantityAt(100)));

        engine.PlaceMarket(3, Side.Buy, 10, out long unfilled);

        Assert.Equal(7, unfilled);
        Assert.Equal((0, long.MaxValue), (engine.OrderCount, engine.BestAsk));
    }

    [Theory]
    [InlineData(0, 100, 1, "InvalidId")]
    [InlineData(1, 100, 1, "DuplicateId")]
    [InlineData(2, 100, 0, "InvalidQuantity")]
    [InlineData(2, 100, -5, "InvalidQuantity")]
    [InlineData(2, 0, 1, "InvalidPrice")]
    [InlineData(2, Far + 1, 1, "InvalidPrice")]
    [InlineData(2, Far, 1, "Accepted")]
    public void An_order_that_breaks_a_rule_is_refused_and_changes_nothing(long id, long price, long quantity, string expected)
    {
        var engine = new MatchingEngine();
        engine.PlaceLimit(1, Side.Buy, 50, 1);

        Assert.Equal(expected, engine.PlaceLimit(id, Side.Sell, price, quantity).ToString());
        Assert.Equal(expected == "Accepted" ? 2 : 1, engine.OrderCount);
    }

    [Theory]
    [InlineData(1, 3_000, 40, 1_000)]
    [InlineData(2, 3_000, 3, 1_000_000)]
    [InlineData(3, 3_000, 2_000, 1_500)]
    [InlineData(4, 3_000, 30_000, 40_000)]
    public void Any_flow_gives_the_fills_and_the_book_of_the_plainest_implementation(int seed, int operations, int spread, long middle)
    {
        var random = new Random(seed);
        var engine = new MatchingEngine(16);
        var naive = new NaiveBook();
        long placed = 0, filled = 0, cancelled = 0, dropped = 0;
        for (long id = 1; id <= operations; id++)
        {
            Side side = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            long quantity = random.Next(1, 50);
            int kind = random.Next(10);
            if (kind < 3 && naive.Orders.Count > 0)
            {
                NaiveOrder chosen = naive.Orders[random.Next(naive.Orders.Count)];
                cancelled += chosen.Quantity;
                Assert.True(engine.Cancel(chosen.Id, out RestingOrder gone));
                Assert.Equal(new RestingOrder(chosen.Id, chosen.Side, chosen.Price, chosen.Quantity), gone);
                Assert.True(naive.Cancel(chosen.Id));
                Assert.False(engine.Cancel(chosen.Id, out _));
                continue;
            }
            placed += quantity;
            List<Fill> expected;
            if (kind == 3)
            {
                expected = naive.PlaceMarket(id, side, quantity, out long unfilled);
                engine.PlaceMarket(id, side, quantity, out long engineUnfilled);
                Assert.Equal(unfilled, engineUnfilled);
                dropped += unfilled;
            }
            else
            {
                long price = Math.Max(1, middle + random.Next(-spread, spread + 1));
                expected = naive.PlaceLimit(id, side, price, quantity);
                engine.PlaceLimit(id, side, price, quantity);
            }
            Assert.Equal(expected, engine.Fills.ToArray());
            filled += expected.Sum(fill => fill.Quantity);
        }
        AssertSameBook(naive, engine);
        // Each filled lot was placed twice: once by the maker, once by the taker.
        Assert.Equal(placed, 2 * filled + cancelled + dropped + naive.Orders.Sum(order => order.Quantity));
    }

    private static void AssertSameBook(NaiveBook naive, MatchingEngine engine)
    {
        Assert.Equal(naive.Orders.Count, engine.OrderCount);
        long bestBid = naive.Orders.Where(order => order.Side == Side.Buy).Select(order => order.Price).DefaultIfEmpty(0).Max();
        long bestAsk = naive.Orders.Where(order => order.Side == Side.Sell).Select(order => order.Price).DefaultIfEmpty(long.MaxValue).Min();
        Assert.Equal((bestBid, bestAsk), (engine.BestBid, engine.BestAsk));
        Assert.True(bestBid < bestAsk);
        var bids = new List<long>();
        for (long price = engine.BestBid; price != 0; price = engine.BidBelow(price))
            bids.Add(price);
        var asks = new List<long>();
        for (long price = engine.BestAsk == long.MaxValue ? 0 : engine.BestAsk; price != 0; price = engine.AskAbove(price))
            asks.Add(price);
        Assert.Equal(naive.Orders.Where(order => order.Side == Side.Buy).Select(order => order.Price).Distinct().OrderDescending(), bids);
        Assert.Equal(naive.Orders.Where(order => order.Side == Side.Sell).Select(order => order.Price).Distinct().Order(), asks);
        Assert.All(bids.Concat(asks), price => Assert.Equal(naive.QuantityAt(price), engine.QuantityAt(price)));
    }

    [Fact]
    public void In_steady_state_no_operation_allocates()
    {
        var engine = new MatchingEngine(64);
        void Run(long firstId)
        {
            for (long id = firstId; id < firstId + 3_000; id += 3)
            {
                engine.PlaceLimit(id, Side.Buy, 1_000 + id % 7, 5);
                engine.PlaceLimit(id + 1, Side.Sell, 1_004 + id % 5, 5);
                engine.PlaceMarket(id + 2, id % 2 == 0 ? Side.Buy : Side.Sell, 3, out _);
                engine.Cancel(id, out _);
                engine.Cancel(id + 1, out _);
            }
        }
        Run(1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
