using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary>What stands before the dump in a backup file, encrypted with it.</summary>
/// <param name="CreatedAt">Time of the snapshot.</param>
/// <param name="Database">Name of the database.</param>
/// <param name="ServerVersion">Of its PostgreSQL.</param>
/// <param name="Facts">What the snapshot held.</param>
/// <param name="AuditKey">The secret of the audit chain, without which a restored chain can neither be verified nor continued; none where it was left out.</param>
internal sealed record BackupManifest(DateTimeOffset CreatedAt, string Database, string ServerVersion, DatabaseFacts Facts, string? AuditKey);

/// <summary>What stands beside a backup file, in plain JSON: enough to list, to prune and to find damage without the key.</summary>
/// <param name="File">Name of the backup file.</param>
/// <param name="CreatedAt">Time of the snapshot.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">Of the file, in lower-case hexadecimal digits.</param>
/// <param name="SchemaVersion">Number of the last migration.</param>
/// <param name="Rows">Rows of all tables.</param>
/// <param name="JournalEvents">Events of all journals.</param>
/// <param name="WriteSeconds">Time that reading, compressing and encrypting took.</param>
/// <param name="Proof">What a restore into a scratch cluster has shown; none: not tried.</param>
internal sealed record BackupReceipt(
    string File, DateTimeOffset CreatedAt, long Bytes, string Sha256, int SchemaVersion, long Rows, long JournalEvents, double WriteSeconds, RestoreProof? Proof);

/// <summary>A backup that was restored into a scratch cluster and compared with what was backed up.</summary>
/// <param name="ProvenAt">When.</param>
/// <param name="RecoverySeconds">From opening the file to a database with its rights set: cluster, restore, migration.</param>
/// <param name="ProofSeconds">The comparison after that.</param>
/// <param name="Differences">What is not as it was; empty: all is.</param>
/// <param name="Audit">What the walk over the audit chain found.</param>
internal sealed record RestoreProof(DateTimeOffset ProvenAt, double RecoverySeconds, double ProofSeconds, IReadOnlyList<string> Differences, string Audit)
{
    public bool Holds => Differences.Count == 0;
}
