using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Backup.Wal;
using TradingBot.Cli.Endpoints;
using TradingBot.LocalStack.Stack;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary><c>tb restore</c>: puts a backup into the place of the database.</summary>
internal static class RestoreCommand
{
    public static Command Create(Connection connection, Output output, TextWriter errors)
    {
        var options = new BackupOptions();
        var file = new Argument<string>("file") { Description = "The backup (.tbbackup).", HelpName = "file" };
        var database = new Option<string?>("--database")
        {
            Description = "Connection string of a superuser that names the database to replace. Default: the local stack of this clone, which must be stopped.",
            HelpName = "string",
        };
        var data = new Option<string?>("--data-dir") { Description = "Data folder of the local stack. Default: artifacts/local of the clone.", HelpName = "folder" };
        var state = new Option<string?>("--state-folder")
        {
            Description = "With --database: the services' TRADINGBOT_DATA_DIR, into which the audit key is written and whose exported heads are moved aside. Default: left alone.",
            HelpName = "folder",
        };
        var owner = new Option<string>("--owner") { Description = "The role that owns the database.", HelpName = "role", DefaultValueFactory = _ => StoppedSystem.OwnerRole };
        var application = new Option<string>("--application-role") { Description = "The role of the services.", HelpName = "role", DefaultValueFactory = _ => StoppedSystem.ApplicationRole };
        var into = new Option<string?>("--into")
        {
            Description = "With a base backup (.tbbase): a new folder, which becomes a cluster's data folder that recovers from the archived write-ahead log when PostgreSQL is started on it.",
            HelpName = "folder",
        };
        var until = new Option<DateTimeOffset?>("--until") { Description = "With --into: recovers to this moment, such as 2026-11-24T10:15:00Z. Default: to the end of the archive.", HelpName = "time" };
        var command = new Command("restore",
            "Restores a backup beside the database, compares everything, and only then renames it into its place; the old database is kept under another name.")
        {
            file, options.KeyFile, database, data, state, owner, application, into, until,
        };
        command.SetAction((parsed, cancellation) => BackupOptions.ExplainAsync(async () =>
        {
            BackupKey key = options.FindKey(parsed, make: false, errors);
            string path = parsed.GetRequiredValue(file);
            if (parsed.GetValue(into) is { } folder) return await PutTogetherAsync(path, key, Path.GetFullPath(folder), parsed.GetValue(until), output, cancellation);
            if (path.EndsWith(BaseBackup.Extension, StringComparison.Ordinal)) throw new RefusedException("A base backup becomes a cluster of its own: say where with --into.");
            await BackupFile.CheckReceiptAsync(path, cancellation);
            if (parsed.GetValue(database) is { } given)
            {
                RestoreTarget target = new(given, parsed.GetRequiredValue(owner), parsed.GetRequiredValue(application));
                return await RestoreAsync(path, key, target, parsed.GetValue(state), output, parsed.GetValue(connection.Json), cancellation);
            }
            await using StoppedSystem system = await StoppedSystem.OpenAsync(parsed.GetValue(data), errors.WriteLine, cancellation);
            RestoreTarget local = new(system.SuperuserConnectionString, StoppedSystem.OwnerRole, StoppedSystem.ApplicationRole);
            return await RestoreAsync(path, key, local, system.StateFolder, output, parsed.GetValue(connection.Json), cancellation);
        }));
        return command;
    }

    private static async Task<int> PutTogetherAsync(string path, BackupKey key, string folder, DateTimeOffset? until, Output output, CancellationToken cancellation)
    {
        (BaseManifest manifest, WalSegment last) = await BaseBackup.RestoreAsync(path, key, folder, until, cancellation);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{folder}: the cluster of {manifest.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC and its log up to {last.Name}."));
        output.Line($"Give it to PostgreSQL's user (chown -R postgres {folder}; chmod 700 {folder}) and start the server on it: it recovers, then takes writes. Remove {Path.Combine(folder, "archived_wal")} afterwards.");
        return ExitCode.Ok;
    }

    private static async Task<int> RestoreAsync(string path, BackupKey key, RestoreTarget target, string? stateFolder, Output output, bool isJson, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await target.CheckUnusedAsync(cancellation);
        (BackupManifest manifest, Stream dump) = await BackupFile.OpenAsync(path, key, cancellation);
        await using (dump) await target.FillAsync(manifest, dump, cancellation);
        string? kept = await target.ReplaceAsync(now, cancellation);
        IReadOnlyList<string> state = stateFolder is null ? [] : RestoredState.Write(stateFolder, manifest.Database, manifest.AuditKey, now);
        double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        if (isJson)
        {
            output.Json(new { file = path, manifest.CreatedAt, rows = manifest.Facts.Rows, journalEvents = manifest.Facts.JournalEvents, seconds, previousDatabase = kept, state });
            return ExitCode.Ok;
        }
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"RESTORED: {manifest.Facts.Rows:N0} rows and {manifest.Facts.JournalEvents:N0} journal events as of {manifest.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, compared, in {seconds:0.0} s."));
        if (kept is not null) output.Line($"The database of before is kept as {kept}; remove it when nobody misses anything: DROP DATABASE {kept};");
        foreach (string line in state) output.Line(line);
        if (stateFolder is null && manifest.AuditKey is not null) output.Line("The audit key was left alone; if the services have another one than the backup, restore again with --state-folder.");
        output.Line("Start the services, then run: tb audit verify");
        return ExitCode.Ok;
    }
}
