using System.Diagnostics;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Benchmarks;

/// <summary>
/// Market events per second of the trading engine on one thread: four changes of two levels to one trade, seeded, on a book of 500 levels
/// a side, first bare, then with 100 resting orders, a position under drawdown watch and three strategies; and order operations per second
/// (a limit order placed, then cancelled). The median of the rounds counts; time is the process's processor time, since the machine may be shared.
/// </summary>
internal static class EngineBenchmark
{
    private const int Rounds = 15;
    private const int EventsPerRound = 100_000;
    private const int OrdersPerRound = 50_000;
    private const long StartNs = 1_700_000_000_000_000_000;
    private const long Millisecond = 1_000_000;
    private const long Middle = 5_000_000;
    private const long Step = 5;

    private static readonly AccountId Account = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));
    private static readonly InstrumentId Bitcoin = new(1);

    public static int Run()
    {
        Report("book and trades", MeasureEvents(withOrders: false));
        Report("book and trades, 100 resting orders, position, 3 strategies", MeasureEvents(withOrders: true));
        Report("orders placed or cancelled", MeasureOrders());
        return 0;
    }

    private static void Report(string what, List<double> rates)
    {
        rates.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"engine: {what}: median {rates[rates.Count / 2]:N0}/s  best {rates[^1]:N0}  worst {rates[0]:N0}"));
    }

    private static List<double> MeasureEvents(bool withOrders)
    {
        Session session = new();
        if (withOrders) AddWork(session);
        Random random = new(1);
        List<double> rates = [];
        EngineInput[] inputs = new EngineInput[EventsPerRound];
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < inputs.Length; index++) inputs[index] = session.Number(index % 5 == 4 ? Trade(random, session) : Change(random, session));
            rates.Add(Rate(inputs.Length, () => session.Process(inputs)));
        }

        return rates;
    }

    private static List<double> MeasureOrders()
    {
        Session session = new();
        List<double> rates = [];
        for (int round = 0; round < Rounds; round++)
            rates.Add(Rate(2 * OrdersPerRound, () =>
            {
                for (int order = 0; order < OrdersPerRound; order++)
                {
                    Guid placed = session.Command(Limit(Side.Buy, 49_990m)).OrderId!.Value;
                    session.Command(new CancelOrder(Guid.Empty, Account, placed));
                }
            }));
        return rates;
    }

    private static double Rate(int count, Action work)
    {
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        work();
        self.Refresh();
        return count / (self.TotalProcessorTime - before).TotalSeconds;
    }

    private static void AddWork(Session session)
    {
        foreach (string kind in (string[])["ma-cross", "rsi-reversion", "learned"])
            session.Command(new ConfigureStrategy(Guid.Empty, Account, new(kind, kind, Bitcoin, 5, new Dictionary<string, decimal>()), IsRunning: true));
        session.Command(new PlaceOrder(Guid.Empty, Account, Bitcoin, Side.Buy, OrderType.Market, 3m, null, TimeInForce.ImmediateOrCancel));
        for (int order = 0; order < 50; order++)
        {
            session.Command(Limit(Side.Buy, 49_990m - order));
            session.Command(Limit(Side.Sell, 50_010m + order));
        }
    }

    private static PlaceOrder Limit(Side side, decimal price) =>
        new(Guid.Empty, Account, Bitcoin, side, OrderType.Limit, 0.01m, price, TimeInForce.GoodTillCancel);

    // Near the touch, and rarer with the distance, as real books change; never at the best level, so that the trades stay at the touch.
    private static EngineInput Change(Random random, Session session)
    {
        long id = ++session.UpdateId;
        return new EngineInput
        {
            Kind = EngineInputKind.BookDelta,
            Instrument = Bitcoin,
            Book = new BookUpdate
            {
                FirstUpdateId = id,
                LastUpdateId = id,
                ExchangeTimeNs = session.NowNs,
                Bids = new[] { Level(-1) },
                Asks = new[] { Level(1) },
            },
        };

        BookLevel Level(int direction)
        {
            long distance = 2 + (long)(-Math.Log(1 - random.NextDouble()) * 8);
            return new(new(Middle + direction * Math.Min(distance, 400) * Step), new(random.Next(4) == 0 ? 0 : random.Next(1, 300_000)));
        }
    }

    private static EngineInput Trade(Random random, Session session)
    {
        Side taker = random.Next(2) == 0 ? Side.Buy : Side.Sell;
        return new EngineInput
        {
            Kind = EngineInputKind.Trade,
            Instrument = Bitcoin,
            Trade = new TradePrint(session.NowNs, new(taker == Side.Buy ? Middle + Step : Middle - Step), new(random.Next(1, 100)), taker, session.NowNs),
        };
    }

    private sealed class Session
    {
        private readonly TradingEngine _engine = new();
        private readonly EngineOutput _output = new();
        private long _sequence;

        internal Session()
        {
            Random random = new(2);
            Process([Number(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = Definition() })]);
            Process([Number(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "benchmark") })]);
            Process([Number(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = Bitcoin, Status = MarketStatus.Live })]);
            Command(new OpenAccount(Guid.Empty, Account, "Benchmark", "USDT", new Dictionary<string, Money> { ["USDT"] = Money.FromDecimal(1_000_000) }, Limits()));
            BookLevel[] Side(int direction) =>
                [.. Enumerable.Range(1, 500).Select(step => new BookLevel(new(Middle + direction * step * Step), new(random.Next(1, 300_000))))];
            Process([Number(new EngineInput
            {
                Kind = EngineInputKind.BookSnapshot, Instrument = Bitcoin,
                Book = new BookUpdate { FirstUpdateId = ++UpdateId, LastUpdateId = UpdateId, ExchangeTimeNs = NowNs, Bids = Side(-1), Asks = Side(1) },
            })]);
        }

        internal long UpdateId { get; set; }

        internal long NowNs { get; private set; } = StartNs;

        internal EngineInput Number(EngineInput input) => input.Numbered(++_sequence, NowNs += Millisecond);

        internal void Process(ReadOnlySpan<EngineInput> inputs)
        {
            foreach (ref readonly EngineInput input in inputs)
            {
                _output.Clear();
                _engine.Process(input, _output);
            }
        }

        internal CommandAnswer Command(Command command)
        {
            Process([Number(new EngineInput { Kind = EngineInputKind.Command, Command = command })]);
            CommandAnswer answer = _output.Answers[0];
            return answer.Reason == RejectReason.None ? answer : throw new InvalidOperationException(answer.Message);
        }

        private static RiskLimits Limits() => new()
        {
            MaxOrderNotional = Money.FromDecimal(1_000_000),
            MaxPositionNotional = Money.FromDecimal(1_000_000),
            MaxDrawdownPartsPerMillion = 900_000,
            MaxOpenOrders = 1_000,
        };

        private static Instrument Definition() => new()
        {
            Id = Bitcoin,
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
}
