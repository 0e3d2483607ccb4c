using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Tests.Control;

namespace TradingBot.Storage.Tests.Audit;

public sealed class AuditLogTests(ServerFixture servers)
{
    private const string Key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_appended_at_once_make_one_gap_free_chain_that_verifies()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services(("Audit:Key", Key));
        AuditLog log = services.GetRequiredService<AuditLog>();
        Assert.Equal(new AuditVerdict(0, null, null, "0 rows verify"), await log.VerifyAsync(Cancellation));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => log.AppendAsync(
            [new("LOGIN", "tester", $"request-{number}", $$"""{"zeta": 1.50, "alpha": "ünï \u0041", "number": {{number}}}"""), new("LOGOUT", "tester", "", "{}")], Cancellation)));
        AuditVerdict verdict = await log.VerifyAsync(Cancellation);
        Assert.True(verdict.IsIntact, verdict.Detail);
        Assert.Equal(40, verdict.Rows);
        IReadOnlyList<AuditRecord> newest = await log.ReadAsync("LOGIN", DateTimeOffset.UnixEpoch, before: null, limit: 5, Cancellation);
        Assert.Equal(5, newest.Count);
        Assert.All(newest, row => Assert.Equal("LOGIN", row.EventType));
        Assert.Equal(20, await log.CountAsync("LOGOUT", DateTimeOffset.UnixEpoch, Cancellation));
    }

    [Theory]
    [InlineData("UPDATE audit_logs SET actor = 'nobody' WHERE sequence = 3", 3)]
    [InlineData("UPDATE audit_logs SET details = '{\"a\": 2}' WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_logs SET occurred_at = occurred_at + interval '1 microsecond' WHERE sequence = 4", 4)]
    [InlineData("UPDATE audit_logs SET hash = sha256('x') WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM audit_logs WHERE sequence = 1", 1)]
    [InlineData("UPDATE audit_logs SET event_id = NULL WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_logs SET event_type = 'LOGOUT' WHERE sequence = 1", 1)]
    [InlineData("UPDATE audit_logs SET correlation_id = 'x' WHERE sequence = 5", 5)]
    [InlineData("DELETE FROM audit_logs WHERE sequence = 3", 3)]
    [InlineData("DELETE FROM audit_logs WHERE sequence = 3; UPDATE audit_logs SET sequence = sequence - 1 WHERE sequence > 3", 3)]
    [InlineData("INSERT INTO audit_logs SELECT 6, event_type, actor, correlation_id, details, occurred_at, prev_hash, hash, gen_random_uuid() FROM audit_logs WHERE sequence = 5", 6)]
    [InlineData("CREATE TEMPORARY TABLE kept AS SELECT * FROM audit_logs WHERE sequence = 4; DELETE FROM audit_logs WHERE sequence = 4; UPDATE kept SET actor = 'nobody'; INSERT INTO audit_logs SELECT * FROM kept", 4)]
    [InlineData("UPDATE audit_logs SET sequence = 9 WHERE sequence = 2; UPDATE audit_logs SET sequence = 2 WHERE sequence = 3; UPDATE audit_logs SET sequence = 3 WHERE sequence = 9", 2)]
    public async Task A_row_that_a_superuser_tampered_with_is_named(string tampering, long broken)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using ServiceProvider services = database.Services(("Audit:Key", Key));
        AuditLog log = services.GetRequiredService<AuditLog>();
        for (int row = 1; row <= 5; row++) await log.AppendAsync(new AuditEntry("CONFIG_CHANGE", "tester", "", """{"a": 1}"""), Cancellation);
        await using NpgsqlDataSource superuser = NpgsqlDataSource.Create(database.Superuser);
        await using NpgsqlCommand tamper = superuser.CreateCommand($"SET session_replication_role = replica; {tampering}");
        await tamper.ExecuteNonQueryAsync(Cancellation);
        AuditVerdict verdict = await log.VerifyAsync(Cancellation);
        Assert.Equal(broken, verdict.FirstBroken);
    }

    [Fact]
    public async Task A_chain_forged_without_the_key_is_found()
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        await using (ServiceProvider forger = database.Services(("Audit:Key", new string('f', 64))))
            await forger.GetRequiredService<AuditLog>().AppendAsync(new AuditEntry("LOGIN", "intruder", "", "{}"), Cancellation);
        await using ServiceProvider services = database.Services(("Audit:Key", Key));
        Assert.Equal(1, (await services.GetRequiredService<AuditLog>().VerifyAsync(Cancellation)).FirstBroken);
    }

    [Fact]
    public void A_key_is_made_once_in_the_data_folder_for_its_owner_only()
    {
        using TemporaryFolder folder = new();
        byte[] first = new AuditKey(folder.Configuration).Bytes.ToArray();
        Assert.Equal(32, first.Length);
        Assert.Equal(first, new AuditKey(folder.Configuration).Bytes.ToArray());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows()
            ? UnixFileMode.UserRead | UnixFileMode.UserWrite
            : File.GetUnixFileMode(Path.Combine(folder.Path, "audit.key")));
    }

    [Theory]
    [InlineData("Audit:Key", "hunter2")]
    [InlineData("Audit:Key", "00")]
    [InlineData("Audit:KeyFile", "/no/such/file")]
    public void A_setting_that_is_no_key_is_named_and_not_repeated(string setting, string value)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();
        StorageException refusal = Assert.Throws<StorageException>(() => new AuditKey(configuration).Bytes.Length);
        Assert.Contains(setting, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }
}
