using TradingBot.Cli.Backup.Wal;
using TradingBot.Cli.Tests.Running;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Tests.Backup;

public sealed class WalArchiveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_machine_is_recovered_from_the_base_backup_and_the_archived_log_to_the_last_archived_change()
    {
        await using BackupDatabase database = await BackupDatabase.StartAsync();
        using CancellationTokenSource stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Directory.CreateDirectory(database.Folder);
        StringWriter said = new();
        Task archiving = new WalArchiver(database.Superuser, database.Folder, BackupKey.Read(database.KeyFile), said).RunAsync(stopping.Token);
        Tb made = await Tb.RunAsync("backup", "base", "--folder", database.Folder, "--key-file", database.KeyFile, "--database", database.Superuser, "--audit-key-file", database.AuditKeyFile, "--json");
        Assert.True(made.ExitCode == ExitCode.Ok, made.Output + made.Errors);
        for (int round = 0; round < 4; round++)
        {
            await database.FillAsync(accounts: 1);
            await database.ExecuteAsync("SELECT pg_switch_wal()");
        }
        await database.FillAsync(accounts: 1);
        DatabaseFacts before = await Cli.Backup.Scratch.ReadFactsAsync(database.Superuser, Cancellation);
        DateTimeOffset changed = DateTimeOffset.UtcNow;
        await UntilAsync(() => BackupStatus.Read(database.Folder).ArchivedAt > changed.AddSeconds(1), archiving);
        await database.Postgres.KillAsync();

        Tb drill = await DrillAsync(database);
        Assert.True(drill.ExitCode == ExitCode.Ok, drill.Output + drill.Errors + said);
        Assert.Equal(before.Rows, drill.Json.GetProperty("rows").GetInt64());
        Assert.Equal(800, drill.Json.GetProperty("journalEvents").GetInt64());
        Assert.Contains("300 rows verify", drill.Json.GetProperty("audit").GetString(), StringComparison.Ordinal);
        await stopping.CancelAsync();
        await archiving;

        string[] segments = [.. Directory.EnumerateFiles(Path.Combine(database.Folder, "wal")).Where(file => !file.Contains("partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.True(segments.Length >= 4);
        string victim = segments[^2], name = Path.GetFileName(victim)[..WalSegment.NameLength];
        byte[] whole = await File.ReadAllBytesAsync(victim, Cancellation);
        byte[] flipped = [.. whole];
        flipped[^1] ^= 1;
        await File.WriteAllBytesAsync(victim, flipped, Cancellation);
        Tb damaged = await DrillAsync(database);
        Assert.Equal(ExitCode.Failed, damaged.ExitCode);
        Assert.Contains($"{name}.tbwal' is damaged", damaged.Errors, StringComparison.Ordinal);
        File.Delete(victim);
        Tb missing = await DrillAsync(database);
        Assert.Equal(ExitCode.Failed, missing.ExitCode);
        Assert.Contains($"The segment {name} of the write-ahead log is missing", missing.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("000000010000000000000001", 1, 1)]
    [InlineData("0000000200000003000000FF", 2, 3 * 256 + 255)]
    public void A_segment_is_known_by_its_name(string name, uint timeline, long number)
    {
        Assert.True(WalSegment.TryParse(name, out WalSegment segment));
        Assert.Equal(new WalSegment(timeline, number), segment);
        Assert.Equal(name, segment.Name);
    }

    [Theory]
    [InlineData("00000001.history")]
    [InlineData("000000010000000000000100")]
    [InlineData("00000001000000000000000G")]
    public void What_is_no_segment_is_none(string name) => Assert.False(WalSegment.TryParse(name, out _));

    private static Task<Tb> DrillAsync(BackupDatabase database) => Tb.RunAsync("drill", "--cluster", "--folder", database.Folder, "--key-file", database.KeyFile, "--json");

    private static async Task UntilAsync(Func<bool> condition, Task running)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(120));
        while (!condition())
        {
            if (running.IsCompleted) await running;
            await Task.Delay(50, patience.Token);
        }
    }
}
