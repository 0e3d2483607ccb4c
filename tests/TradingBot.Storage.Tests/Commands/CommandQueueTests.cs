using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage.Commands;

namespace TradingBot.Storage.Tests.Commands;

public sealed class CommandQueueTests(ServerFixture servers)
{
    private static readonly PlaceOrderBody Body = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 59_000m, null);
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_posts_at_once_with_one_key_are_one_command()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        Guid account = Guid.NewGuid();
        SubmissionResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => queue.SubmitAsync(Submission(account, "key", Body), Cancellation)));
        SubmissionResult first = Assert.Single(results, result => result.State == SubmissionState.New);
        Assert.All(results, result => Assert.Equal(first.CommandId, result.CommandId));
        Assert.Equal(49, results.Count(result => result.State == SubmissionState.InProgress));
        Assert.Equal(1, await queue.CountPendingAsync(Cancellation));
    }

    [Fact]
    public async Task A_repeat_gets_the_first_answer_and_another_body_is_a_conflict()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        Guid account = Guid.NewGuid();
        SubmissionResult first = await queue.SubmitAsync(Submission(account, "key", Body), Cancellation);
        CommandReply reply = new("priceOffTick", "a price is a multiple of 0.01", Guid.NewGuid());
        Assert.True(await services.GetRequiredService<CommandInbox>().AnswerAsync(first.CommandId, reply, Cancellation));
        Assert.False(await services.GetRequiredService<CommandInbox>().AnswerAsync(first.CommandId, new("none"), Cancellation));

        SubmissionResult repeat = await queue.SubmitAsync(Submission(account, "key", Body), Cancellation);
        Assert.Equal(new SubmissionResult(SubmissionState.Answered, first.CommandId, account, reply), repeat);
        Assert.Equal(SubmissionState.OtherBody, (await queue.SubmitAsync(Submission(account, "key", Body with { Quantity = 0.02m }), Cancellation)).State);
        Assert.Equal(SubmissionState.OtherBody, (await queue.SubmitAsync(Submission(Guid.NewGuid(), "key", Body), Cancellation)).State);
        Assert.Equal(SubmissionState.New, (await queue.SubmitAsync(Submission(account, "key", Body) with { Actor = "somebody else" }, Cancellation)).State);
    }

    [Fact]
    public async Task A_new_account_is_the_same_command_on_a_repeat_although_its_id_is_another()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        OpenAccountBody body = new("Mine", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100m }, null);
        SubmissionResult first = await queue.SubmitAsync(Submission(Guid.NewGuid(), "key", body), Cancellation);
        SubmissionResult repeat = await queue.SubmitAsync(Submission(Guid.NewGuid(), "key", body), Cancellation);
        Assert.Equal((SubmissionState.InProgress, first.AccountId), (repeat.State, repeat.AccountId));
    }

    [Fact]
    public async Task Who_waits_is_told_the_answer_by_notification_and_after_the_fact()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        SubmissionResult submitted = await services.GetRequiredService<CommandQueue>().SubmitAsync(Submission(Guid.NewGuid(), "key", Body), Cancellation);
        CommandAnswers answers = services.GetRequiredService<CommandAnswers>();
        Assert.Null(await answers.WaitForAnswerAsync(submitted.CommandId, TimeSpan.FromMilliseconds(300), Cancellation));
        Task<CommandReply?>[] waits = [.. Enumerable.Range(0, 3).Select(_ => answers.WaitForAnswerAsync(submitted.CommandId, TimeSpan.FromSeconds(10), Cancellation))];
        await services.GetRequiredService<CommandInbox>().AnswerAsync(submitted.CommandId, new("none", Count: 3), Cancellation);
        Assert.All(await Task.WhenAll(waits), answer => Assert.Equal(new CommandReply("none", Count: 3), answer));
        Assert.Equal(new CommandReply("none", Count: 3), await answers.WaitForAnswerAsync(submitted.CommandId, TimeSpan.FromSeconds(10), Cancellation));
    }

    [Fact]
    public async Task A_worker_reads_its_commands_in_order_of_arrival_and_none_of_another_workers()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services();
        CommandQueue queue = services.GetRequiredService<CommandQueue>();
        Guid mine = Guid.NewGuid(), others = Guid.NewGuid();
        await services.GetRequiredService<Storage.Leases.LeaseStore>().AcquireNewAsync("other", new(others), Cancellation);
        List<Guid> expected = [];
        CommandBody[] bodies =
        [
            new OpenAccountBody("Mine", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100m }, new(1m, 2m, 0.2m, 3)), Body, new CancelOrderBody(Guid.NewGuid()), new AmendOrderBody(Guid.NewGuid(), 1.5m, null),
            new PlacePairBody("binance", "BTC-USDT", "sell", 1m, 2m, 1m, 0.5m, "bestPrice", "decrement"), new CancelAllBody(),
            new ConfigureStrategyBody("cross", "ma-cross", "binance", "BTC-USDT", 5, new Dictionary<string, decimal> { ["fastBars"] = 3m }, true), new SetRiskLimitsBody(1m, 2m, 0.5m, 4), new SetExecutionModelBody("expected"),
            new GenerateReportBody("daily-performance", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)),
        ];
        foreach (CommandBody body in bodies)
        {
            expected.Add((await queue.SubmitAsync(Submission(mine, body.Kind, body), Cancellation)).CommandId);
            await queue.SubmitAsync(Submission(others, $"other {body.Kind}", body), Cancellation);
        }
        IReadOnlyList<PendingCommand> pending = await services.GetRequiredService<CommandInbox>().ReadAsync("me", [], 100, Cancellation);
        Assert.Equal(expected, pending.Select(command => command.CommandId));
        Assert.Equal(bodies.Select(Text), pending.Select(command => Text(command.Body)));
        IReadOnlyList<PendingCommand> rest = await services.GetRequiredService<CommandInbox>().ReadAsync("me", expected[..6], 1, Cancellation);
        Assert.Equal([expected[6]], rest.Select(command => command.CommandId));
    }

    [Fact]
    public async Task An_unreachable_database_is_named_and_nothing_is_claimed()
    {
        TestDatabase database = new("x", "", "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=hunter2;Timeout=1", "", "");
        await using ServiceProvider services = database.Services();
        StorageException failure = await Assert.ThrowsAsync<StorageException>(
            () => services.GetRequiredService<CommandQueue>().SubmitAsync(Submission(Guid.NewGuid(), "key", Body), Cancellation));
        Assert.Contains("127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    private static string Text(CommandBody body) => System.Text.Json.JsonSerializer.Serialize(body, Storage.Journal.JournalJson.Options);

    private static CommandSubmission Submission(Guid account, string key, CommandBody body) => new(Guid.CreateVersion7(), key, "tester", account, body);
}
