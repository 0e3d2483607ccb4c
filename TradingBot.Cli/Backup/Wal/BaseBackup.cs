using System.Formats.Tar;
using System.Globalization;
using Npgsql;
using TradingBot.Cli.Endpoints;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup.Wal;

/// <summary>What stands before the files in a base backup, encrypted with them.</summary>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="ConnectionString">Whose roles and passwords it holds, so that a restored cluster can be opened.</param>
/// <param name="AuditKey">The secret of the audit chain; none where it was left out.</param>
internal sealed record BaseManifest(DateTimeOffset CreatedAt, string ConnectionString, string? AuditKey);

/// <summary>A copy of a whole cluster's files, from which the archived write-ahead log leads to any later moment.</summary>
internal static class BaseBackup
{
    public const string Extension = ".tbbase";

    // As a line of backup_label, which PostgreSQL puts into each base backup.
    private const string StartMark = "START WAL LOCATION: ";

    /// <summary>Writes a base backup with the log that makes it consistent.</summary>
    public static async Task<string> WriteAsync(string connectionString, string folder, BackupKey key, string? auditKey, DateTimeOffset now, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"cluster-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}{Extension}"));
        string[] arguments = ["--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast", "--no-password"];
        await BackupFile.WriteAsync(path, key, new BaseManifest(now, connectionString, auditKey),
            sealing => PostgreSqlProgram.RunAsync("pg_basebackup", arguments, connectionString, input: null, sealing, cancellation), cancellation);
        return path;
    }

    public static IReadOnlyList<string> All(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"*{Extension}").OrderByDescending(Path.GetFileName, StringComparer.Ordinal)]
        : [];

    /// <summary>Puts a cluster together: the base backup's files, the archived log after it, and PostgreSQL told to recover.</summary>
    /// <param name="target">Empty, or not there yet.</param>
    /// <param name="until">Recovers to this moment; none: to the end of the archive.</param>
    /// <returns>What it was made from, and the last segment of the log.</returns>
    public static async Task<(BaseManifest Manifest, WalSegment Last)> RestoreAsync(string path, BackupKey key, string target, DateTimeOffset? until, CancellationToken cancellation)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()) throw new RefusedException($"The folder '{target}' is not empty: give one that is, or a new one.");
        Directory.CreateDirectory(target);
        (BaseManifest manifest, Stream files) = await BackupFile.OpenAsync<BaseManifest>(path, key, cancellation);
        await using (files)
        {
            await TarFile.ExtractToDirectoryAsync(files, target, overwriteFiles: false, cancellation);
            await files.CopyToAsync(Stream.Null, cancellation);
        }
        WalSegment first = await ReadStartAsync(target, cancellation);
        WalSegment[] brought = [.. Directory.EnumerateFiles(Path.Combine(target, "pg_wal")).Select(Path.GetFileName).OfType<string>()
            .Select(name => WalSegment.TryParse(name, out WalSegment segment) ? segment : default).Where(segment => segment != default)];
        string log = Directory.CreateDirectory(Path.Combine(target, "archived_wal")).FullName;
        WalSegment last = await new WalArchive(Path.GetDirectoryName(Path.GetFullPath(path))!, key).ExtractAsync(first, brought, log, cancellation);
        // The command runs in the data folder; what stands in the archive is newer than what the base backup brought.
        await File.AppendAllLinesAsync(Path.Combine(target, "postgresql.auto.conf"),
        [
            "restore_command = 'cp \"archived_wal/%f\" \"%p\"'",
            "recovery_target_action = 'promote'",
            until is { } moment ? $"recovery_target_time = '{moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'" : "recovery_target_timeline = 'latest'",
        ], cancellation);
        await File.WriteAllTextAsync(Path.Combine(target, "recovery.signal"), "", cancellation);
        return (manifest, last);
    }

    /// <summary>The segment that is being written now: a base backup that begins now needs none before it.</summary>
    public static async Task<WalSegment> CurrentSegmentAsync(string connectionString, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new("SELECT pg_walfile_name(pg_current_wal_insert_lsn())", connection);
        string name = (string)(await command.ExecuteScalarAsync(cancellation))!;
        return WalSegment.TryParse(name, out WalSegment segment) ? segment : throw new RefusedException($"PostgreSQL's segments are named '{name}', which this version does not know.");
    }

    private static async Task<WalSegment> ReadStartAsync(string target, CancellationToken cancellation)
    {
        string label = await File.ReadAllTextAsync(Path.Combine(target, "backup_label"), cancellation);
        string? line = label.Split('\n').FirstOrDefault(text => text.StartsWith(StartMark, StringComparison.Ordinal));
        if (line?.Split("(file ") is [_, string rest] && WalSegment.TryParse(rest.TrimEnd(')', '\r'), out WalSegment segment)) return segment;
        throw new RefusedException("The base backup's label does not say where its write-ahead log starts.");
    }
}
