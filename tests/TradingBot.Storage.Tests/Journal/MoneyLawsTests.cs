using System.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Tests.Journal;

/// <summary>Attacks on the laws of money, as the services' role and as the database's owner, under every isolation level.</summary>
public sealed class MoneyLawsTests(ServerFixture servers, MoneyLawsTests.AttackedDatabase attacked) : IClassFixture<MoneyLawsTests.AttackedDatabase>
{
    /// <summary>One database for all attacks: each is refused, so each finds what the one before it found.</summary>
    public sealed class AttackedDatabase(ServerFixture servers) : IDisposable
    {
        private readonly SemaphoreSlim _making = new(1);
        private TestDatabase? _database;

        internal async Task<TestDatabase> GetAsync()
        {
            await _making.WaitAsync(Cancellation);
            try
            {
                return _database ??= await TradedAsync(servers);
            }
            finally
            {
                _making.Release();
            }
        }

        public void Dispose() => _making.Dispose();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private const string NotThoseOfTheJournal = "are not those of the journal";

    private static readonly IsolationLevel[] Levels = [IsolationLevel.ReadCommitted, IsolationLevel.RepeatableRead, IsolationLevel.Serializable];

    private const string TwoLines = """[{"account": "free", "asset": "USDT", "amount": "1000000000000"}, {"account": "external", "asset": "USDT", "amount": "-1000000000000"}]""";

    /// <summary>What is attacked, the statements, who refuses.</summary>
    public static TheoryData<string, string, string> Attacks => new()
    {
        { "a balance below zero", Posted(Spending(90_000), "(1, 'free', -90000.0), (2, 'external', 90000.0)"), "amount_not_negative" },
        { "postings that do not sum to zero", Posted(TwoLines, "(1, 'free', 1.0), (2, 'external', -2.0)"), "not to zero" },
        { "half of the postings", Posted(TwoLines, "(1, 'free', 1.0)"), "not to zero" },
        { "the halves one after the other", Posted(TwoLines, "(1, 'free', 1.0)") + Lines("(2, 'external', -1.0)"), "not to zero" },
        { "postings of another amount than the journal's", Posted(TwoLines, "(1, 'free', 2.0), (2, 'external', -2.0)"), NotThoseOfTheJournal },
        { "postings to another account than the journal's", Posted(TwoLines, "(1, 'locked', 1.0), (2, 'external', -1.0)"), NotThoseOfTheJournal },
        { "more postings than the journal's", Posted(TwoLines, "(1, 'free', 1.0), (2, 'external', -1.0), (3, 'free', 5.0), (4, 'external', -5.0)"), NotThoseOfTheJournal },
        { "postings for an event that has none", Posted("[]", "(1, 'free', 1.0), (2, 'external', -1.0)"), NotThoseOfTheJournal },
        { "postings twice", Posted(TwoLines, "(1, 'free', 1.0), (2, 'external', -1.0)") + Lines("(1, 'free', 1.0), (2, 'external', -1.0)"), "ledger_entries_pkey" },
        { "more postings for an event of before", Lines("(11, 'free', 1.0), (12, 'external', -1.0)"), NotThoseOfTheJournal },
        { "an event whose postings are left out", Journaled(TwoLines), "none in the ledger" },
        { "an execution id twice", Executed("execution_id", "99", "0", "event_sequence"), "trade_executions_pkey" },
        { "an execution number twice", Executed("gen_random_uuid()", "execution_number", "0", "event_sequence"), "trade_executions_account_id_execution_number_key" },
        { "an event's second execution", Executed("gen_random_uuid()", "99", "0", "event_sequence"), "trade_executions_one_per_event" },
        { "an execution for another price than its own", Executed("gen_random_uuid()", "99", "1", "event_sequence"), "trade_executions_notional" },
        { "an execution that its order does not know", Executed("gen_random_uuid()", "99", "0", "1"), "its executions that" },
        { "an order that says it is filled", "UPDATE orders SET filled_quantity = quantity", "its executions that" },
        { "an order that says it was cheaper", "UPDATE orders SET filled_notional = filled_notional / 2, fees = 0 WHERE filled_notional > 0", "its executions that" },
        { "an order that is filled by more than it is for", "UPDATE orders SET filled_quantity = quantity * 2 WHERE status = 'filled'", "orders_check" },
        { "a gap in the journal", "INSERT INTO engine_events (account_id, sequence, input_sequence, time_ns, type, payload) SELECT account_id, head_sequence + 2, 1, 1, 'test', '{}' FROM accounts", "do not continue the head" },
    };

