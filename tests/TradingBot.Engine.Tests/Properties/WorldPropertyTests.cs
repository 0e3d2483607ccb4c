using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests.Properties;

/// <summary>Random orders, books, trades and switches between two worlds whose numbers tell which of them a fill came from.</summary>
public class WorldPropertyTests
{
    private const int Steps = 1_500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Nothing_fills_from_the_other_worlds_prices_and_the_journal_makes_the_same_account(int seed)
    {
        // Half of the sessions lose enough to be restricted now in one world, now in the other.
        RiskLimits limits = TradingSession.WideLimits with { MaxDrawdownPartsPerMillion = seed % 4 < 2 ? 1_000_000 : 50 };
        TradingSession session = TradingSession.Running(seed % 2 == 0 ? Venue.Binance : Venue.KuCoin, cash: 1_000_000, limits);
        TwoWorlds worlds = new(session, new Random(seed));
        Dictionary<Guid, MarketWorld> accepted = [];
        for (int step = 0; step < Steps; step++)
        {
            MarketWorld world = session.Engine.World;
            worlds.Step();
            foreach (EngineEvent happened in session.Last.Events) Check(happened, world, accepted, seed);
            if (session.Engine.World != world) Assert.Empty(session.Last.Events);
            foreach (OrderView open in session.View().OpenOrders)
                if (open.Terms.World != session.Engine.World) Assert.StartsWith("waits for the ", open.WaitsBecause, StringComparison.Ordinal);
            if (step % 250 == 0) AssertReplays(session);
        }
        AssertReplays(session);
        Assert.Contains(session.EventsOf<OrderExecuted>(), executed => executed.Execution.Simulated);
        Assert.Contains(session.EventsOf<OrderExecuted>(), executed => !executed.Execution.Simulated);
        Assert.Contains(session.EventsOf<OrderExecuted>(), executed => executed.Execution.Role == Executions.LiquidityRole.Maker);
        Assert.True(worlds.Switches > 20);
    }

    private static void Check(EngineEvent happened, MarketWorld world, Dictionary<Guid, MarketWorld> accepted, int seed)
    {
        switch (happened)
        {
            case OrderAccepted order:
                Assert.Equal(world, order.Terms.World);
                accepted[order.Terms.OrderId] = world;
                break;
            case OrderExecuted executed:
                Executions.Execution execution = executed.Execution;
                string where = $"seed {seed}, input {happened.InputSequence}";
                Assert.True(accepted[execution.OrderId] == world, where);
                Assert.True(execution.Simulated == (world == MarketWorld.Simulated), where);
                // None was read where the order lies deeper than the book shows.
                Assert.True(execution.Evidence.BookUpdateId == 0 || TwoWorlds.WorldOf(execution.Evidence.BookUpdateId) == world, where);
                Assert.True(execution.Evidence.TradeId is not { } trade || TwoWorlds.WorldOf(trade) == world, where);
                break;
            case EquityMarked marked:
                Assert.Equal(world == MarketWorld.Simulated, marked.Simulated);
                break;
            case OrderEnded ended:
                Assert.Contains(ended.Reason, (OrderEndReason[])[OrderEndReason.Requested, OrderEndReason.TimeInForce, OrderEndReason.SelfTrade, OrderEndReason.NoLiquidity]);
                break;
            default: break;
        }
    }

