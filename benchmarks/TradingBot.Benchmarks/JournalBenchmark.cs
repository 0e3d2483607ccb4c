using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Storage.Migrations;

namespace TradingBot.Benchmarks;

/// <summary>
/// What the laws of money cost per order: market orders of one execution each (two events, ten postings) through the journal into a PostgreSQL of its own, one and fifty orders in a transaction, with all laws
/// and without those that compare the ledger with the journal and orders with executions. What counts is the processor time of the server's process (Linux tells it), which a busy machine hardly changes; elapsed time
/// stands beside it, without fsync. Rounds of both take turns; medians.
/// </summary>
internal static class JournalBenchmark
{
    private const int Rounds = 7;
    private const int OrdersOfRound = 400;
    private static readonly string[] Laws = ["engine_events engine_events_are_posted", "ledger_entries ledger_entries_balance", "orders orders_fills_on_insert", "orders orders_fills_on_update",
        "trade_executions trade_executions_fill_orders"];

    public static async Task<int> RunAsync()
    {
        if (!TemporaryPostgres.IsAvailable(out string reason))
        {
            await Console.Error.WriteLineAsync(reason);
            return 1;
        }
        await using TemporaryPostgres postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        string owner = await postgres.CreateDatabaseAsync("journal", CancellationToken.None);
        await Migrator.MigrateAsync(owner, applicationRole: null, _ => { }, CancellationToken.None);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", owner)]).Build();
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider();
        Trader trader = await Trader.StartAsync(services);
        await using NpgsqlDataSource data = NpgsqlDataSource.Create(owner);
        foreach (int orders in (int[])[1, 50])
        {
            List<(double Processor, double Elapsed)> with = [], without = [];
            for (int round = -1; round < Rounds; round++)
            {
                (double, double) withLaws = await RoundAsync(data, trader, orders, isOn: true);
                (double, double) withoutLaws = await RoundAsync(data, trader, orders, isOn: false);
                // The first round only warms up.
                if (round < 0) continue;
                with.Add(withLaws);
                without.Add(withoutLaws);
            }
            with.Sort();
            without.Sort();
            (double processor, double elapsed) = with[Rounds / 2];
            (double processorWithout, double elapsedWithout) = without[Rounds / 2];
            Console.WriteLine(FormattableString.Invariant(
                $"{orders,3} orders a transaction: {processor,7:N0} µs of the server's processor an order with all laws, {processorWithout,7:N0} µs without the comparing ones; elapsed {elapsed:N0} and {elapsedWithout:N0} µs"));
        }
        return 0;
    }

    /// <returns>Microseconds an order.</returns>
    private static async Task<(double Processor, double Elapsed)> RoundAsync(NpgsqlDataSource data, Trader trader, int orders, bool isOn)
    {
        string sql = string.Concat(Laws.Select(law => $"ALTER TABLE {law.Split(' ')[0]} {(isOn ? "ENABLE" : "DISABLE")} TRIGGER {law.Split(' ')[1]};"));
        await using (NpgsqlCommand turn = data.CreateCommand(sql)) await turn.ExecuteNonQueryAsync();
        long before = await ProcessorNsAsync(data);
        double elapsed = await trader.TradeAsync(OrdersOfRound, orders);
        return ((await ProcessorNsAsync(data) - before) / 1_000.0 / OrdersOfRound, elapsed);
    }

    /// <summary>What the backends of the journal have used of the processor, in nanoseconds.</summary>
    private static async Task<long> ProcessorNsAsync(NpgsqlDataSource data)
    {
        await using NpgsqlCommand command = data.CreateCommand("SELECT pid FROM pg_stat_activity WHERE application_name = 'tradingbot-journal'");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        long total = 0;
        while (await reader.ReadAsync())
            total += long.Parse((await File.ReadAllTextAsync($"/proc/{reader.GetInt32(0)}/schedstat")).Split(' ')[0], CultureInfo.InvariantCulture);
        return total;
    }