    /// <summary>What the services' role has no right to, and the owner is refused by a trigger.</summary>
    public static TheoryData<string> Writes =>
    [
        "UPDATE balances SET free = free + 1000, external = external - 1000",
        "INSERT INTO balances (account_id, asset, free, external) SELECT account_id, 'BTC', 1, -1 FROM accounts ON CONFLICT (account_id, asset) DO UPDATE SET free = 1, external = -1",
        "MERGE INTO balances USING accounts ON accounts.account_id = balances.account_id WHEN MATCHED THEN UPDATE SET free = 0",
        "DELETE FROM balances",
        "TRUNCATE balances",
        "WITH gone AS (UPDATE balances SET free = 0 RETURNING 1) SELECT * FROM gone",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task Money_cannot_be_made_up_by_any_role_under_any_isolation_level(string what, string sql, string refusal)
    {
        TestDatabase database = await attacked.GetAsync();
        string before = await FactsAsync(database);
        foreach (string role in (string[])[database.Application, database.Owner])
        {
            foreach (IsolationLevel level in Levels)
            {
                PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(role, level, sql));
                Assert.True(
                    refused.MessageText.Contains(refusal, StringComparison.Ordinal) || refused.ConstraintName == refusal || refused.DataTypeName == refusal,
                    $"{what}: {refused.SqlState} {refused.MessageText} {refused.ConstraintName} {refused.DataTypeName}");
            }
        }
        Assert.Equal(before, await FactsAsync(database));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Balances_change_by_postings_only(string sql)
    {
        TestDatabase database = await attacked.GetAsync();
        string before = await FactsAsync(database);
        foreach (string role in (string[])[database.Application, database.Owner])
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(role, IsolationLevel.ReadCommitted, sql))).SqlState);
        Assert.Equal(before, await FactsAsync(database));
    }

    [Fact]
    public async Task A_deferred_law_cannot_be_put_off_beyond_the_commit_and_a_sound_event_passes()
    {
        TestDatabase database = await TradedAsync(servers);
        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(() =>
            ExecuteAsync(database.Application, IsolationLevel.ReadCommitted, "SET CONSTRAINTS ALL DEFERRED;" + Journaled(TwoLines)));
        Assert.Contains("none in the ledger", refused.MessageText, StringComparison.Ordinal);

        decimal free = (decimal)(await ScalarAsync(database, "SELECT free FROM balances WHERE asset = 'USDT'"))!;
        await ExecuteAsync(database.Application, IsolationLevel.ReadCommitted, Posted(TwoLines, "(1, 'free', 1.0), (2, 'external', -1.0)"));
        Assert.Equal(free + 1, await ScalarAsync(database, "SELECT free FROM balances WHERE asset = 'USDT'"));
    }

    [Theory]
    [InlineData(IsolationLevel.ReadCommitted)]
    [InlineData(IsolationLevel.RepeatableRead)]
    [InlineData(IsolationLevel.Serializable)]
    public async Task Two_transactions_at_once_cannot_both_fill_an_order_or_spend_the_same_money(IsolationLevel level)
    {
        TestDatabase database = await TradedAsync(servers);
        string spend = Posted(Spending(6_000), "(1, 'free', -6000.0), (2, 'external', 6000.0)");
        Assert.Single(await Task.WhenAll(AtOnce(database, level, [spend, spend])), refusal => refusal is null);
        Assert.Single(await Task.WhenAll(AtOnce(database, level, [Filling(10), Filling(11)])), refusal => refusal is null);
        Assert.Equal(0.01m, await ScalarAsync(database, "SELECT sum(quantity) FROM trade_executions WHERE price = 59000"));
        Assert.True((decimal)(await ScalarAsync(database, "SELECT free FROM balances WHERE asset = 'USDT'"))! >= 0);
    }

    /// <summary>Fills the resting order whole, as if nobody else did.</summary>
    private static string Filling(int number) => Journaled("[]") + $$"""
        UPDATE orders SET filled_quantity = quantity, filled_notional = quantity * limit_price WHERE status = 'open';
        INSERT INTO trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role,
            realized_profit, simulated, evidence, event_sequence, executed_at)
        SELECT gen_random_uuid(), orders.account_id, {{number}}, order_id, instrument_id, venue, symbol, side, limit_price, quantity, quantity * limit_price, 0, 'USDT', 'maker', 0, true,
            '{}', head_sequence, now() FROM orders JOIN accounts ON accounts.account_id = orders.account_id WHERE status = 'open';
        """;

    /// <summary>Runs each statement in a transaction of its own; all have taken their snapshot before the first one goes on. The answers are refusals, or nothing.</summary>
    private static List<Task<string?>> AtOnce(TestDatabase database, IsolationLevel level, IReadOnlyList<string> statements)
    {
        TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int ready = 0;
        return statements.Select(async sql =>
        {
            await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(database.Application) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(Cancellation);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(level, Cancellation);
            await RunAsync(connection, "SELECT count(*) FROM trade_executions");
            if (Interlocked.Increment(ref ready) == statements.Count) all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            try
            {
                await RunAsync(connection, sql);
                await transaction.CommitAsync(Cancellation);
                return null;
            }
            catch (PostgresException refusal)
            {
                return refusal.SqlState;
            }
        }).ToList();
    }

    /// <summary>An account with two executions behind it and an order that rests.</summary>
    internal static async Task<TestDatabase> TradedAsync(ServerFixture servers)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        trading.Buy(0.02m);
        trading.Buy(0.01m, limit: 59_000m);
        Assert.Equal(new JournalResult(JournalOutcome.Committed, ""), await trading.CommitAsync(trading.TakeBatch()));
        return database;
    }

    private static string Spending(int amount) =>
        $$"""[{"account": "free", "asset": "USDT", "amount": "-{{amount}}000000000000"}, {"account": "external", "asset": "USDT", "amount": "{{amount}}000000000000"}]""";

    private static string Posted(string postings, string lines) => Journaled(postings) + Lines(lines);

    /// <summary>A journal event of the account with the given postings, as the service would write it; the attack follows it in the same transaction.</summary>
    private static string Journaled(string postings) => $$"""
        INSERT INTO engine_events (account_id, sequence, input_sequence, time_ns, type, payload)
        SELECT account_id, head_sequence + 1, head_input_sequence + 1, head_time_ns + 1, 'test', '{"postings": {{postings}}}' FROM accounts;
        """;

    private static string Lines(string lines) => $"""
        INSERT INTO ledger_entries (account_id, event_sequence, line, ledger_account, asset, amount, entered_at)
        SELECT account_id, head_sequence, line, ledger_account, 'USDT', amount, now() FROM accounts, (VALUES {lines}) AS posted (line, ledger_account, amount);
        """;

    /// <summary>The first execution once more, with these differences.</summary>
    private static string Executed(string id, string number, string more, string sequence) => $"""
        INSERT INTO trade_executions (execution_id, account_id, execution_number, order_id, instrument_id, venue, symbol, side, price, quantity, notional, fee, fee_asset, role,
            realized_profit, simulated, evidence, event_sequence, executed_at)
        SELECT {id}, account_id, {number}, order_id, instrument_id, venue, symbol, side, price, quantity, notional + {more}, fee, fee_asset, role, realized_profit, simulated, evidence,
            {sequence}, executed_at FROM trade_executions ORDER BY execution_number LIMIT 1;
        """;

    private static async Task<string> FactsAsync(TestDatabase database) => (string)(await ScalarAsync(database, """
        SELECT concat((SELECT count(*) FROM engine_events), ' ', (SELECT count(*) FROM ledger_entries), ' ', (SELECT count(*) FROM trade_executions), ' ',
            (SELECT string_agg(balances::text, ' ' ORDER BY asset) FROM balances), ' ', (SELECT string_agg(concat(filled_quantity, filled_notional, fees), ' ') FROM orders))
        """))!;

    private static async Task ExecuteAsync(string role, IsolationLevel level, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(role) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(level, Cancellation);
        await RunAsync(connection, sql);
        await transaction.CommitAsync(Cancellation);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource data = NpgsqlDataSource.Create(database.Superuser);
        await using NpgsqlCommand command = data.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
