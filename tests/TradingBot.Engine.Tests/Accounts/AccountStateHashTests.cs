using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Tests.Accounts;

/// <summary>An account's journal with one fact changed must never give the same state hash.</summary>
public class AccountStateHashTests
{
    private const string Own = "mine";

    [Fact]
    public void No_fact_of_an_open_order_is_left_out() => AssertAllDiffer(
    [
        Term(terms => terms),
        Term(terms => terms with { Type = OrderType.TakeProfitLimit }),
        Term(terms => terms with { TimeInForce = TimeInForce.GoodTillDate }),
        Term(terms => terms with { ExpireTimeNs = 1 }),
        Term(terms => terms with { IsReduceOnly = true }),
        Term(terms => terms with { SelfTradePrevention = SelfTradePrevention.Decrement }),
        Term(terms => terms with { QuoteQuantity = Money.FromDecimal(1) }),
        Term(terms => terms with { World = MarketWorld.Simulated }),
        Term(terms => terms with { StrategyId = "" }),
        Term(terms => terms with { StrategyId = Own }),
        Term(terms => terms with { Reason = Own }),
        Term(terms => terms with { ArrivesAtNs = 1 }),
        Term(terms => terms with { DisplayQuantity = new(7) }),
        Term(terms => terms with { Exits = new ExitTerms() }),
        Term(terms => terms with { Exits = new ExitTerms { TakeProfit = new(1) } }),
        Term(terms => terms with { Exits = new ExitTerms { Stop = new(1) } }),
        Term(terms => terms with { Exits = new ExitTerms { StopLimit = new(1) } }),
        Term(terms => terms with { ListId = Guid.Parse("00000000-0000-7000-8000-0000000000ff") }),
        Term(terms => terms with { ListLeg = ListLeg.Limit }),
        Term(terms => terms with { ParentOrderId = Guid.Parse("00000000-0000-7000-8000-0000000000ff") }),
        Term(terms => terms with { Instrument = new(2) }),
        Term(terms => terms with { LimitPrice = new(9_899) }),
        Term(terms => terms with { Quantity = new(999) }),
        Term(terms => terms with { Side = Side.Sell }),
        Term(terms => terms with { OrderId = Guid.Parse("00000000-0000-7000-8000-0000000000ff") }),
        Trigger(trigger => trigger),
        Trigger(trigger => trigger with { Price = new(9_000) }),
        Trigger(trigger => trigger with { Direction = TriggerDirection.RisesTo }),
        Trigger(trigger => trigger with { Source = TriggerSource.BestPrice }),
        Trigger(trigger => trigger with { TrailingDistance = 5 }),
        Trigger(trigger => trigger with { TrailingPartsPerMillion = 5 }),
        Trigger(trigger => trigger with { ActivationPrice = new(5) }),
        Change<OrderAccepted>(accepted => accepted with { TimeNs = accepted.TimeNs + 1 }),
        Change<OrderAccepted>(accepted => accepted with { TrailedFrom = new(10_000) }),
        Cancelled(OrderEndReason.Requested, 1),
        Cancelled(OrderEndReason.Strategy, 1),
        Cancelled(OrderEndReason.Requested, 2),
    ]);

    [Fact]
    public void No_fact_of_the_model_the_limits_and_the_rest_of_an_account_is_left_out() => AssertAllDiffer(
    [
        Change<AccountOpened>(opened => opened),
        Change<AccountOpened>(opened => opened with { Name = Own }),
        Change<AccountOpened>(opened => opened with { ReportingAsset = "USD" }),
        Limit(limits => limits with { MaxOrderNotional = Money.FromDecimal(7) }),
        Limit(limits => limits with { MaxPositionNotional = Money.FromDecimal(7) }),
        Limit(limits => limits with { MaxDrawdownPartsPerMillion = 7 }),
        Limit(limits => limits with { MaxOpenOrders = 7 }),
        Model(model => model),
        Model(model => model with { Name = Own }),
        Model(model => model with { Queue = QueueModel.Cube }),
        Model(model => model with { MakesFromBook = !model.MakesFromBook }),
        Model(model => model with { Latency = model.Latency with { Source = LatencySource.Measured } }),
        Model(model => model with { Latency = model.Latency with { Seed = 77 } }),
        Model(model => model with { Latency = model.Latency with { Submit = LatencyRange.Constant(77) } }),
        Model(model => model with { Latency = model.Latency with { Cancel = LatencyRange.Constant(77) } }),
        Model(model => model with { Latency = model.Latency with { Acknowledge = LatencyRange.Constant(77) } }),
        Model(model => model with { Latency = model.Latency with { Submit = model.Latency.Submit with { GreatestNs = 50_000_000_000 } } }),
        After(new RiskStateChanged { State = RiskState.Halted, Reason = Own, Account = TradingSession.Alice, AccountSequence = 0, InputSequence = 0, TimeNs = 0 }),
        After(new RiskStateChanged { State = RiskState.Halted, Reason = "other", Account = TradingSession.Alice, AccountSequence = 0, InputSequence = 0, TimeNs = 0 }),
        After(new RiskStateChanged { State = RiskState.ReduceOnly, Reason = Own, Account = TradingSession.Alice, AccountSequence = 0, InputSequence = 0, TimeNs = 0 }),
        After(new RiskStateChanged { State = RiskState.ReduceOnly, Reason = Own, Simulated = true, Account = TradingSession.Alice, AccountSequence = 0, InputSequence = 0, TimeNs = 0 }),
        Strategy(strategy => strategy),
        Strategy(strategy => strategy with { StrategyId = Own }),
        Strategy(strategy => strategy with { Kind = Own }),
        Strategy(strategy => strategy with { Instrument = new(2) }),
        Strategy(strategy => strategy with { BarSeconds = 60 }),
        Strategy(strategy => strategy with { Parameters = new Dictionary<string, decimal> { ["fastBars"] = 3 } }),
        Strategy(strategy => strategy with { Parameters = new Dictionary<string, decimal> { ["slowBars"] = 2 } }),
    ]);

