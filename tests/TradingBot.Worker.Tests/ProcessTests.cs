using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Storage;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Tests;

/// <summary>The worker as a process of its own.</summary>
public sealed class ProcessTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Fewer than the 200 open orders that Binance's MAX_NUM_ORDERS allows for the symbol.</summary>
    private const int Orders = 150;

    [Fact]
    public async Task Migrate_brings_an_empty_database_up_to_date_and_says_what_is_wrong_with_an_unreachable_one()
    {
        TestDatabase database = await servers.CreateDatabaseAsync(migrated: false);
        for (int run = 0; run < 2; run++)
        {
            (int code, string output) = await RunToEndAsync(new() { ["ConnectionStrings__trading_bot"] = database.Owner, ["Database__ApplicationRole"] = database.ApplicationRole }, "migrate");
            Assert.True(code == 0, output);
            Assert.Contains("schema is at version", output, StringComparison.Ordinal);
        }
        (int failed, string reason) = await RunToEndAsync(
            new() { ["ConnectionStrings__trading_bot"] = "Host=127.0.0.1;Port=1;Database=trading_bot;Username=owner;Password=hunter2;Timeout=2" }, "migrate");
        Assert.Equal(1, failed);
        Assert.Contains("127.0.0.1:1", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_exchange_key_keeps_the_worker_from_starting()
    {
        (int code, string output) = await RunToEndAsync(new()
        {
            ["ConnectionStrings__trading_bot"] = "Host=127.0.0.1;Port=1;Database=x;Username=x",
            ["BINANCE_API_SECRET"] = "hunter2",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        });
        Assert.Equal(1, code);
        Assert.Contains("BINANCE_API_SECRET", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_killed_under_load_loses_no_answered_order_and_the_next_one_goes_on()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        string dataFolder = Directory.CreateTempSubdirectory("tradingbot-worker-test-").FullName;
        try
        {
            await using ServiceProvider client = Client(database);
            Guid account = Guid.CreateVersion7();
            List<Guid> answered = [];
            using (Process worker = StartQuiet(Environment(servers, database, dataFolder)))
            {
                try
                {
                    Assert.Equal("none", (await DoAsync(client, account, "open",
                        new OpenAccountBody("Test", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100_000m }, new(50_000m, 90_000m, 0.5m, 1_000))))?.Reason);
                    await WorkerUnderTest.UntilAsync(async () => (await DoAsync(client, account, Guid.NewGuid().ToString(), Rest))?.OrderId is { } probe && await IsOpenAsync(client, probe));
                    Task[] load = [.. Enumerable.Range(0, Orders).Select(async number =>
                    {
                        if (await DoAsync(client, account, $"load-{number}", Rest, seconds: 60) is { Reason: "none", OrderId: { } order }) lock (answered) answered.Add(order);
                    })];
                    await WorkerUnderTest.UntilAsync(() => { lock (answered) return answered.Count >= 20; });
                    worker.Kill();
                    await worker.WaitForExitAsync(Cancellation);
                    using Process next = StartQuiet(Environment(servers, database, dataFolder));
                    try
                    {
                        await Task.WhenAll(load);
                    }
                    finally
                    {
                        next.Kill();
                        await next.WaitForExitAsync(CancellationToken.None);
                    }
                }
                finally
                {
                    if (!worker.HasExited) worker.Kill();
                }
            }
            HashSet<Guid> stored = [.. await WorkerUnderTest.ReadAsync(client, read => read.Orders.Select(row => row.OrderId).ToListAsync(Cancellation))];
            Assert.Equal(Orders, answered.Count);
            Assert.All(answered, order => Assert.Contains(order, stored));
            Assert.Equal(Orders, await WorkerUnderTest.ReadAsync(client, read => read.Commands.CountAsync(row => row.IdempotencyKey.StartsWith("load-") && row.State == "completed", Cancellation)));
            Assert.Equal(Orders, answered.Distinct().Count());
            Assert.Equal(0m, await client.GetRequiredService<JournalReader>().AuditLedgerAsync(Cancellation));
        }
        finally
        {
            Directory.Delete(dataFolder, recursive: true);
        }
    }

    private static readonly PlaceOrderBody Rest = new("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc");

    private static async Task<bool> IsOpenAsync(ServiceProvider client, Guid order) =>
        await WorkerUnderTest.ReadAsync(client, read => read.Orders.AnyAsync(row => row.OrderId == order && row.Status == "open", Cancellation));

    internal static async Task<CommandReply?> DoAsync(ServiceProvider client, Guid account, string key, CommandBody body, int seconds = 60)
    {
        SubmissionResult submitted = await client.GetRequiredService<CommandQueue>().SubmitAsync(new(Guid.CreateVersion7(), key, "tester", account, body), Cancellation);
        return submitted.Answer ?? await client.GetRequiredService<CommandAnswers>().WaitForAnswerAsync(submitted.CommandId, TimeSpan.FromSeconds(seconds), Cancellation);
    }

    internal static ServiceProvider Client(TestDatabase database, params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:trading_bot", database.Application), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]).Build();
        return new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider();
    }

    internal static Dictionary<string, string?> Environment(ServerFixture servers, TestDatabase database, string dataFolder, params (string Key, string Value)[] more)
    {
        Dictionary<string, string?> settings = WorkerUnderTest.Settings(servers, database, dataFolder, more).ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        settings.Remove("urls");
        settings["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return settings;
    }

    private static Process Start(Dictionary<string, string?> environment, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(Hosting.WorkerIdentity).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach ((string key, string? value) in environment) start.Environment[key] = value;
        return Process.Start(start)!;
    }

    // Its log is read and dropped: a full pipe would stop it.
    internal static Process StartQuiet(Dictionary<string, string?> environment, params string[] arguments)
    {
        Process process = Start(environment, arguments);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    internal static async Task<(int Code, string Output)> RunToEndAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        using Process process = Start(environment, arguments);
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), errors = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
