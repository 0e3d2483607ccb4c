using TradingBot.Engine.Accounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Tests.Strategies;

public class StrategyTests
{
    private const long FiveSeconds = 5_000 * TradingSession.Millisecond;

    [Fact]
    public void A_cross_upwards_buys_and_a_cross_downwards_sells_what_was_bought()
    {
        TradingSession session = TradingSession.Running();
        Configure(session, "ma-cross", ("fastBars", 1), ("slowBars", 3), ("orderNotional", 500));
        session.Book("50@99 50@98", "50@100 50@101");
        Bars(session, 100, 99, 98, 97);
        Assert.Empty(session.EventsOf<SignalRaised>());

        Bars(session, 105, 106);

        SignalRaised buy = Assert.Single(session.EventsOf<SignalRaised>());
        Assert.Equal(SignalAction.Buy, buy.Action);
        OrderAccepted bought = Assert.Single(session.EventsOf<OrderAccepted>());
        Assert.Equal(("one", TimeInForce.ImmediateOrCancel, buy.Reason), (bought.Terms.StrategyId, bought.Terms.TimeInForce, bought.Terms.Reason));
        // 500 at the limit of 100.1 (10 basis points above the best ask), on the lot grid.
        Assert.Equal(4_995, bought.Terms.Quantity.Units);
        Assert.Equal(10_010, bought.Terms.LimitPrice!.Value.Units);
        Assert.Equal(10_000, session.EventsOf<OrderExecuted>()[0].Execution.Price.Units);
        Assert.Equal("4.990005", session.View().Strategies[0].PositionQuantity.ToString());

        Bars(session, 90, 89);

        Assert.Equal(SignalAction.Sell, session.EventsOf<SignalRaised>()[^1].Action);
        Assert.Equal(4_990, session.EventsOf<OrderAccepted>()[^1].Terms.Quantity.Units);
        Assert.Equal(9_900, session.EventsOf<OrderExecuted>()[^1].Execution.Price.Units);

        // The dust that the fee left neither is offered for sale again nor keeps it from buying.
        Bars(session, 88, 87);
        Assert.Equal(2, session.EventsOf<OrderAccepted>().Count);
        session.Delta("49@99", "49@100");
        Bars(session, 110, 111);
        Assert.Equal(3, session.EventsOf<OrderAccepted>().Count);
    }

    [Fact]
    public void A_strategy_sells_only_what_it_bought()
    {
        TradingSession session = TradingSession.Running();
        session.Book("50@99", "50@100");
        session.Place(Side.Buy, OrderType.Market, 10m, null);
        Configure(session, "ma-cross", ("fastBars", 1), ("slowBars", 2), ("orderNotional", 500));

        Bars(session, 100, 110, 90, 80);

        Assert.Equal(SignalAction.Sell, Assert.Single(session.EventsOf<SignalRaised>()).Action);
        Assert.Single(session.EventsOf<OrderAccepted>());
    }

