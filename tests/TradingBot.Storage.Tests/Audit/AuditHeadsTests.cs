using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Tests.Control;

namespace TradingBot.Storage.Tests.Audit;

public sealed class AuditHeadsTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("DELETE FROM audit_logs WHERE sequence > 3", 4, "row 5 was exported")]
    [InlineData("DELETE FROM audit_logs WHERE sequence = 5", 5, "row 5 was exported")]
    [InlineData("TRUNCATE audit_logs", 1, "row 2 was exported")]
    public async Task Rows_cut_off_by_a_superuser_are_missed_by_comparing_with_the_exported_heads(string tampering, long broken, string detail)
    {
        await using Log log = await Log.CreateAsync(servers);
        await log.AppendAsync(2);
        await log.Keeper.ExportAsync(Cancellation);
        await log.AppendAsync(3);
        await log.Keeper.ExportAsync(Cancellation);
        await log.Keeper.ExportAsync(Cancellation);
        Assert.Equal("5 rows verify, and 2 exported heads agree", (await log.Chain.VerifyAsync(Cancellation)).Detail);

        await log.TamperAsync(tampering);

        AuditVerdict verdict = await log.Chain.VerifyAsync(Cancellation);
        Assert.Equal(broken, verdict.FirstBroken);
        Assert.Contains(detail, verdict.Detail, StringComparison.Ordinal);
        await log.Keeper.ExportAsync(Cancellation);
        Assert.Equal(1, await log.Chain.CountAsync(AuditEvents.ChainBroken, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.False(log.Services.GetRequiredService<AuditMetrics>().IsIntact);
    }

    [Fact]
    public async Task A_chain_written_anew_with_the_key_is_found_where_a_head_of_it_was_exported()
    {
        await using Log log = await Log.CreateAsync(servers);
        await log.AppendAsync(3);
        await log.Keeper.ExportAsync(Cancellation);
        await log.TamperAsync("TRUNCATE audit_logs");
        await log.AppendAsync(4);

        AuditVerdict verdict = await log.Chain.VerifyAsync(Cancellation);

        Assert.Equal(3, verdict.FirstBroken);
        Assert.Contains("written anew", verdict.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_is_not_ours_is_found()
    {
        await using Log log = await Log.CreateAsync(servers);
        await log.AppendAsync(1);
        await log.Keeper.ExportAsync(Cancellation);
        AuditHeads heads = log.Services.GetRequiredService<AuditHeads>();
        await File.WriteAllTextAsync(heads.Location, (await File.ReadAllTextAsync(heads.Location, Cancellation)).Replace(" 1 ", " 9 ", StringComparison.Ordinal), Cancellation);

        Assert.Equal(1, (await log.Chain.VerifyAsync(Cancellation)).FirstBroken);
    }

    [Fact]
    public async Task A_head_that_a_crash_tore_off_is_cut_away_and_the_next_one_stands()
    {
        await using Log log = await Log.CreateAsync(servers);
        await log.AppendAsync(1);
        await log.Keeper.ExportAsync(Cancellation);
        AuditHeads heads = log.Services.GetRequiredService<AuditHeads>();
        await File.AppendAllTextAsync(heads.Location, "0123 torn", Cancellation);
        await log.AppendAsync(1);
        await log.Keeper.ExportAsync(Cancellation);

        Assert.Equal("2 rows verify, and 2 exported heads agree", (await log.Chain.VerifyAsync(Cancellation)).Detail);
    }

    private sealed class Log(TestDatabase database, TemporaryFolder folder, ServiceProvider services) : IAsyncDisposable
    {
        public ServiceProvider Services => services;

        public AuditLog Chain { get; } = services.GetRequiredService<AuditLog>();

        public AuditKeeper Keeper { get; } = ActivatorUtilities.CreateInstance<AuditKeeper>(services);

        public static async Task<Log> CreateAsync(ServerFixture servers)
        {
            TestDatabase database = await servers.CreateMigratedAsync();
            TemporaryFolder folder = new();
            return new(database, folder, database.Services(("TRADINGBOT_DATA_DIR", folder.Path)));
        }

        public async Task AppendAsync(int rows)
        {
            for (int row = 0; row < rows; row++) await Chain.AppendAsync(new AuditEntry("CONFIG_CHANGE", "tester", "", """{"a": 1}"""), Cancellation);
        }

        public async Task TamperAsync(string sql)
        {
            await using NpgsqlDataSource superuser = NpgsqlDataSource.Create(database.Superuser);
            await using NpgsqlCommand tamper = superuser.CreateCommand($"SET session_replication_role = replica; {sql}");
            await tamper.ExecuteNonQueryAsync(Cancellation);
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            folder.Dispose();
        }
    }
}
