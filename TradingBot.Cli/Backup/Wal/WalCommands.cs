using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup.Wal;

/// <summary><c>tb backup base</c> and <c>tb backup archive</c>: the whole cluster and its write-ahead log, for a loss of seconds instead of a day.</summary>
internal static class WalCommands
{
    public static Command CreateBase(BackupOptions options, Connection connection, Output output, TextWriter errors)
    {
        var kept = new Option<int>("--keep") { Description = "Keeps so many base backups, and the archived log that the oldest of them needs. Default: 2.", HelpName = "number", DefaultValueFactory = _ => 2 };
        var command = new Command("base", "Writes an encrypted copy of the whole cluster, from which the archived write-ahead log leads to any later moment. Needs a superuser, or a role with REPLICATION.")
        {
            options.Folder, options.KeyFile, options.Database, options.AuditKeyFile, kept,
        };
        command.SetAction((parsed, cancellation) => BackupOptions.ExplainAsync(async () =>
        {
            string folder = options.FindFolder(parsed), database = options.FindDatabase(parsed);
            BackupKey key = options.FindKey(parsed, make: true, errors);
            long start = TimeProvider.System.GetTimestamp();
            WalSegment segment = await BaseBackup.CurrentSegmentAsync(database, cancellation);
            string path = await BaseBackup.WriteAsync(database, folder, key, options.FindAuditKey(parsed), DateTimeOffset.UtcNow, cancellation);
            await File.WriteAllTextAsync($"{path}.start", segment.Name, cancellation);
            int removed = Prune(folder, key, Math.Max(1, parsed.GetValue(kept)));
            double seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
            long bytes = new FileInfo(path).Length;
            if (parsed.GetValue(connection.Json)) output.Json(new { file = path, bytes, seconds, firstSegment = segment.Name, removedSegments = removed });
            else output.Line(string.Create(CultureInfo.InvariantCulture, $"{path}: {bytes:N0} bytes in {seconds:0.0} s, needs the log from {segment.Name} on; {removed} older segments removed."));
            return ExitCode.Ok;
        }));
        return command;
    }

    public static Command CreateArchive(BackupOptions options, TextWriter errors)
    {
        var command = new Command("archive", "Archives the write-ahead log continuously, encrypted, until it is stopped: the loss of the machine costs 10 s at most. Needs a superuser, or a role with REPLICATION.")
        {
            options.Folder, options.KeyFile, options.Database,
        };
        command.SetAction((parsed, cancellation) => BackupOptions.ExplainAsync(async () =>
        {
            string folder = options.FindFolder(parsed);
            Directory.CreateDirectory(folder);
            WalArchiver archiver = new(options.FindDatabase(parsed), folder, options.FindKey(parsed, make: true, errors), errors);
            errors.WriteLine($"Archiving into {folder}; Ctrl-C ends it.");
            await archiver.RunAsync(cancellation);
            return ExitCode.Ok;
        }));
        return command;
    }

    // Beside each base backup stands the name of the segment that was being written when it began, so that pruning needs no key.
    private static int Prune(string folder, BackupKey key, int kept)
    {
        IReadOnlyList<string> all = BaseBackup.All(folder);
        foreach (string old in all.Skip(kept))
        {
            File.Delete(old);
            File.Delete($"{old}.start");
        }
        string oldest = $"{all[Math.Min(kept, all.Count) - 1]}.start";
        return File.Exists(oldest) && WalSegment.TryParse(File.ReadAllText(oldest).Trim(), out WalSegment first) ? new WalArchive(folder, key).RemoveBefore(first) : 0;
    }
}