    private sealed class Trader(JournalWriter writer, Instrument instrument, IReadOnlyDictionary<AccountId, long> leases)
    {
        private const string Worker = "benchmark";
        private readonly TradingEngine _engine = new();
        private readonly EngineOutput _output = new();
        private readonly AccountId _account = leases.Keys.Single();
        private long _sequence;
        private long _timeNs = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;

        public static async Task<Trader> StartAsync(ServiceProvider services)
        {
            Instrument definition = new()
            {
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
            Instrument instrument = (await services.GetRequiredService<InstrumentStore>().RegisterAsync([definition], CancellationToken.None))[0];
            AccountId account = new(Guid.CreateVersion7());
            long epoch = (await services.GetRequiredService<LeaseStore>().AcquireNewAsync(Worker, account, CancellationToken.None))!.Value;
            Trader trader = new(services.GetRequiredService<JournalWriter>(), instrument, new Dictionary<AccountId, long> { [account] = epoch });
            // The lease has to outlast the rounds.
            await using (NpgsqlCommand extend = services.GetRequiredService<DatabaseConnections>().Shared.CreateCommand("UPDATE worker_leases SET expires_at = clock_timestamp() + interval '1 day'"))
                await extend.ExecuteNonQueryAsync();
            trader.Process(new() { Kind = EngineInputKind.WorldChanged, World = MarketWorld.Simulated });
            trader.Process(new() { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument });
            trader.Process(new() { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "") });
            trader.Process(new() { Kind = EngineInputKind.BookSnapshot, Instrument = instrument.Id, Book = trader.Book() });
            trader.Process(new() { Kind = EngineInputKind.MarketStatusChanged, Instrument = instrument.Id, Status = MarketStatus.Live });
            trader.Command(new OpenAccount(Guid.CreateVersion7(), account, "Benchmark", "USDT", new Dictionary<string, Money> { ["USDT"] = Money.FromDecimal(100_000_000) },
                new RiskLimits { MaxOrderNotional = Money.FromDecimal(5_000), MaxPositionNotional = Money.FromDecimal(100_000_000), MaxDrawdownPartsPerMillion = 900_000, MaxOpenOrders = 10 }));
            await trader.CommitAsync();
            return trader;
        }

        /// <returns>Microseconds an order.</returns>
        public async Task<double> TradeAsync(int orders, int atOnce)
        {
            TimeSpan elapsed = TimeSpan.Zero;
            for (int done = 0; done < orders; done += atOnce)
            {
                for (int order = 0; order < atOnce; order++)
                {
                    Process(new() { Kind = EngineInputKind.BookSnapshot, Instrument = instrument.Id, Book = Book() });
                    Command(new PlaceOrder(Guid.CreateVersion7(), _account, instrument.Id, Side.Buy, OrderType.Market, 0.001m, null, TimeInForce.ImmediateOrCancel));
                }
                long start = Stopwatch.GetTimestamp();
                await CommitAsync();
                elapsed += Stopwatch.GetElapsedTime(start);
            }
            return elapsed.TotalMicroseconds / orders;
        }

        private void Command(Command command) => Process(new() { Kind = EngineInputKind.Command, Command = command });

        private void Process(EngineInput input) => _engine.Process(input.Numbered(++_sequence, _timeNs += 1_000_000), _output);

        private async Task CommitAsync()
        {
            JournalBatch batch = new()
            {
                ControlEpoch = 1,
                Events = [.. _output.Events],
                Completions = [],
                Instruments = new Dictionary<InstrumentId, Instrument> { [instrument.Id] = instrument },
            };
            _output.Clear();
            JournalResult result = await writer.CommitAsync(Worker, leases, batch, CancellationToken.None);
            if (result.Outcome != JournalOutcome.Committed) throw new InvalidDataException(result.ToString());
        }

        private BookUpdate Book() => new()
        {
            FirstUpdateId = _sequence + 1,
            LastUpdateId = _sequence + 1,
            ExchangeTimeNs = _timeNs,
            Bids = new BookLevel[] { new(new(5_999_900), new(900_000)) },
            Asks = new BookLevel[] { new(new(6_000_000), new(900_000)) },
        };
    }
}