    // From the journal alone, from all inputs again, and from the journal in the other world: always the same account.
    private static void AssertReplays(TradingSession session)
    {
        string hash = session.Engine.StateHash(TradingSession.Alice);
        TradingEngine again = new();
        EngineOutput output = new();
        foreach (EngineInput input in session.Inputs) again.Process(input, output);
        Assert.Equal(hash, again.StateHash(TradingSession.Alice));
        foreach (MarketWorld world in Enum.GetValues<MarketWorld>())
        {
            TradingEngine restored = new();
            restored.Process(new EngineInput { Sequence = 1, TimeNs = session.NowNs, Kind = EngineInputKind.WorldChanged, World = world }, output);
            restored.Process(new EngineInput { Sequence = 2, TimeNs = session.NowNs, Kind = EngineInputKind.InstrumentDefined, Definition = session.InstrumentOf(1) }, output);
            restored.Restore(TradingSession.Alice, session.Events);
            Assert.Equal(hash, restored.StateHash(TradingSession.Alice));
            Assert.True(restored.TryGetAccount(TradingSession.Alice, out AccountView? view));
            foreach (OrderView open in view.OpenOrders) Assert.Equal(open.Terms.World != world, open.WaitsBecause.StartsWith("waits for the ", StringComparison.Ordinal));
        }
    }

    /// <summary>Live numbers are odd, simulated ones even; both worlds trade around the same prices, so that only the engine keeps them apart.</summary>
    private sealed class TwoWorlds(TradingSession session, Random random)
    {
        private long _number = 1_000;

        public int Switches { get; private set; }

        public static MarketWorld WorldOf(long number) => number % 2 == 0 ? MarketWorld.Simulated : MarketWorld.Live;

        public void Step()
        {
            switch (random.Next(100))
            {
                case < 4:
                    Switches++;
                    session.World(1 - session.Engine.World);
                    break;
                case < 10: session.Status(MarketStatus.Live); break;
                case < 12: session.Status(MarketStatus.Syncing); break;
                case < 24: Book(EngineInputKind.BookSnapshot); break;
                case < 40: Book(EngineInputKind.BookDelta); break;
                case < 65: Trade(); break;
                case < 88: Place(); break;
                case < 95: Cancel(); break;
                default: session.Tick(TimeSpan.FromSeconds(random.Next(90))); break;
            }
        }

        private long Next()
        {
            _number += 2;
            return session.Engine.World == MarketWorld.Simulated ? _number - _number % 2 : _number - _number % 2 + 1;
        }

        private void Book(EngineInputKind kind)
        {
            long number = Next();
            BookLevel Level(int price) => new(new Price(price), new Quantity(random.Next(kind == EngineInputKind.BookDelta ? 0 : 1, 5_000)));
            int middle = 10_000 + random.Next(-20, 20);
            session.Send(new EngineInput
            {
                Kind = kind,
                Instrument = new(1),
                Book = new BookUpdate
                {
                    FirstUpdateId = number,
                    LastUpdateId = number,
                    ExchangeTimeNs = random.Next(2) == 0 ? 0 : session.NowNs + TradingSession.Millisecond,
                    Bids = Enumerable.Range(1, 8).Select(depth => Level(middle - depth * 5)).ToArray(),
                    Asks = Enumerable.Range(1, 8).Select(depth => Level(middle + depth * 5)).ToArray(),
                },
            });
        }

        private void Trade() => session.Send(new EngineInput
        {
            Kind = EngineInputKind.Trade,
            Instrument = new(1),
            Trade = new(Next(), new Price(10_000 + random.Next(-60, 60)), new Quantity(random.Next(1, 8_000)), random.Next(2) == 0 ? Side.Buy : Side.Sell,
                session.NowNs + TradingSession.Millisecond),
        });

        private void Place()
        {
            decimal? price = random.Next(5) == 0 ? null : (10_000 + random.Next(-60, 60)) / 100m;
            session.Place(random.Next(2) == 0 ? Side.Buy : Side.Sell, price is null ? OrderType.Market : OrderType.Limit, random.Next(1, 3_000) / 1_000m, price,
                price is null ? TimeInForce.ImmediateOrCancel : random.Next(4) == 0 ? TimeInForce.PostOnly : TimeInForce.GoodTillCancel);
        }

        private void Cancel()
        {
            IReadOnlyList<OrderView> open = session.View().OpenOrders;
            if (open.Count > 0) session.Cancel(open[random.Next(open.Count)].Terms.OrderId);
        }
    }
}
