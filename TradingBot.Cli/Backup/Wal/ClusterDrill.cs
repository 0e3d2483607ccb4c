using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup.Wal;

/// <summary>A cluster that was recovered from a base backup and the archived log.</summary>
/// <param name="RecoverySeconds">From opening the file to a server that takes writes.</param>
/// <param name="LastChangeAt">The newest commit that came back; none where the log had none.</param>
/// <param name="LastSegment">Of the archived log.</param>
/// <param name="Facts">What the database holds.</param>
/// <param name="Differences">What does not hold; empty: all does.</param>
/// <param name="Audit">What the walk over the audit chain found.</param>
internal sealed record ClusterProof(double RecoverySeconds, DateTimeOffset? LastChangeAt, string LastSegment, DatabaseFacts Facts, IReadOnlyList<string> Differences, string Audit)
{
    public bool Holds => Differences.Count == 0;
}

/// <summary>Recovers a cluster as after the loss of the machine, in a temporary folder, and looks at what came back.</summary>
internal static class ClusterDrill
{
    public static async Task<ClusterProof> RunAsync(string path, BackupKey key, DateTimeOffset? until, TimeProvider time, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        BaseManifest? manifest = null;
        WalSegment last = default;
        await using TemporaryPostgres recovered = await TemporaryPostgres.RecoverAsync(async folder =>
        {
            (manifest, last) = await BaseBackup.RestoreAsync(path, key, folder, until, cancellation);
            return new NpgsqlConnectionStringBuilder(manifest.ConnectionString).Password ?? "";
        }, cancellation);
        double seconds = time.GetElapsedTime(start).TotalSeconds;
        NpgsqlConnectionStringBuilder builder = new(manifest!.ConnectionString) { Host = "127.0.0.1", Port = recovered.Port, SslMode = SslMode.Disable, Pooling = false };
        DatabaseFacts facts = await Scratch.ReadFactsAsync(builder.ConnectionString, cancellation);
        List<string> differences = [.. Scratch.Unbalanced(facts)];
        string audit = await Scratch.WalkAuditAsync(builder.ConnectionString, manifest.AuditKey, differences, cancellation);
        return new(seconds, await ReadLastChangeAsync(builder.ConnectionString, cancellation), last.Name, facts, differences, audit);
    }

    private static async Task<DateTimeOffset?> ReadLastChangeAsync(string connectionString, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new("SELECT pg_last_xact_replay_timestamp()", connection);
        return await command.ExecuteScalarAsync(cancellation) is DateTime at ? at : null;
    }
}
