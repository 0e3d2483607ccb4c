using System.Text.Json;
using Npgsql;
using TradingBot.Cli.Backup;
using TradingBot.Cli.Tests.Running;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Tests.Backup;

public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_is_proven_and_restored_and_nothing_but_the_newest_acknowledged_is_different()
    {
        await using BackupDatabase database = await BackupDatabase.StartAsync();
        Tb made = await BackUpAsync(database);
        Assert.True(made.ExitCode == ExitCode.Ok, made.Output + made.Errors);
        Assert.True(made.Json.GetProperty("proof").GetProperty("holds").GetBoolean());
        Assert.Equal(300, made.Json.GetProperty("journalEvents").GetInt64());
        Assert.Contains("50 rows verify", made.Json.GetProperty("proof").GetProperty("audit").GetString(), StringComparison.Ordinal);
        string path = Path.Combine(database.Folder, made.Json.GetProperty("file").GetString()!);
        BackupStatus status = BackupStatus.Read(database.Folder);
        Assert.True(status is { BackupSeconds: > 0, FailedAt: null } && status.BackupBytes == new FileInfo(path).Length);

        Tb drill = await Tb.RunAsync("drill", "--folder", database.Folder, "--key-file", database.KeyFile);
        Assert.True(drill.ExitCode == ExitCode.Ok, drill.Output + drill.Errors);
        Assert.Contains("Measured recovery time", drill.Output, StringComparison.Ordinal);
        Assert.True(BackupStatus.Read(database.Folder) is { DrillSeconds: > 0 });

        // What happened after the backup is gone after the restore, and kept beside it.
        await database.FillAsync(accounts: 1);
        await using (NpgsqlConnection other = new(database.Superuser))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            Tb refused = await RestoreAsync(database, path);
            Assert.Equal(ExitCode.Failed, refused.ExitCode);
            Assert.Contains("in use", refused.Errors, StringComparison.Ordinal);
        }
        NpgsqlConnection.ClearAllPools();
        File.WriteAllText(database.AuditKeyFile, new string('a', 64));
        Tb restored = await RestoreAsync(database, path);
        Assert.True(restored.ExitCode == ExitCode.Ok, restored.Output + restored.Errors);
        Assert.Equal(3L, await database.ScalarAsync<long>("SELECT count(*) FROM accounts"));
        Assert.Equal(50L, await database.ScalarAsync<long>("SELECT max(sequence) FROM audit_logs"));
        string kept = JsonElement.Parse(restored.Output).GetProperty("previousDatabase").GetString()!;
        Assert.Equal(1L, await database.ScalarAsync<long>($"SELECT count(*) FROM pg_database WHERE datname = '{kept}'"));
        Assert.Equal(["false", "trading_bot_owner"], await RightsAsync(database));
        Assert.NotEqual(new string('a', 64), File.ReadAllText(database.AuditKeyFile).Trim());
        Assert.Empty(Directory.GetFiles(Path.Combine(database.State, "audit", BackupDatabase.Name), "heads.log"));
        // The audit log goes on under the key that came back.
        await database.FillAsync(accounts: 1);
    }

    [Fact]
    public async Task A_flipped_byte_a_cut_end_and_another_key_are_refused_with_the_reason_and_nothing_is_replaced()
    {
        await using BackupDatabase database = await BackupDatabase.StartAsync();
        Tb made = await BackUpAsync(database, "--unproven");
        Assert.True(made.ExitCode == ExitCode.Ok, made.Output + made.Errors);
        Assert.Null(BackupStatus.Read(database.Folder).BackupAt);
        string path = Path.Combine(database.Folder, made.Json.GetProperty("file").GetString()!);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(-1, whole.AsSpan().IndexOf("PGDMP"u8));

        string other = Path.Combine(database.Folder, "other.key");
        BackupKey.Create(other);
        Tb wrongKey = await Tb.RunAsync("restore", path, "--database", database.Superuser, "--key-file", other);
        Assert.Equal(ExitCode.Failed, wrongKey.ExitCode);
        Assert.Contains("another key", wrongKey.Errors, StringComparison.Ordinal);

        byte[] flipped = [.. whole];
        flipped[whole.Length * 2 / 3] ^= 1;
        foreach ((byte[] bytes, string reason) in new[] { (flipped, "is damaged"), (whole[..^100], "is cut off") })
        {
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
            Tb withReceipt = await RestoreAsync(database, path);
            Assert.Equal(ExitCode.Failed, withReceipt.ExitCode);
            Assert.Contains(reason, withReceipt.Errors, StringComparison.Ordinal);
            // Without the receipt beside it the encryption alone finds it.
            string alone = Path.Combine(database.Folder, "alone.tbbackup");
            await File.WriteAllBytesAsync(alone, bytes, TestContext.Current.CancellationToken);
            Tb drill = await Tb.RunAsync("drill", alone, "--folder", database.Folder, "--key-file", database.KeyFile);
            Assert.Equal(ExitCode.Failed, drill.ExitCode);
            Assert.Contains(reason, drill.Errors, StringComparison.Ordinal);
        }
        Assert.Equal(3L, await database.ScalarAsync<long>("SELECT count(*) FROM accounts"));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM pg_database WHERE datname LIKE 'trading_bot%'"));
    }

    [Fact]
    public async Task A_restored_database_that_differs_is_told_table_by_table()
    {
        await using BackupDatabase database = await BackupDatabase.StartAsync();
        DatabaseFacts before = await Scratch.ReadFactsAsync(database.Superuser, TestContext.Current.CancellationToken);
        await database.ExecuteAsync("""
            SET session_replication_role = replica;
            DELETE FROM ledger_entries WHERE ctid = (SELECT ctid FROM ledger_entries WHERE ledger_account = 'free' AND event_sequence = 7 LIMIT 1);
            UPDATE accounts SET name = 'Other' WHERE account_id = (SELECT account_id FROM accounts LIMIT 1);
            DELETE FROM audit_logs WHERE sequence = 50;
            """);
        IReadOnlyList<string> differences = before.DifferencesFrom(await Scratch.ReadFactsAsync(database.Superuser, TestContext.Current.CancellationToken));
        Assert.Equal(
            ["table accounts has other contents", "table audit_logs has 49 rows instead of 50", "table ledger_entries has 599 rows instead of 600",
             "the ledger sums to 15143.000000000299 USDT free instead of 15150.0000000003", "the audit log ends with row 49 instead of 50, or with another hash"],
            differences);
    }

    [Fact]
    public async Task An_unreachable_database_exits_3_and_is_written_down_as_a_failure()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-backup-test-");
        try
        {
            string key = Path.Combine(folder.FullName, "key");
            BackupKey.Create(key);
            Tb run = await Tb.RunAsync("backup", "--folder", folder.FullName, "--key-file", key, "--database", "Host=127.0.0.1;Port=1;Database=trading_bot;Username=x;Password=hunter2;Timeout=2");
            Assert.Equal(ExitCode.Unreachable, run.ExitCode);
            Assert.DoesNotContain("hunter2", run.Errors, StringComparison.Ordinal);
            Assert.NotNull(BackupStatus.Read(folder.FullName).FailedAt);
            Assert.Empty(BackupFile.All(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_policy_keeps_the_newest_of_days_and_weeks_and_the_newest_proven_one()
    {
        DateTimeOffset now = new(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);
        BackupReceipt[] all = [.. from day in Enumerable.Range(0, 60) from hour in (int[])[0, 1] select Receipt(now.AddDays(-day).AddHours(-hour), isProven: day == 50)];
        string[] kept = [.. all.Except(new BackupPolicy(Daily: 3, Weekly: 3).Superfluous(all)).Select(receipt => receipt.CreatedAt.ToString("MM-dd HH", System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(["11-24 02", "11-23 02", "11-22 02", "11-15 02", "10-05 02"], kept);
    }

    private static BackupReceipt Receipt(DateTimeOffset at, bool isProven) => new($"{at.ToUnixTimeSeconds()}", at, 1, "", 1, 1, 1, 1, isProven ? new(at, 1, 1, [], "") : null);

    private static Task<Tb> BackUpAsync(BackupDatabase database, params string[] more) => Tb.RunAsync(
        ["backup", "--folder", database.Folder, "--key-file", database.KeyFile, "--audit-key-file", database.AuditKeyFile, "--database", database.Superuser, "--json", .. more]);

    private static Task<Tb> RestoreAsync(BackupDatabase database, string path) =>
        Tb.RunAsync("restore", path, "--database", database.Superuser, "--key-file", database.KeyFile, "--state-folder", database.State, "--json");

    private static async Task<string[]> RightsAsync(BackupDatabase database) =>
    [
        (await database.ScalarAsync<bool>("SELECT has_table_privilege('trading_bot_app', 'audit_logs', 'UPDATE')")) ? "true" : "false",
        await database.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'accounts'"),
    ];
}
