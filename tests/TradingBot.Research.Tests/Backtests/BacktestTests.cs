using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Risk;
using TradingBot.Research.Backtests;

namespace TradingBot.Research.Tests.Backtests;

public class BacktestTests
{
    private const long StartNs = 1_700_000_000_000_000_000;

    private static readonly AccountId Account = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));

    [Fact]
    public void The_same_inputs_give_the_same_result()
    {
        BacktestResult first = Backtest.Run(Plan(), Market(seed: 1));
        BacktestResult second = Backtest.Run(Plan(), Market(seed: 1));
        BacktestResult other = Backtest.Run(Plan(), Market(seed: 2));
        Assert.Equal(first.StateHash, second.StateHash);
        Assert.Equal(first.Inputs, second.Inputs);
        Assert.NotEqual(first.StateHash, other.StateHash);
    }

    [Fact]
    public void The_report_agrees_with_the_account_that_the_engine_kept()
    {
        BacktestResult result = Backtest.Run(Plan(), Market(seed: 1));
        Assert.True(result.Report.Total.Executions > 20, $"{result.Report.Total.Executions} executions");
        Assert.Equal(result.Events.OfType<OrderExecuted>().Count(), result.Report.Total.Executions);
        Assert.Equal(result.Account.Equity.ToDecimal() - 10_000m, result.Report.NetProfit);
        PositionView position = Assert.Single(result.Account.Positions);
        Assert.Equal(position.RealizedProfit.ToDecimal(), result.Report.Total.RealizedProfit);
        // All profit is realized or not yet.
        Assert.Equal((double)result.Report.NetProfit!.Value, (double)(position.RealizedProfit.ToDecimal() + position.UnrealizedProfit!.Value.ToDecimal()), 1e-9);
        Assert.Equal(["cross", "learned", "reversion"], result.Report.ByStrategy.Select(summary => summary.Name));
    }

    [Fact]
    public void Restoring_the_account_from_the_backtests_events_gives_its_hash()
    {
        BacktestResult result = Backtest.Run(Plan(), Market(seed: 3));
        TradingEngine engine = new();
        engine.Restore(Account, result.Events);
        Assert.Equal(result.StateHash, engine.StateHash(Account));
    }

    [Fact]
    public void What_is_not_of_the_market_or_not_right_is_refused()
    {
        Assert.Contains("TimerTick is not an input of a market", Assert.Throws<ArgumentException>(() =>
            Backtest.Run(Plan(), [new EngineInput { Kind = EngineInputKind.TimerTick, TimeNs = StartNs }])).Message, StringComparison.Ordinal);
        Assert.Contains("no market inputs", Assert.Throws<ArgumentException>(() => Backtest.Run(Plan(), [])).Message, StringComparison.Ordinal);
        BacktestPlan wrong = Plan() with { Strategies = [new("one", "magic", new(1), 5, new Dictionary<string, decimal>())] };
        Assert.Contains("kind magic is not known", Assert.Throws<ArgumentException>(() => Backtest.Run(wrong, Market(1))).Message, StringComparison.Ordinal);
    }

    private static BacktestPlan Plan() => new(
        Account, "USDT", new Dictionary<string, Money> { ["USDT"] = Money.FromDecimal(10_000) },
        new RiskLimits
        {
            MaxOrderNotional = Money.FromDecimal(5_000),
            MaxPositionNotional = Money.FromDecimal(8_000),
            MaxDrawdownPartsPerMillion = 500_000,
            MaxOpenOrders = 20,
        },
        [
            new("cross", "ma-cross", new(1), 5, new Dictionary<string, decimal>()),
            new("reversion", "rsi-reversion", new(1), 5, new Dictionary<string, decimal>()),
            new("learned", "learned", new(1), 5, new Dictionary<string, decimal> { ["buyAbove"] = 0.5m }),
        ]);

    // Two hours of a random walk with a book of one level around it.
    private static IEnumerable<EngineInput> Market(int seed)
    {
        Random random = new(seed);
        long price = 5_000_000;
        long time = StartNs;
        yield return new EngineInput { Kind = EngineInputKind.InstrumentDefined, TimeNs = time, Definition = Instrument() };
        yield return new EngineInput { Kind = EngineInputKind.MarketStatusChanged, TimeNs = time, Instrument = new(1), Status = MarketStatus.Live };
        for (int step = 1; step <= 7_200; step++)
        {
            time += 1_000_000_000;
            price += random.Next(-500, 501);
            yield return new EngineInput
            {
                Kind = EngineInputKind.BookSnapshot,
                TimeNs = time,
                Instrument = new(1),
                Book = new BookUpdate
                {
                    FirstUpdateId = step,
                    LastUpdateId = step,
                    ExchangeTimeNs = time,
                    Bids = new[] { new BookLevel(new(price - 50), new(random.Next(1, 300_000))) },
                    Asks = new[] { new BookLevel(new(price + 50), new(random.Next(1, 300_000))) },
                },
            };
            Side taker = random.Next(2) == 0 ? Side.Buy : Side.Sell;
            yield return new EngineInput
            {
                Kind = EngineInputKind.Trade,
                TimeNs = time,
                Instrument = new(1),
                Trade = new TradePrint(step, new(taker == Side.Buy ? price + 50 : price - 50), new(random.Next(1, 5_000)), taker, time),
            };
        }
    }

    private static Instrument Instrument() => new()
    {
        Id = new(1),
        Venue = Venue.Binance,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(900_000_000),
        MinNotional = Money.FromDecimal(5),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.001m),
    };
}
