using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Recovery;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Tests.Journal;

public sealed class JournalJsonTests
{
    private static readonly AccountId Account = new(Guid.Parse("0192f0c1-0000-7000-8000-000000000001"));
    private static readonly Money Extreme = new(Int128.MaxValue);

    public static TheoryData<string> EventTypes => [.. typeof(EngineEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(derived => derived.DerivedType.Name)];

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Every_event_survives_writing_reordering_and_reading(string type)
    {
        EngineEvent original = Events().Single(candidate => candidate.GetType().Name == type);
        string written = JournalJson.Write(original);
        EngineEvent read = JournalJson.ReadEvent(Reordered(written));
        Assert.Equal(original.GetType(), read.GetType());
        Assert.Equal(written, JournalJson.Write(read));
        foreach (PropertyInfo property in original.GetType().GetProperties().Where(property => property.PropertyType.IsValueType || property.PropertyType == typeof(string)))
            Assert.Equal(property.GetValue(original), property.GetValue(read));
        Assert.Equal(original.Postings, read.Postings);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("170141183460469231731687303715884105727")]
    [InlineData("-170141183460469231731687303715884105728")]
    public void Money_is_exact_over_its_whole_range(string units)
    {
        Money money = new(Int128.Parse(units, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(money, JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money, JournalJson.Options), JournalJson.Options));
    }

    [Theory]
    [InlineData("""{"event":"order_shredded"}""")]
    [InlineData("""{"event":"account_opened","name":"x"}""")]
    [InlineData("""{"event":"risk_state_changed","account":"0192f0c1-0000-7000-8000-000000000001","accountSequence":1,"inputSequence":1,"timeNs":1,"state":7,"reason":""}""")]
    public void What_is_no_event_is_refused(string payload) => Assert.ThrowsAny<Exception>(() => JournalJson.ReadEvent(payload));

    // jsonb gives members back in its own order: the shortest names first.
    private static string Reordered(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement.EnumerateObject().OrderBy(member => member.Name.Length).ThenBy(member => member.Name, StringComparer.Ordinal)
            .ToDictionary(member => member.Name, member => member.Value));
    }