    [Fact]
    public void Reversion_buys_what_was_sold_too_far_and_sells_the_recovery()
    {
        TradingSession session = TradingSession.Running();
        Configure(session, "rsi-reversion", ("lengthBars", 3), ("orderNotional", 500));
        session.Book("50@99", "50@100");
        Bars(session, 100, 99, 98, 97, 96, 100, 104, 108, 109);
        Assert.Equal([SignalAction.Buy, SignalAction.Sell], session.EventsOf<SignalRaised>().Select(signal => signal.Action));
        Assert.Equal(["Buy", "Sell"], session.EventsOf<OrderAccepted>().Select(accepted => accepted.Terms.Side.ToString()));
        Assert.Contains("is below 35", session.EventsOf<SignalRaised>()[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_strategy_watches_but_does_not_act_and_an_unusable_market_signals_nothing()
    {
        TradingSession session = TradingSession.Running();
        Configure(session, "ma-cross", isRunning: false, ("fastBars", 1), ("slowBars", 2));
        session.Book("50@99", "50@100");
        Bars(session, 100, 99, 105, 104);
        Assert.Empty(session.EventsOf<SignalRaised>());
        Assert.True(session.View().Strategies[0].Facts.IsWarm);

        Configure(session, "ma-cross", ("fastBars", 1), ("slowBars", 2));
        session.Status(MarketStatus.Stale);
        Bars(session, 100, 110, 90);
        session.Status(MarketStatus.Live);
        session.Control(TradingMode.Maintenance);
        Bars(session, 100, 110, 90);
        Assert.Empty(session.EventsOf<SignalRaised>());
    }

    [Fact]
    public void Bars_from_the_past_warm_up_and_decide_nothing()
    {
        TradingSession session = TradingSession.Running();
        Configure(session, "ma-cross", ("fastBars", 1), ("slowBars", 3));
        session.Book("50@99", "50@100");
        decimal[] closes = [100, 99, 98, 105];
        for (int index = 0; index < closes.Length; index++)
        {
            long units = (long)(closes[index] * 100);
            long open = (TradingSession.StartNs / FiveSeconds - 100 + index) * FiveSeconds;
            session.Send(new EngineInput
            {
                Kind = EngineInputKind.HistoricalBar,
                Instrument = new(1),
                Bar = new Bar(open, 5, new(units), new(units), new(units), new(units), new(1), 1),
            });
        }

        StrategyView strategy = session.View().Strategies[0];
        Assert.True(strategy.Facts.IsWarm);
        Assert.Equal(SignalAction.Buy, strategy.Facts.Stance);
        Assert.Empty(session.EventsOf<SignalRaised>());

        // Its wish to be long is from the past: without a new cross it buys nothing now.
        Bars(session, 106, 107, 108);
        Assert.True(session.View().Strategies[0].Facts.BarsSeen > 4);
        Assert.Empty(session.EventsOf<OrderAccepted>());

        // A newcomer is shown the bars that are known already.
        Configure(session, "ma-cross", id: "two", isRunning: true, ("fastBars", 1), ("slowBars", 3));
        Assert.Equal(session.View().Strategies[0].Facts.BarsSeen, session.View().Strategies[1].Facts.BarsSeen);
    }

    [Fact]
    public void The_learned_strategy_finds_a_pattern_that_is_there_and_says_how_often_it_was_right()
    {
        // The next close follows the book's imbalance: learnable.
        LearnedFacts facts = Learn(pattern: true);
        Assert.InRange(facts.HitRate!.Value, 0.9, 1);
        Assert.InRange(facts.BaseRate!.Value, 0.5, 0.6);
        Assert.Equal(1_000 - MarketFeatures.BarsNeeded + 1 - 1, facts.SamplesSeen);
    }

    [Fact]
    public void The_learned_strategy_learns_from_a_sample_only_when_all_of_its_horizon_is_past()
    {
        LearnedFacts facts = Learn(pattern: true, horizon: 4);
        Assert.Equal(1_000 - MarketFeatures.BarsNeeded + 1 - 4, facts.SamplesSeen);
        // The next close is known, the three after it are a coin toss: right more often than not, but no longer always.
        Assert.InRange(facts.HitRate!.Value, 0.55, 0.85);
    }

    [Fact]
    public void The_learned_strategy_does_not_see_a_pattern_in_a_coin_toss()
    {
        // With look-ahead the hit rate would be far from one half.
        LearnedFacts facts = Learn(pattern: false);
        Assert.InRange(facts.HitRate!.Value, 0.44, 0.56);
    }

    [Fact]
    public void The_learned_strategy_gives_no_signal_before_it_is_warm_or_on_numbers_that_are_none()
    {
        LearnedDirection strategy = new(Parameters("learned", ("horizonBars", 1), ("samplesNeeded", 50)));
        for (int bar = 0; bar < 60; bar++) strategy.SeeBar(Frame(bar, 100 + bar % 2, 0));
        Assert.False(strategy.IsWarm);
        Assert.Equal(SignalAction.Hold, strategy.Stance);
        Assert.Null(strategy.Facts().Learned!.Probability);
        for (int bar = 60; bar < 90; bar++) strategy.SeeBar(Frame(bar, 100 + bar % 2, 0));
        Assert.NotNull(strategy.Facts().Learned!.Probability);
        int samples = strategy.Facts().Learned!.SamplesSeen;
        strategy.SeeBar(Frame(90, double.NaN, 0));
        Assert.Null(strategy.Facts().Learned!.Probability);
        Assert.Equal(samples + 1, strategy.Facts().Learned!.SamplesSeen);
    }

    private static LearnedFacts Learn(bool pattern, int horizon = 1)
    {
        LearnedDirection strategy = new(Parameters("learned", ("horizonBars", horizon), ("samplesNeeded", 100)));
        Random random = new(7);
        double close = 1_000;
        double imbalance = 0;
        for (int bar = 0; bar < 1_000; bar++)
        {
            close += pattern ? Math.Sign(imbalance) : random.Next(2) * 2 - 1;
            imbalance = random.NextDouble() * 2 - 1;
            strategy.SeeBar(Frame(bar, close, imbalance));
        }

        return strategy.Facts().Learned!;
    }

    private static BarFrame Frame(int number, double close, double imbalance) =>
        new(new Bar(number * FiveSeconds, 5, new(1), new(1), new(1), new(1), new(1), 1), close, close, close, close, true, imbalance, 1, 0);

    private static IReadOnlyDictionary<string, decimal> Parameters(string kind, params (string Name, decimal Value)[] given)
    {
        Assert.Null(StrategyCatalog.Complete(StrategyCatalog.Find(kind)!, given.ToDictionary(pair => pair.Name, pair => pair.Value), out var whole));
        return whole;
    }

    private static void Configure(TradingSession session, string kind, params (string Name, decimal Value)[] parameters) =>
        Configure(session, kind, "one", isRunning: true, parameters);

    private static void Configure(TradingSession session, string kind, bool isRunning, params (string Name, decimal Value)[] parameters) =>
        Configure(session, kind, "one", isRunning, parameters);

    private static void Configure(TradingSession session, string kind, string id, bool isRunning, params (string Name, decimal Value)[] parameters)
    {
        CommandAnswer answer = session.Command(command => new ConfigureStrategy(command, TradingSession.Alice,
            new(id, kind, new(1), 5, parameters.ToDictionary(pair => pair.Name, pair => pair.Value)), isRunning));
        Assert.Null(answer.Message);
    }

    // One trade per bar: a bar closes with the next trade, so the last close is not acted on yet.
    private static void Bars(TradingSession session, params decimal[] closes)
    {
        foreach (decimal close in closes)
        {
            session.NowNs = (session.NowNs / FiveSeconds + 1) * FiveSeconds;
            // The book is told after the trade: what it shows is what is left.
            session.Delta("", "");
            session.Trade(0.001m, close, Side.Buy, exchangeTimeNs: session.LastBookTimeNs);
        }
    }
}
