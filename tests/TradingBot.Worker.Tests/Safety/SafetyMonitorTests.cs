using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Exchanges.Egress;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;
using TradingBot.Storage.Reading;
using TradingBot.Worker.Control;
using TradingBot.Worker.Safety;

namespace TradingBot.Worker.Tests.Safety;

public sealed class SafetyMonitorTests(ServerFixture servers)
{
    private static readonly string[] Layers =
    [
        "assemblies", "audit", "canary", "configuration", "connections", "credentials", "database-constraint", "database-rights", "database-schema", "denials", "egress-guard", "egress-list",
        "emergency-stop", "frame-guard", "key-probe", "network", "no-code", "not-compilable", "type-design",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_layer_is_proven_with_what_was_seen_and_the_canary_is_no_attempt()
    {
        (WorkerUnderTest worker, _) = await servers.SharedWorkerAsync();
        await WorkerUnderTest.UntilAsync(async () => await worker.ReadAsync(read => read.SafetyStatus.CountAsync(row => row.Status == "ok", Cancellation)) >= Layers.Length);
        List<SafetyStatusRow> proven = await worker.ReadAsync(read => read.SafetyStatus.ToListAsync(Cancellation));
        Assert.Superset(Layers.ToHashSet(), proven.Select(row => row.Layer).ToHashSet());
        Assert.All(proven, row => Assert.True(row.Status == "ok" && row.Evidence.Length > 0, $"{row.Layer}: {row.Evidence}"));
        // The head is exported within a second after the first row, which is written after the chain was first verified, empty.
        await WorkerUnderTest.UntilAsync(async () => Regex.IsMatch(await MetricsAsync(worker), @"\naudit_chain_head_sequence [1-9]"));
        string metrics = await MetricsAsync(worker);
        Assert.Matches(@"\npaper_guard_canary_last_success_timestamp_seconds [1-9]", metrics);
        Assert.Matches(@"\npaper_guard_canary_refusals_total(\{[^}]*\})? [1-9]", metrics);
        Assert.Matches(@"\naudit_chain_head_sequence [1-9]", metrics);
        Assert.Contains("\nsafety_layer_holds{layer=\"canary\"} 1", metrics, StringComparison.Ordinal);
        Assert.Equal(0, await worker.Services.GetRequiredService<AuditLog>().CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, Cancellation));
    }

    [Fact]
    public async Task A_forbidden_request_is_in_metrics_and_audit_within_seconds_and_stops_trading_until_a_person_releases_it()
    {
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, await servers.CreateDatabaseAsync());
        await worker.ReadyAsync();
        AuditLog audit = worker.Services.GetRequiredService<AuditLog>();
        using HttpRequestMessage forbidden = new(HttpMethod.Post, "https://api.binance.com/api/v3/order");
        long began = Stopwatch.GetTimestamp();

        Assert.NotNull(worker.Services.GetRequiredService<EgressGuard>().Check(forbidden));