    private static IEnumerable<EngineEvent> Events()
    {
        RiskLimits limits = new() { MaxOrderNotional = Extreme, MaxPositionNotional = Money.FromDecimal(0.000000000001m), MaxDrawdownPartsPerMillion = 1, MaxOpenOrders = int.MaxValue };
        Posting[] postings = [new(LedgerAccount.Free, "USDT", Extreme), new(LedgerAccount.External, "USDT", -Extreme)];
        yield return new AccountOpened { Account = Account, AccountSequence = 1, InputSequence = 9, TimeNs = long.MaxValue, Name = "Ünï \"quoted\"", ReportingAsset = "USDT", Limits = limits, Postings = postings };
        yield return new OrderAccepted
        {
            Account = Account,
            AccountSequence = 2,
            InputSequence = 10,
            TimeNs = 1,
            LockedAsset = "USDT",
            Locked = Extreme,
            Postings = postings,
            Terms = new()
            {
                OrderId = Guid.NewGuid(),
                OrderNumber = 1,
                Instrument = new(3),
                Side = Side.Sell,
                Type = OrderType.Limit,
                Quantity = new(long.MaxValue),
                LimitPrice = new(long.MaxValue),
                TimeInForce = TimeInForce.PostOnly,
                Trigger = new() { Price = new(5), Direction = TriggerDirection.FallsTo, Source = TriggerSource.BestPrice, TrailingDistance = 4, ActivationPrice = new(9) },
                ExpireTimeNs = long.MaxValue,
                IsReduceOnly = true,
                QuoteQuantity = Extreme,
                StrategyId = "cross",
                Reason = "because",
            },
        };
        yield return new OrderRejected
        {
            Account = Account,
            AccountSequence = 3,
            InputSequence = 10,
            TimeNs = 1,
            OrderId = Guid.NewGuid(),
            OrderNumber = 2,
            Instrument = new(3),
            Side = Side.Buy,
            Type = OrderType.Market,
            Quantity = decimal.MaxValue,
            LimitPrice = -0.0000000000000000000000000001m,
            TimeInForce = TimeInForce.FillOrKill,
            Options = new() { TriggerPrice = decimal.MinValue, TrailingPercent = 0.0001m, ExpireTimeNs = 1 },
            Reason = RejectReason.PriceNotAllowed,
            Message = "no",
        };
        yield return new OrderExecuted
        {
            Account = Account,
            AccountSequence = 4,
            InputSequence = 10,
            TimeNs = 1,
            Remaining = new(5),
            Locked = Extreme,
            Status = OrderStatus.PartiallyFilled,
            PositionQuantity = Extreme,
            PositionCost = Extreme,
            PositionRealizedProfit = -Extreme,
            Execution = Execution(),
        };
        yield return new OrderEnded
        {
            Account = Account,
            AccountSequence = 5,
            InputSequence = 10,
            TimeNs = 1,
            OrderId = Guid.NewGuid(),
            Instrument = new(3),
            Status = OrderStatus.Canceled,
            Reason = OrderEndReason.EmergencyStop,
            Remaining = new(1),
        };
        yield return new OrderTriggered { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid(), Price = new(long.MaxValue), TradeId = long.MaxValue };
        yield return new OrderTrailed { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid(), Instrument = new(3), BestPrice = new(7), TriggerPrice = new(6) };
        yield return new OrderRelocked { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid(), Locked = Extreme, Postings = postings };
        yield return new OrderArrived { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid() };
        yield return new OrderCancelSent { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid(), Reason = OrderEndReason.Requested, EffectiveAtNs = long.MaxValue };
        yield return new ExecutionModelChanged { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, Model = ExecutionModel.Expected };
        yield return new OrderAmended { Account = Account, AccountSequence = 5, InputSequence = 10, TimeNs = 1, OrderId = Guid.NewGuid(), Instrument = new(3), LimitPrice = new(8), Quantity = new(9), Remaining = new(7), Locked = Extreme, KeptQueue = true, Postings = postings };
        yield return new SelfTradePrevented
        {
            Account = Account,
            AccountSequence = 5,
            InputSequence = 10,
            TimeNs = 1,
            OrderId = Guid.NewGuid(),
            MakerOrderId = Guid.NewGuid(),
            Instrument = new(3),
            Mode = SelfTradePrevention.Decrement,
            Price = new(long.MaxValue),
            Quantity = new(4),
            Remaining = new(0),
            Locked = Extreme,
            MakerRemaining = new(1),
            MakerLocked = Money.Zero,
        };
        yield return new StrategyConfigured
        {
            Account = Account,
            AccountSequence = 6,
            InputSequence = 10,
            TimeNs = 1,
            IsRunning = true,
            Strategy = new("cross", "ma-cross", new(3), 5, new Dictionary<string, decimal> { ["fastBars"] = 3m, ["equityShare"] = 0.0500m }),
        };
        yield return new SignalRaised
        {
            Account = Account,
            AccountSequence = 7,
            InputSequence = 10,
            TimeNs = 1,
            StrategyId = "cross",
            Instrument = new(3),
            Action = SignalAction.Buy,
            ConfidencePartsPerMillion = 1_000_000,
            Price = new(1),
            Reason = "up",
        };
        yield return new EquityMarked { Account = Account, AccountSequence = 8, InputSequence = 10, TimeNs = 1, Equity = Extreme, PeakEquity = Extreme };
        yield return new RiskLimitsChanged { Account = Account, AccountSequence = 8, InputSequence = 10, TimeNs = 1, Limits = limits };
        yield return new RiskStateChanged { Account = Account, AccountSequence = 9, InputSequence = 10, TimeNs = 1, State = RiskState.ReduceOnly, Reason = "drawdown" };
        yield return new AccountRecovered
        {
            Account = Account,
            AccountSequence = 10,
            InputSequence = 10,
            TimeNs = 1,
            AwayFromNs = 1,
            AwayToNs = 9_007_199_254_740_993,
            Trades = 3,
            Executions = 2,
            Triggered = 1,
            Cancelled = 4,
            Policy = MissedTradesPolicy.Cancel,
            Unproven = [new(new(3), "the venue's history does not reach back")],
        };
    }

    // Only the engine makes executions; this one is read, as a restart reads them.
    private static Execution Execution() => JsonSerializer.Deserialize<Execution>($$"""
        {"executionId":"{{Guid.NewGuid()}}","executionNumber":9007199254740993,"orderId":"{{Guid.NewGuid()}}","instrument":3,"side":"sell","price":9223372036854775807,
         "quantity":1,"notional":"170141183460469231731687303715884105727","fee":"1","feeAsset":"USDT","role":"maker","realizedProfit":"-170141183460469231731687303715884105728",
         "evidence":{"bookUpdateId":1,"tradeId":2,"queueAheadBefore":3,"queueAheadAfter":0,"exchangeTimeNs":4,"receiveTimeNs":5,"model":"queue-pessimistic/1"} }
        """, JournalJson.Options)!;
}
