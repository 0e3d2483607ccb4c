using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;

namespace TradingBot.Storage.Tests.Journal;

/// <summary>Each guard is switched off once, and what it keeps out gets in: so it is that guard that keeps it out, and the tests of it can fail.</summary>
public sealed class GuardProofTests(ServerFixture servers)
{
    private const string NoGuard = """
        CREATE OR REPLACE FUNCTION hold_journal_guard(worker text, wanted_accounts uuid[], wanted_epochs bigint[], control_epoch bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
        END $$
        """;

    private const string AnswersAgain = """
        CREATE OR REPLACE FUNCTION complete_commands(ids uuid[], answers jsonb[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE commands AS command SET state = 'completed', answer = given.answer, completed_at = clock_timestamp()
            FROM unnest(ids, answers) AS given (command_id, answer) WHERE command.command_id = given.command_id;
        END $$
        """;

    private static readonly PlaceOrderBody Body = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 59_000m, null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_fence_a_worker_that_lost_its_lease_would_write()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await OpenAsync(services);
        await ExecuteAsync(database, "UPDATE worker_leases SET expires_at = clock_timestamp()");
        Assert.Single(await services.GetRequiredService<LeaseStore>().AcquireFreeAsync("worker-2", Cancellation));
        trading.Buy(0.01m, limit: 59_000m);
        JournalBatch batch = trading.TakeBatch();
        Assert.Equal(JournalOutcome.LeaseLost, (await trading.CommitAsync(batch)).Outcome);
        await ExecuteAsync(database, NoGuard);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(batch)).Outcome);
    }

    [Fact]
    public async Task Without_the_control_epoch_what_was_decided_before_a_stop_would_be_written_after_it()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await OpenAsync(services);
        trading.Buy(0.01m, limit: 59_000m);
        JournalBatch batch = trading.TakeBatch();
        await services.GetRequiredService<ControlStore>().StopAsync("test", "tester", Cancellation);
        Assert.Equal(JournalOutcome.ControlMoved, (await trading.CommitAsync(batch)).Outcome);
        await ExecuteAsync(database, NoGuard);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(batch)).Outcome);
    }

    [Fact]
    public async Task Without_the_once_only_answer_a_command_would_be_done_twice()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await OpenAsync(services);
        SubmissionResult submitted = await services.GetRequiredService<CommandQueue>().SubmitAsync(new(Guid.CreateVersion7(), "key", "tester", trading.Account.Value, Body), Cancellation);
        trading.Buy(0.01m, limit: 59_000m, commandId: submitted.CommandId);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch(answers: true))).Outcome);
        trading.Buy(0.01m, limit: 59_000m, commandId: submitted.CommandId);
        JournalBatch again = trading.TakeBatch(answers: true);
        Assert.Equal(JournalOutcome.Refused, (await trading.CommitAsync(again)).Outcome);
        Assert.Equal(1L, await ScalarAsync(database, "SELECT count(*) FROM orders"));
        await ExecuteAsync(database, AnswersAgain);
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(again)).Outcome);
        Assert.Equal(2L, await ScalarAsync(database, "SELECT count(*) FROM orders"));
    }

    [Fact]
    public async Task An_answer_that_went_ahead_of_its_events_would_tell_of_an_order_that_is_not_there()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        Trading trading = await OpenAsync(services);
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        SubmissionResult submitted = await queue.SubmitAsync(new(Guid.CreateVersion7(), "key", "tester", trading.Account.Value, Body), Cancellation);
        trading.Buy(0.01m, limit: 59_000m, commandId: submitted.CommandId);
        JournalBatch whole = trading.TakeBatch(answers: true);
        await ExecuteAsync(database, "UPDATE control SET epoch = epoch + 1");

        // In one transaction, as it is: refused together.
        Assert.Equal(JournalOutcome.ControlMoved, (await trading.CommitAsync(whole)).Outcome);
        Assert.Null(await queue.ReadAnswerAsync(submitted.CommandId, Cancellation));

        // The answer first and by itself, as it must never be: the client is told of an order that the journal refuses.
        JournalBatch answer = new() { ControlEpoch = 2, Events = [], Completions = whole.Completions, Instruments = whole.Instruments };
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(answer)).Outcome);
        Assert.Equal(JournalOutcome.ControlMoved, (await trading.CommitAsync(whole)).Outcome);
        Assert.NotNull(await queue.ReadAnswerAsync(submitted.CommandId, Cancellation));
        Assert.Equal(0L, await ScalarAsync(database, "SELECT count(*) FROM orders"));
    }

    private static async Task<Trading> OpenAsync(ServiceProvider services)
    {
        Trading trading = await Trading.StartAsync(services);
        trading.Open();
        Assert.Equal(JournalOutcome.Committed, (await trading.CommitAsync(trading.TakeBatch())).Outcome);
        return trading;
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql) => await ScalarAsync(database, sql);

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create(database.Owner);
        await using NpgsqlCommand command = dataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
