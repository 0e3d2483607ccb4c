using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Backup;
using TradingBot.Storage.Migrations;

namespace TradingBot.Cli.Backup;

/// <summary>Proves a backup by restoring it into a cluster of its own, which vanishes afterwards.</summary>
internal static class Scratch
{
    private const string Database = "restored";

    /// <summary>Restores and compares row by row, posting sum by posting sum, and the audit chain hash by hash.</summary>
    /// <exception cref="StorageException">The file is damaged, cut off, or of another key.</exception>
    /// <exception cref="LocalStack.LocalStackException">PostgreSQL can't run here, or pg_restore failed.</exception>
    public static async Task<RestoreProof> ProveAsync(string path, BackupKey key, TimeProvider time, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        (BackupManifest manifest, Stream dump) = await BackupFile.OpenAsync(path, key, cancellation);
        await using Stream held = dump;
        await using TemporaryPostgres scratch = await TemporaryPostgres.StartAsync(cancellation);
        string owner = await scratch.CreateDatabaseAsync(Database, cancellation);
        await scratch.CreateRoleAsync($"{Database}_app", Database, cancellation);
        await BackupFile.RestoreAsync(dump, owner, owner: null, cancellation);
        DatabaseFacts restored = await ReadFactsAsync(owner, cancellation);
        double readSeconds = time.GetElapsedTime(start).TotalSeconds;
        // A restored system starts with migrate: rights, and what a newer version adds.
        await Migrator.MigrateAsync(owner, $"{Database}_app", _ => { }, cancellation);
        double recoverySeconds = time.GetElapsedTime(start).TotalSeconds;
        List<string> differences = [.. manifest.Facts.DifferencesFrom(restored)];
        differences.AddRange(Unbalanced(restored));
        string audit = await WalkAuditAsync(owner, manifest.AuditKey, differences, cancellation);
        return new(time.GetUtcNow(), recoverySeconds, time.GetElapsedTime(start).TotalSeconds - Math.Min(recoverySeconds, readSeconds), differences, audit);
    }

    public static async Task<DatabaseFacts> ReadFactsAsync(string connectionString, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        return await DatabaseFacts.ReadAsync(connection, cancellation);
    }

    public static IEnumerable<string> Unbalanced(DatabaseFacts facts) =>
        from entry in facts.Ledger
        group decimal.Parse(entry.Value, CultureInfo.InvariantCulture) by entry.Key.Split(' ')[0] into asset
        where asset.Sum() != 0
        select $"the postings of {asset.Key} sum to {asset.Sum().ToString(CultureInfo.InvariantCulture)}, not to zero";

    public static async Task<string> WalkAuditAsync(string connectionString, string? auditKey, List<string> differences, CancellationToken cancellation)
    {
        if (auditKey is null) return "the audit key is not in the backup: rows and head were compared, hashes were not";
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-restored-audit-");
        try
        {
            IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
                [new("ConnectionStrings:trading_bot", connectionString), new("Audit:Key", auditKey), new("Audit:Folder", folder.FullName)]).Build();
            await using DatabaseConnections connections = new(configuration);
            AuditKey key = new(configuration);
            AuditVerdict verdict = await new AuditLog(connections, key, new AuditSpill(configuration, key), new AuditHeads(configuration, key), TimeProvider.System).VerifyAsync(cancellation);
            if (!verdict.IsIntact) differences.Add($"the audit chain is broken: {verdict.Detail}");
            return verdict.Detail;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
