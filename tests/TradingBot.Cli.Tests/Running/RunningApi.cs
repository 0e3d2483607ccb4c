using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Api;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Control;
using TradingBot.Storage.Migrations;
using TradingBot.Storage.Workers;

namespace TradingBot.Cli.Tests.Running;

/// <summary>The Api on a migrated database, with a worker that only seems to live.</summary>
public sealed class RunningApi : IAsyncLifetime
{
    private TemporaryPostgres? _postgres;
    private WebApplication? _api;
    private string _folder = "";

    internal string Address => _api!.Urls.Single();

    /// <summary>As the application's role.</summary>
    internal string Database { get; private set; } = "";

    /// <summary>As a role that may do anything.</summary>
    internal string Superuser => _postgres!.SuperuserConnectionString.Replace("Database=postgres", "Database=cli", StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        _postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        string owner = await _postgres.CreateDatabaseAsync("cli", CancellationToken.None);
        Database = await _postgres.CreateRoleAsync("cli_app", "cli", CancellationToken.None);
        await Migrator.MigrateAsync(owner, "cli_app", _ => { }, CancellationToken.None);
        _folder = Directory.CreateTempSubdirectory("tradingbot-cli-").FullName;
        _api = ApiApplication.Build(
        [
            $"--ConnectionStrings:trading_bot={Database}", $"--TRADINGBOT_DATA_DIR={_folder}", "--Access:LocalTrust=true", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=None",
        ]);
        await _api.StartAsync();
    }

    // A layer of which no worker tells anything is no proof.
    private static readonly string[] OtherLayers =
        ["credentials", "no-code", "not-compilable", "type-design", "frame-guard", "key-probe", "database-constraint", "network", "canary", "emergency-stop", "audit"];

    /// <summary>Tells the Api's database that a worker lives and what it has proven.</summary>
    internal async Task TellAsync(string proofStatus, TimeSpan proofAge = default)
    {
        await _api!.Services.GetRequiredService<WorkerRegistry>().BeatAsync(
            new WorkerHeartbeat("worker-1", 1, "test", "0.0.0", "simulated", true, "running", "", true, 0, DateTimeOffset.UtcNow), CancellationToken.None);
        await _api.Services.GetRequiredService<Storage.Safety.SafetyStatusStore>().StoreAsync(
            "worker-1", [new("egress-guard", "Egress guard", proofStatus, "canary"), .. OtherLayers.Select(layer => new Storage.Safety.SafetyProof(layer, layer, "ok", "seen"))],
            DateTimeOffset.UtcNow - proofAge, CancellationToken.None);
    }

    /// <summary>The worker is gone in an orderly way.</summary>
    internal Task SayGoodbyeAsync() => _api!.Services.GetRequiredService<WorkerRegistry>().StoppedAsync("worker-1", CancellationToken.None);

    internal T Find<T>() where T : notnull => _api!.Services.GetRequiredService<T>();

    internal Task<ControlSnapshot> ControlAsync() => _api!.Services.GetRequiredService<ControlStore>().ReadAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.StopAsync();
            await _api.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
        if (_postgres is not null) await _postgres.DisposeAsync();
    }
}
