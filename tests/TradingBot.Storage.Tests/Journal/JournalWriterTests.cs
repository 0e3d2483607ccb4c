using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Storage.Reading;

namespace TradingBot.Storage.Tests.Journal;

public sealed class JournalWriterTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_stored_with_everything_projected_from_it()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Trading trading = await Trading.StartAsync(services);
        trading.DoEverything();
        JournalBatch batch = trading.TakeBatch();
        Assert.Equal(new JournalResult(JournalOutcome.Committed, ""), await trading.CommitAsync(batch));
        Assert.True(trading.Engine.TryGetAccount(trading.Account, out AccountView? view));

        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        AccountRow account = await read.Accounts.SingleAsync(Cancellation);
        Assert.Equal((batch.Events.Count, 4_000m, 5), (account.HeadSequence, account.MaxOrderNotional, account.MaxOpenOrders));
        Assert.Equal(batch.Events.Select(journaled => journaled.AccountSequence), (await read.EngineEvents.OrderBy(row => row.Sequence).ToListAsync(Cancellation)).Select(row => row.Sequence));
        Assert.Equal(
            ["filled", "canceled", "rejected", "filled"],
            (await read.Orders.OrderBy(row => row.OrderNumber).ToListAsync(Cancellation)).Select(row => row.Status));
        List<ExecutionRow> executions = await read.TradeExecutions.OrderBy(row => row.ExecutionNumber).ToListAsync(Cancellation);
        Assert.Equal([(60_000m, 0.01m), (60_001m, 0.01m), (59_999m, 0.005m)], executions.Select(row => (row.Price, row.Quantity)));
        Assert.All(executions, execution => Assert.True(execution is { IsPaperTrade: true, Simulated: true }));
        Assert.Contains("bookUpdateId", executions[0].Evidence, StringComparison.Ordinal);
        foreach (BalanceView balance in view.Balances)
        {
            BalanceRow row = await read.Balances.SingleAsync(candidate => candidate.Asset == balance.Asset, Cancellation);
            Assert.Equal((balance.Free.ToDecimal(), balance.Locked.ToDecimal(), balance.Fees.ToDecimal()), (row.Free, row.Locked, row.Fees));
            Assert.Equal(0m, row.Free + row.Locked + row.Fees + row.Market + row.External);
        }
        PositionRow position = await read.Positions.SingleAsync(Cancellation);
        Assert.Equal((view.Positions[0].Quantity.ToDecimal(), view.Positions[0].Cost.ToDecimal()), (position.Quantity, position.Cost));
        StrategyRow strategy = await read.Strategies.SingleAsync(Cancellation);
        Assert.Equal(("ma-cross", 5, true), (strategy.Kind, strategy.BarSeconds, strategy.IsRunning));
        Assert.Equal(0m, await services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    [Fact]
    public async Task An_account_restored_from_the_journal_has_the_same_state_hash()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Trading trading = await Trading.StartAsync(services);
        trading.DoEverything();
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        TradingEngine restored = new();
        restored.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = trading.Instrument.Id, Definition = trading.Instrument }.Numbered(1, 1), new());
        List<EngineEvent> events = await services.GetRequiredService<JournalReader>().ReadAsync(trading.Account, 0, Cancellation).ToListAsync(Cancellation);
        restored.Restore(trading.Account, events);
        Assert.Equal(trading.Engine.StateHash(trading.Account), restored.StateHash(trading.Account));
    }

    [Fact]
    public async Task Brackets_pairs_and_iceberg_orders_are_stored_and_restored()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        trading.Trade(1, 60_000m, 0.01m, Side.Buy);
        trading.Place(Side.Buy, OrderType.Market, 0.01m, null, new() { Exits = new(70_000m, 50_000m, 49_000m) });
        trading.Place(Side.Buy, OrderType.Limit, 0.02m, 50_000m, new() { DisplayQuantity = 0.005m });
        trading.Place(Side.Sell, OrderType.Market, 0.01m, null, new() { Exits = new(70_000m) });
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        List<OrderRow> orders = await read.Orders.AsNoTracking().OrderBy(row => row.OrderNumber).ToListAsync(Cancellation);
        Assert.Equal(["filled", "open", "open", "open", "rejected"], orders.Select(row => row.Status));
        Assert.Equal((70_000m, 50_000m, 49_000m), (orders[0].TakeProfitPrice, orders[0].StopPrice, orders[0].StopLimitPrice));
        Assert.Equal(("limit", "stop", orders[1].OrderId, orders[1].OrderId), (orders[1].ListLeg, orders[2].ListLeg, orders[1].ListId!.Value, orders[2].ListId!.Value));
        Assert.Equal((orders[0].OrderId, orders[0].OrderId, 0m), (orders[1].ParentOrderId!.Value, orders[2].ParentOrderId!.Value, orders[2].LockedAmount));
        Assert.Equal((0.005m, "exitNotValid", 70_000m), (orders[3].DisplayQuantity!.Value, orders[4].RejectReason, orders[4].TakeProfitPrice!.Value));

        TradingEngine restored = new();
        restored.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = trading.Instrument.Id, Definition = trading.Instrument }.Numbered(1, 1), new());
        restored.Restore(trading.Account, await services.GetRequiredService<JournalReader>().ReadAsync(trading.Account, 0, Cancellation).ToListAsync(Cancellation));
        Assert.Equal(trading.Engine.StateHash(trading.Account), restored.StateHash(trading.Account));
    }

    [Fact]
    public async Task A_conditional_order_is_stored_as_it_waits_trails_is_set_off_and_ends()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        trading.Buy(0.02m);
        trading.Trade(1, 60_000m, 0.01m, Side.Buy);
        trading.Place(Side.Sell, OrderType.TrailingStop, 0.005m, null, new() { TrailingPercent = 1m, IsReduceOnly = true });
        trading.Place(Side.Sell, OrderType.TrailingStop, 0.005m, null, new() { TrailingDistance = 100m, ActivationPrice = 70_000m });
        trading.Place(Side.Buy, OrderType.StopLimit, 0.01m, 61_500m, new() { TriggerPrice = 61_000m, ExpireTimeNs = trading.TimeNs + 60_000_000_000 });
        trading.Place(Side.Buy, OrderType.Stop, 0.01m, null, new() { TriggerPrice = 50_000m });
        trading.Place(Side.Buy, OrderType.Market, 0m, null, new() { QuoteQuantity = 100m });
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        List<OrderRow> orders = await read.Orders.AsNoTracking().OrderBy(row => row.OrderNumber).ToListAsync(Cancellation);
        Assert.Equal(["filled", "open", "open", "open", "rejected", "filled"], orders.Select(row => row.Status));
        Assert.Equal(("trailingStop", 59_400m, "lastTrade", 1m, true), (orders[1].Type, orders[1].TriggerPrice, orders[1].TriggerSource, orders[1].TrailingPercent, orders[1].ReduceOnly));
        Assert.Equal((null, 100m, 70_000m), (orders[2].TriggerPrice, orders[2].TrailingDistance, orders[2].ActivationPrice));
        Assert.Equal(("stopLimit", "gtd", 61_000m, 61_500m), (orders[3].Type, orders[3].TimeInForce, orders[3].TriggerPrice, orders[3].LimitPrice));
        Assert.Equal(("wouldTriggerAtOnce", 50_000m), (orders[4].RejectReason, orders[4].TriggerPrice));
        Assert.Equal(100m, orders[5].QuoteQuantity);

        trading.Wait(TimeSpan.FromSeconds(2));
        trading.Trade(2, 60_500m, 0.01m, Side.Buy);
        trading.Trade(3, 59_895m, 0.01m, Side.Sell);
        trading.Wait(TimeSpan.FromSeconds(60));
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        orders = await read.Orders.AsNoTracking().OrderBy(row => row.OrderNumber).ToListAsync(Cancellation);
        Assert.Equal(["filled", "filled", "open", "expired", "rejected", "filled"], orders.Select(row => row.Status));
        Assert.Equal(59_895m, orders[1].TriggerPrice);
        Assert.NotNull(orders[1].TriggeredAt);
        Assert.Equal((null, "timeInForce", 0m), (orders[3].TriggeredAt, orders[3].EndReason, orders[3].LockedAmount));
        Assert.Equal(trading.Engine.TryGetAccount(trading.Account, out AccountView? view) ? view.OpenOrders[0].Locked.ToDecimal() : -1, orders[2].LockedAmount);
        Assert.Equal(0m, await services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    [Fact]
    public async Task Changes_of_a_stored_order_are_added_to_it()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        trading.Buy(0.01m, limit: 59_000m);
        await trading.CommitAsync(trading.TakeBatch());
        for (int trade = 1; trade <= 2; trade++)
        {
            trading.Process(new() { Kind = EngineInputKind.Trade, Instrument = trading.Instrument.Id, Trade = new(trade, new(5_890_000), new(500), Engine.MarketData.Side.Sell, trading.TimeNs) });
            Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        }
        await using TradingBotDbContext read = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(Cancellation);
        OrderRow order = await read.Orders.SingleAsync(Cancellation);
        Assert.Equal(("filled", 0.01m, 590m, 0m), (order.Status, order.FilledQuantity, order.FilledNotional, order.LockedAmount));
        Assert.Equal(2, await read.TradeExecutions.CountAsync(Cancellation));
        Assert.Equal(0m, await services.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
    }

    [Fact]
    public async Task A_worker_whose_lease_expired_or_was_taken_over_cannot_commit()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        await ExecuteAsync(database, "UPDATE worker_leases SET expires_at = clock_timestamp() - interval '1 second'");
        JournalBatch batch = trading.TakeBatch();
        Assert.Equal(JournalOutcome.LeaseLost, (await trading.CommitAsync(batch)).Outcome);
        Assert.NotNull(await services.GetRequiredService<LeaseStore>().AcquireNewAsync("worker-2", trading.Account, Cancellation));
        Assert.Equal(JournalOutcome.LeaseLost, (await trading.CommitAsync(batch)).Outcome);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM accounts"));
    }

    [Fact]
    public async Task A_takeover_waits_for_a_transaction_that_holds_the_lease()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction journal = await connection.BeginTransactionAsync(Cancellation);
        await using NpgsqlCommand guard = new("SELECT hold_journal_guard($1, ARRAY[$2::uuid], ARRAY[1::bigint], 1)", connection);
        guard.Parameters.Add(new() { Value = Trading.WorkerId });
        guard.Parameters.Add(new() { Value = trading.Account.Value });
        await guard.ExecuteNonQueryAsync(Cancellation);
        Task takeover = ExecuteAsync(database, "UPDATE worker_leases SET worker_id = 'worker-2', epoch = epoch + 1");
        Assert.NotSame(takeover, await Task.WhenAny(takeover, Task.Delay(300, Cancellation)));
        await journal.CommitAsync(Cancellation);
        await takeover;
    }

    [Fact]
    public async Task Nothing_decided_before_a_stop_commits_after_it()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        await services.GetRequiredService<ControlStore>().StopAsync("test", "tester", Cancellation);
        JournalBatch batch = trading.TakeBatch();
        Assert.Equal(JournalOutcome.ControlMoved, (await trading.CommitAsync(batch)).Outcome);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM engine_events"));
    }

    [Fact]
    public async Task A_stop_ends_a_journal_transaction_that_hangs()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        await using NpgsqlDataSource frozen = NpgsqlDataSource.Create(database.Application + ";Application Name=tradingbot-journal");
        await using NpgsqlConnection connection = await frozen.OpenConnectionAsync(Cancellation);
        await using NpgsqlTransaction journal = await connection.BeginTransactionAsync(Cancellation);
        await using NpgsqlCommand hold = new("SELECT 1 FROM control FOR SHARE", connection);
        await hold.ExecuteNonQueryAsync(Cancellation);
        ControlSnapshot stopped = await services.GetRequiredService<ControlStore>().StopAsync("test", "tester", Cancellation).WaitAsync(TimeSpan.FromSeconds(5), Cancellation);
        Assert.Equal((TradingMode.Stopped, 2L), (stopped.Mode, stopped.Epoch));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => journal.CommitAsync(Cancellation));
    }

    [Theory]
    [InlineData("a gap in the sequence")]
    [InlineData("an event twice")]
    [InlineData("an unbalanced posting")]
    [InlineData("a negative balance")]
    public async Task A_batch_that_breaks_a_law_is_refused_whole(string law)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        trading.Buy(0.01m, limit: 59_000m);
        EngineEvent accepted = trading.TakeBatch().Events.Single();
        EngineEvent broken = law switch
        {
            "a gap in the sequence" => accepted with { AccountSequence = accepted.AccountSequence + 1 },
            "an event twice" => accepted with { AccountSequence = 1 },
            "an unbalanced posting" => accepted with { Postings = [accepted.Postings[0]] },
            "a negative balance" => accepted with { Postings = [.. accepted.Postings.Select(posting => posting with { Amount = new Money(posting.Amount.Units * 1_000) })] },
            _ => throw new ArgumentOutOfRangeException(nameof(law)),
        };
        JournalBatch batch = new()
        {
            ControlEpoch = 1,
            Events = [broken],
            Completions = [],
            Instruments = new Dictionary<Engine.Instruments.InstrumentId, Engine.Instruments.Instrument> { [trading.Instrument.Id] = trading.Instrument },
        };
        Assert.Equal(JournalOutcome.Refused, (await trading.CommitAsync(batch)).Outcome);
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM orders"));
        Assert.Equal(accepted.AccountSequence - 1, await ScalarAsync(database, "SELECT max(head_sequence) FROM accounts"));
    }

    [Fact]
    public async Task An_answer_is_stored_with_the_events_of_its_command_and_only_once()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        await trading.CommitAsync(trading.TakeBatch());
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        SubmissionResult submitted = await queue.SubmitAsync(
            new(Guid.CreateVersion7(), "key", "tester", trading.Account.Value, new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.01m, 59_000m, null)), Cancellation);
        trading.Buy(0.01m, limit: 59_000m, commandId: submitted.CommandId);
        JournalBatch batch = trading.TakeBatch(answers: true);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(batch)).Outcome);
        Assert.Equal(new CommandReply("none"), await queue.ReadAnswerAsync(submitted.CommandId, Cancellation));

        trading.Buy(0.01m, limit: 59_000m, commandId: submitted.CommandId);
        Assert.Equal(JournalOutcome.Refused, (await trading.CommitAsync(trading.TakeBatch(answers: true))).Outcome);
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task A_lost_connection_leaves_the_outcome_unknown()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = (database with { Application = "Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=1" }).Services();
        JournalBatch batch = new()
        {
            ControlEpoch = 1,
            Events = [],
            Instruments = new Dictionary<Engine.Instruments.InstrumentId, Engine.Instruments.Instrument>(),
            Completions = [new(Guid.NewGuid(), new(Guid.NewGuid()), new("none"))],
        };
        JournalResult result = await services.GetRequiredService<JournalWriter>().CommitAsync("w", new Dictionary<AccountId, long>(), batch, Cancellation);
        Assert.Equal(JournalOutcome.Unknown, result.Outcome);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Application);
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
