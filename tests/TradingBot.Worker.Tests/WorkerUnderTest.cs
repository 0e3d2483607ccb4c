using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Engine;
using TradingBot.ServiceDefaults;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Safety;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Tests;

/// <summary>The worker as Program composes it, in this process, with real stores and a simulated exchange.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _dataFolder;
    private bool _stopped;

    private WorkerUnderTest(WebApplication app, string dataFolder) => (_app, _dataFolder) = (app, dataFolder);

    public IServiceProvider Services => _app.Services;

    public TradingLoop Loop => Services.GetRequiredService<TradingLoop>();

    public Uri Address => new(_app.Urls.First());

    public string DataFolder => _dataFolder;

    public static Task<WorkerUnderTest> StartAsync(ServerFixture servers, TestDatabase database, params (string Key, string Value)[] settings) =>
        StartAsync(servers, database, _ => { }, settings);

    /// <param name="servers">What it stands on.</param>
    /// <param name="database">Its database.</param>
    /// <param name="change">Puts something else in the place of a part of it.</param>
    /// <param name="settings">Beside or instead of the usual ones.</param>
    public static async Task<WorkerUnderTest> StartAsync(ServerFixture servers, TestDatabase database, Action<IServiceCollection> change, params (string Key, string Value)[] settings)
    {
        string dataFolder = Directory.CreateTempSubdirectory("tradingbot-worker-test-").FullName;
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "TradingBot.Worker" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(Settings(servers, database, dataFolder, settings));
        builder.AddServiceDefaults("worker");
        builder.Logging.ClearProviders();
        builder.AddTradingWorker();
        change(builder.Services);
        WebApplication app = builder.Build();
        app.MapServiceDefaults();
        app.Services.GetRequiredService<ConnectionWatch>().Read = servers.ConnectionsFor(database);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, dataFolder);
    }

    public static Dictionary<string, string?> Settings(ServerFixture servers, TestDatabase database, string dataFolder, params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> all = new()
        {
            [WebHostDefaults.ServerUrlsKey] = "http://127.0.0.1:0",
            ["ConnectionStrings:trading_bot"] = database.Application,
            ["ConnectionStrings:redis"] = servers.Redis?.ConnectionString,
            ["services:simulator:http:0"] = servers.Exchange.Address.ToString(),
            ["Exchanges:Feed"] = "simulated",
            ["Exchanges:Symbols:binance"] = "BTC-USDT",
            ["Exchanges:Symbols:kucoin"] = "BTC-USDT",
            ["TRADINGBOT_DATA_DIR"] = dataFolder,
            // A worker that is started again has another folder, but the same audit log.
            ["Audit:Key"] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            ["Worker:Id"] = "worker-under-test",
            ["Demonstration:Enabled"] = "false",
        };
        foreach ((string key, string value) in settings) all[key] = value;
        return all;
    }

    /// <summary>Waits until the engine is live with a usable market at Binance.</summary>
    public async Task ReadyAsync() => await UntilAsync(() => Loop.IsLive && Loop.Instruments.Count == 2 && MarketIsLive());

    public async Task<Guid> OpenAccountAsync()
    {
        Guid account = Guid.CreateVersion7();
        CommandReply reply = await DoAsync(account, new OpenAccountBody("Test", "USDT", new Dictionary<string, decimal> { ["USDT"] = 100_000m }, new(50_000m, 90_000m, 0.5m, 100)));
        Assert.Equal(("none", (string?)null), (reply.Reason, reply.Message));
        return account;
    }

    public Task<CommandReply> DoAsync(Guid account, CommandBody body) => DoAsync(account, Guid.NewGuid().ToString(), body);

    public async Task<CommandReply> DoAsync(Guid account, string key, CommandBody body)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SubmissionResult submitted = await Services.GetRequiredService<CommandQueue>().SubmitAsync(new(Guid.CreateVersion7(), key, "tester", account, body), cancellation);
        CommandReply? reply = submitted.Answer ?? await Services.GetRequiredService<CommandAnswers>().WaitForAnswerAsync(submitted.CommandId, TimeSpan.FromSeconds(20), cancellation);
        return reply ?? throw new TimeoutException("the command was not answered within 20 s");
    }

    public Task<T> ReadAsync<T>(Func<TradingBotDbContext, Task<T>> query) => ReadAsync(Services, query);

    public static async Task<T> ReadAsync<T>(IServiceProvider services, Func<TradingBotDbContext, Task<T>> query)
    {
        await using TradingBotDbContext context = await services.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await query(context);
    }

    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_dataFolder, recursive: true);
    }

    /// <summary>Waits for a mode of trading; where it does not come, the failure says which one holds, and why.</summary>
    public Task UntilModeAsync(TradingMode mode, int seconds = 60) =>
        UntilAsync(() => Task.FromResult(Loop.Order.Mode == mode), seconds, () => $"trading is {Loop.Order.Mode}: {Loop.Order.Reason}");

    public static async Task UntilAsync(Func<bool> condition, int seconds = 60) => await UntilAsync(() => Task.FromResult(condition()), seconds);

    public static async Task UntilAsync(Func<Task<bool>> condition, int seconds = 60, Func<string>? instead = null)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > TimeSpan.FromSeconds(seconds)) Assert.Fail($"it did not happen within {seconds} s{(instead is null ? "" : $", but {instead()}")}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private bool MarketIsLive() => Services.GetRequiredService<Exchanges.Status.FeedStatusBoard>().Streams()
        .Any(stream => stream is { Venue: Engine.Instruments.Venue.Binance, Stream: Exchanges.Status.StreamKind.Book, Status: Engine.MarketData.MarketStatus.Live });
}
