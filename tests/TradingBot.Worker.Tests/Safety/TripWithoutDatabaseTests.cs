using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Exchanges.Egress;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;
using TradingBot.Storage.Migrations;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Tests.Safety;

/// <summary>A violation while the database is away: the worker stops by itself, the latch holds, and what happened is in the audit log afterwards.</summary>
public sealed class TripWithoutDatabaseTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_violation_latches_without_the_database_and_is_audited_once_it_is_back()
    {
        Assert.SkipUnless(TemporaryPostgres.IsAvailable(out string reason), reason);
        await using TemporaryPostgres postgres = await servers.StartPostgresAsync();
        TestDatabase database = new(await postgres.CreateDatabaseAsync("trip", Cancellation), await postgres.CreateRoleAsync("trip_app", "trip", Cancellation), "trip_app");
        await Migrator.MigrateAsync(database.Owner, database.ApplicationRole, _ => { }, Cancellation);
        await using WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database);
        await worker.ReadyAsync();
        await worker.UntilModeAsync(TradingMode.Running);
        StopLatch latch = worker.Services.GetRequiredService<StopLatch>();
        AuditSpill spill = worker.Services.GetRequiredService<AuditSpill>();

        await postgres.StopImmediateAsync();
        Assert.NotNull(worker.Services.GetRequiredService<EgressGuard>().CheckFrame("""{"id":1,"method":"order.place"}"""u8));

        using HttpClient client = new() { BaseAddress = worker.Address };
        Assert.Contains("\npaper_trading_mode 0\n", await client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
        await WorkerUnderTest.UntilAsync(() => latch.IsSet);
        await worker.UntilModeAsync(TradingMode.Stopped);
        await WorkerUnderTest.UntilAsync(() => spill.Bytes > 0);
        Assert.Contains("safety layer denials does not hold", latch.ReadReason(), StringComparison.Ordinal);

        DateTimeOffset back = DateTimeOffset.UtcNow;
        await postgres.RestartAsync(Cancellation);
        AuditLog audit = worker.Services.GetRequiredService<AuditLog>();
        foreach (string eventType in (string[])[AuditEvents.RealTradeAttempt, AuditEvents.PaperTradingViolation, AuditEvents.EmergencyStop])
            await UntilAuditedAsync(audit, eventType);
        await WorkerUnderTest.UntilAsync(() => spill.Bytes == 0);
        AuditRecord attempt = Assert.Single(await audit.ReadAsync(AuditEvents.RealTradeAttempt, from: null, before: null, limit: 5, Cancellation));
        Assert.True(attempt.OccurredAt <= back, $"{attempt.OccurredAt:O} is the time of the append, not of the attempt");
        Assert.Contains("order.place", attempt.Details, StringComparison.Ordinal);
        AuditRecord stop = (await audit.ReadAsync(AuditEvents.EmergencyStop, from: null, before: null, limit: 1, Cancellation))[0];
        Assert.Contains("\"latched\": true", stop.Details, StringComparison.Ordinal);
        Assert.True((await audit.VerifyAsync(Cancellation)).IsIntact);
        // The database is back; trading is not, until a person says so.
        await worker.UntilModeAsync(TradingMode.Stopped);
        Assert.True(latch.IsSet);
        latch.Release();
        ControlSnapshot released = await worker.Services.GetRequiredService<ControlStore>().ResumeAsync("looked at it", "tester", Cancellation);
        await WorkerUnderTest.UntilAsync(() => worker.Services.GetRequiredService<TradingPermission>().Control?.Epoch >= released.Epoch);
        await worker.UntilModeAsync(TradingMode.Running);
    }

    private static Task UntilAuditedAsync(AuditLog audit, string eventType) => WorkerUnderTest.UntilAsync(async () =>
    {
        try
        {
            return await audit.CountAsync(eventType, DateTimeOffset.UnixEpoch, Cancellation) > 0;
        }
        catch (Npgsql.NpgsqlException)
        {
            // Connections of before the restart are dead; the next one is new.
            return false;
        }
    });
}