        string metrics = await MetricsAsync(worker);
        TimeSpan inMetrics = Stopwatch.GetElapsedTime(began);
        Assert.Contains("\npaper_trading_mode 0\n", metrics, StringComparison.Ordinal);
        Assert.Matches(@"\nreal_trade_attempts_total\{[^}]*layer=""request""[^}]*\} 1\n", metrics);
        await WorkerUnderTest.UntilAsync(async () => await audit.CountAsync(AuditEvents.RealTradeAttempt, DateTimeOffset.UnixEpoch, Cancellation) == 1);
        TimeSpan inAudit = Stopwatch.GetElapsedTime(began);
        await worker.UntilModeAsync(TradingMode.Stopped);
        TimeSpan stopped = Stopwatch.GetElapsedTime(began);
        TestContext.Current.SendDiagnosticMessage(FormattableString.Invariant(
            $"forbidden request: in /metrics after {inMetrics.TotalMilliseconds:0} ms, audited after {inAudit.TotalMilliseconds:0} ms, trading stopped after {stopped.TotalMilliseconds:0} ms"));
        Assert.InRange(inMetrics, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Assert.InRange(inAudit, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        AuditRecord attempt = Assert.Single(await audit.ReadAsync(AuditEvents.RealTradeAttempt, from: null, before: null, limit: 5, Cancellation));
        Assert.Contains("https://api.binance.com/api/v3/order", attempt.Details, StringComparison.Ordinal);
        Assert.Contains("stack", attempt.Details, StringComparison.Ordinal);
        await ReleaseAsync(worker);
        await worker.UntilModeAsync(TradingMode.Running);
        Assert.Contains("\npaper_trading_mode 1\n", await MetricsAsync(worker), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_check_broken_in_turn_stops_trading_and_is_audited()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database);
        await worker.ReadyAsync();
        IServiceProvider services = worker.Services;
        IConfiguration configuration = services.GetRequiredService<IConfiguration>();
        SafetyChecks checks = services.GetRequiredService<SafetyChecks>();
        AssemblyWatch assemblies = services.GetRequiredService<AssemblyWatch>();
        ConnectionWatch connections = services.GetRequiredService<ConnectionWatch>();
        AuditKeeper keeper = services.GetRequiredService<AuditKeeper>();
        await using NpgsqlDataSource owner = NpgsqlDataSource.Create(database.Owner);
        Task SqlAsync(string sql) => owner.CreateCommand(sql).ExecuteNonQueryAsync(Cancellation);
        Task Now(Action change)
        {
            change();
            return Task.CompletedTask;
        }
        async Task TamperAsync(string actor)
        {
            await SqlAsync($"ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_append_only; UPDATE audit_logs SET actor = {actor} WHERE sequence = 1; ALTER TABLE audit_logs ENABLE TRIGGER audit_logs_append_only");
            await keeper.VerifyAsync(Cancellation);
        }
        (string Layer, Func<Task> Break, Func<Task> Repair)[] faults =
        [
            ("configuration", () => Now(() => configuration["PAPER_TRADING"] = "false"), () => Now(() => configuration["PAPER_TRADING"] = "true")),
            ("credentials", () => Now(() => configuration["BINANCE_API_SECRET"] = "planted"), () => Now(() => configuration["BINANCE_API_SECRET"] = "")),
            ("canary", () => Now(() => checks.CanaryRequests = [(HttpMethod.Get, $"{servers.Exchange.Address}api/v3/ping")]), () => Now(() => checks.CanaryRequests = SafetyProofs.Canaries)),
            ("assemblies", () => Now(() => assemblies.Loaded = () => [.. AppDomain.CurrentDomain.GetAssemblies(), new StrangeAssembly("")]), () => Now(() => assemblies.Loaded = AppDomain.CurrentDomain.GetAssemblies)),
            ("connections", () => Now(() => connections.Read = () => new([new(new(IPAddress.Loopback, 1), new(IPAddress.Parse("203.0.113.5"), 443))], new HashSet<int>())), () => Now(() => connections.Read = servers.ConnectionsFor(database))),
            ("database-constraint", () => SqlAsync("ALTER TABLE trade_executions DROP CONSTRAINT trade_executions_paper_only"),
                () => SqlAsync("ALTER TABLE trade_executions ADD CONSTRAINT trade_executions_paper_only CHECK (is_paper_trade)")),
            ("database-schema", () => SqlAsync("CREATE TABLE planted (id integer)"), () => SqlAsync("DROP TABLE planted")),
            ("audit", () => TamperAsync("actor || '!'"), () => TamperAsync("rtrim(actor, '!')")),
            ("denials", () => Now(() => services.GetRequiredService<EgressGuard>().CheckFrame("{}"u8)), () => Task.CompletedTask),
        ];
        foreach ((string layer, Func<Task> breakIt, Func<Task> repair) in faults)
        {
            AuditLog audit = services.GetRequiredService<AuditLog>();
            long before = await audit.CountAsync(AuditEvents.PaperTradingViolation, DateTimeOffset.UnixEpoch, Cancellation);
            await breakIt();
            await VerifyAsync(worker);
            await worker.UntilModeAsync(TradingMode.Stopped);
            Assert.Contains("\npaper_trading_mode 0\n", await MetricsAsync(worker), StringComparison.Ordinal);
            await WorkerUnderTest.UntilAsync(async () => await audit.CountAsync(AuditEvents.PaperTradingViolation, DateTimeOffset.UnixEpoch, Cancellation) > before);
            AuditRecord row = (await audit.ReadAsync(AuditEvents.PaperTradingViolation, from: null, before: null, limit: 1, Cancellation))[0];
            Assert.Contains($"\"layer\": \"{layer}\"", row.Details, StringComparison.Ordinal);
            await repair();
            await ReleaseAsync(worker);
            await worker.UntilModeAsync(TradingMode.Running);
            Assert.Contains("\npaper_trading_mode 1\n", await MetricsAsync(worker), StringComparison.Ordinal);
        }
    }

    private static async Task VerifyAsync(WorkerUnderTest worker)
    {
        worker.Services.GetRequiredService<SafetyChecks>().LookAtAll();
        await worker.Services.GetRequiredService<SafetyMonitor>().VerifyAsync(Cancellation);
    }

    private static async Task ReleaseAsync(WorkerUnderTest worker)
    {
        worker.Services.GetRequiredService<StopLatch>().Release();
        ControlSnapshot released = await worker.Services.GetRequiredService<ControlStore>().ResumeAsync("repaired", "tester", Cancellation);
        await WorkerUnderTest.UntilAsync(() => worker.Services.GetRequiredService<TradingPermission>().Control?.Epoch >= released.Epoch);
        await VerifyAsync(worker);
    }

    private static async Task<string> MetricsAsync(WorkerUnderTest worker)
    {
        using HttpClient client = new() { BaseAddress = worker.Address };
        return await client.GetStringAsync("/metrics", Cancellation);
    }
}
