using System.Data;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary>One moment of the database, from which both the dump and the facts that prove it are read.</summary>
internal static class Snapshot
{
    /// <summary>Writes a backup of the database as it is now; whoever trades is not held up.</summary>
    /// <param name="connectionString">Of a role that may read everything, such as the owner.</param>
    /// <param name="auditKey">Goes into the encrypted file; none: it is left out.</param>
    /// <returns>The file and its receipt.</returns>
    public static async Task<(string Path, BackupReceipt Receipt)> WriteAsync(
        string connectionString, string folder, BackupKey key, string? auditKey, TimeProvider time, CancellationToken cancellation)
    {
        long start = time.GetTimestamp();
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        (string snapshot, DateTimeOffset now) = await ExportAsync(connection, cancellation);
        DatabaseFacts facts = await DatabaseFacts.ReadAsync(connection, cancellation);
        BackupManifest manifest = new(now, connection.Database, connection.PostgreSqlVersion.ToString(), facts, auditKey);
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{connection.Database}-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{BackupFile.Extension}"));
        string[] arguments = ["--format=custom", "--compress=6", "--no-owner", "--no-privileges", $"--snapshot={snapshot}"];
        await BackupFile.WriteAsync(path, key, manifest, sealing => PostgreSqlProgram.RunAsync("pg_dump", arguments, connectionString, input: null, sealing, cancellation), cancellation);
        await transaction.CommitAsync(cancellation);
        return (path, await BackupFile.WriteReceiptAsync(path, manifest, time.GetElapsedTime(start).TotalSeconds, cancellation));
    }

    private static async Task<(string Snapshot, DateTimeOffset Now)> ExportAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlCommand export = new("SELECT pg_export_snapshot(), now()", connection);
        await using NpgsqlDataReader reader = await export.ExecuteReaderAsync(cancellation);
        bool isThere = await reader.ReadAsync(cancellation);
        Debug.Assert(isThere);
        return (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1));
    }
}
