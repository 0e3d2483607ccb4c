using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Tests.Recovery;

/// <summary>The database takes no journal transaction for a while: for a moment, or for longer than a statement may take, so that outcomes are unknown.</summary>
public sealed class SlowDatabaseTests(ServerFixture servers)
{
    private const int Orders = 60;
    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3)]
    [InlineData(13)] // A statement may take 10 s.
    public async Task Orders_wait_the_market_is_followed_and_each_is_done_once(int seconds)
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database);
        await worker.ReadyAsync();
        Guid account = await worker.OpenAccountAsync();
        await using ServiceProvider client = ProcessTests.Client(database);

        Task<CommandReply?>[] load;
        List<int> depths = [];
        await using (NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(database.Owner) { Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using NpgsqlTransaction slow = await connection.BeginTransactionAsync(Cancellation);
            await using NpgsqlCommand hold = new("LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE", connection, slow);
            await hold.ExecuteNonQueryAsync(Cancellation);
            load = [.. Enumerable.Range(0, Orders).Select(number => ProcessTests.DoAsync(client, account, $"slow-{number}", Rest, seconds: 120))];
            TradingInputs inputs = worker.Services.GetRequiredService<TradingInputs>();
            for (int tenth = 0; tenth < seconds * 10; tenth++)
            {
                await Task.Delay(100, Cancellation);
                depths.Add(inputs.Depth);
            }
            Assert.All(load, order => Assert.False(order.IsCompleted)); // Nobody is told of what is not durable.
            await slow.RollbackAsync(Cancellation);
        }

        CommandReply?[] replies = await Task.WhenAll(load);
        Assert.All(replies, reply => Assert.True(reply?.IsDone, $"{reply}"));
        List<Guid> stored = await WorkerUnderTest.ReadAsync(client, read => read.Orders.Select(row => row.OrderId).ToListAsync(Cancellation));
        Assert.Equal(replies.Select(reply => reply!.OrderId!.Value).Order(), stored.Order());
        Assert.Equal(0m, await client.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
        depths.Sort();
        Assert.InRange(depths[depths.Count / 2], 0, 99); // The engine goes on: what comes from the feeds does not pile up.
    }
}
