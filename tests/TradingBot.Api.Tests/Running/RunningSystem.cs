using System.Net;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Orders;

namespace TradingBot.Api.Tests.Running;

/// <summary>The Api, a database of its own and a scripted worker, for the tests of one class.</summary>
public class RunningSystem(Servers servers) : IAsyncLifetime
{
    private RunningApi? _api;
    private ScriptedWorker? _worker;

    private protected Servers Servers { get; } = servers;

    internal RunningApi Api => _api!;

    internal ScriptedWorker Worker => _worker!;

    internal string Database { get; private set; } = "";

    /// <summary>The account that was opened first.</summary>
    internal Guid Account { get; private set; }

    public virtual ValueTask InitializeAsync() => new(StartAsync());

    /// <param name="settings">For the Api and the worker.</param>
    private protected async Task StartAsync(params (string, string)[] settings)
    {
        Database = await CreateDatabaseAsync();
        _worker = await ScriptedWorker.StartAsync(Database, settings);
        _api = await RunningApi.StartAsync(Database, settings);
        if (!settings.Contains(("Access:LocalTrust", "false"))) Account = await OpenAccountAsync("Demonstration");
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_api is not null) await _api.DisposeAsync();
        if (_worker is not null) await _worker.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An account with 100,000 USDT.</summary>
    internal async Task<Guid> OpenAccountAsync(string name) =>
        (await Api.PostAsync<AccountSummary>("/api/accounts", new OpenAccountRequest(name, 100_000m), HttpStatusCode.Created)).AccountId;

    /// <summary>Buys BTC at Binance: at the market, or with a limit, which rests where it is below 50,010.</summary>
    internal Task<OrderContract> BuyAsync(decimal quantity, decimal? limit = null, Guid? account = null) => Api.PostAsync<OrderContract>(
        "/api/orders", new PlaceOrderRequest("binance", "BTC-USDT", "buy", limit is null ? "market" : "limit", quantity, limit, AccountId: account), HttpStatusCode.Created);

    private protected virtual Task<string> CreateDatabaseAsync() => Servers.CreateDatabaseAsync();
}

/// <summary>Tests that share a running system.</summary>
public abstract class SystemTests<TSystem>(TSystem system) : IClassFixture<TSystem> where TSystem : RunningSystem
{
    private protected TSystem System { get; } = system;

    private protected RunningApi Api => System.Api;

    private protected ScriptedWorker Worker => System.Worker;
}