    [Fact]
    public void What_is_equal_but_written_differently_is_the_same()
    {
        Assert.Equal(
            Strategy(strategy => strategy with { Parameters = new Dictionary<string, decimal> { ["a"] = 2.50m, ["b"] = 1m } }),
            Strategy(strategy => strategy with { Parameters = new Dictionary<string, decimal> { ["b"] = 1.0m, ["a"] = 2.5m } }));
    }

    private static string Term(Func<OrderTerms, OrderTerms> change) => Change<OrderAccepted>(accepted => accepted with { Terms = change(accepted.Terms) });

    private static string Trigger(Func<TriggerTerms, TriggerTerms> change) => Term(terms => terms with
    {
        Trigger = change(new TriggerTerms { Price = new(9_500), Direction = TriggerDirection.FallsTo, Source = TriggerSource.LastTrade }),
    });

    private static string Cancelled(OrderEndReason reason, long effectiveAtNs) => After(new OrderCancelSent
    {
        OrderId = DerivedId.Order(TradingSession.Alice, 1),
        Reason = reason,
        EffectiveAtNs = effectiveAtNs,
        Account = TradingSession.Alice,
        AccountSequence = 0,
        InputSequence = 0,
        TimeNs = 0,
    });

    private static string Limit(Func<RiskLimits, RiskLimits> change) => Change<AccountOpened>(opened => opened with { Limits = change(opened.Limits) });

    private static string Model(Func<ExecutionModel, ExecutionModel> change) => Change<AccountOpened>(opened => opened with { Model = change(ExecutionModel.Expected) });

    private static string Strategy(Func<StrategyDefinition, StrategyDefinition> change) => After(new StrategyConfigured
    {
        Strategy = change(new("s", "ma-cross", new(1), 5, new Dictionary<string, decimal> { ["fastBars"] = 2 })),
        IsRunning = true,
        Account = TradingSession.Alice,
        AccountSequence = 0,
        InputSequence = 0,
        TimeNs = 0,
    });

    private static string Change<T>(Func<T, T> change) where T : EngineEvent =>
        Hash([.. Journal().Select(happened => happened is T found ? change(found) : happened)]);

    private static string After(EngineEvent last)
    {
        List<EngineEvent> journal = Journal();
        return Hash([.. journal, last with { AccountSequence = journal[^1].AccountSequence + 1, InputSequence = journal[^1].InputSequence, TimeNs = journal[^1].TimeNs }]);
    }

    private static List<EngineEvent> Journal()
    {
        TradingSession session = TradingSession.Running();
        session.Book("5@99", "2@100");
        Assert.Equal(RejectReason.None, session.Place(Side.Buy, OrderType.Limit, 1, 98).Reason);
        return session.Events;
    }

    private static string Hash(IReadOnlyList<EngineEvent> journal)
    {
        AccountState account = new(TradingSession.Alice);
        foreach (EngineEvent happened in journal) account.Apply(happened);
        return AccountStateHash.Of(account);
    }

    private static void AssertAllDiffer(string[] hashes)
    {
        for (int one = 0; one < hashes.Length; one++)
            for (int other = one + 1; other < hashes.Length; other++) Assert.True(hashes[one] != hashes[other], $"journals {one} and {other} have one hash");
    }
}
