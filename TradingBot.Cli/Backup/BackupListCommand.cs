using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Endpoints;

namespace TradingBot.Cli.Backup;

/// <summary><c>tb backup list</c>: what backups there are.</summary>
internal static class BackupListCommand
{
    public static Command Create(BackupOptions options, Connection connection, Output output)
    {
        var command = new Command("list", "Lists the backups of the folder, newest first.") { options.Folder };
        command.SetAction(parsed =>
        {
            string folder = options.FindFolder(parsed);
            (string Path, BackupReceipt? Receipt)[] all = [.. BackupFile.All(folder).Select(path => (path, BackupFile.ReadReceipt(path)))];
            if (parsed.GetValue(connection.Json)) output.Json(new { folder, backups = all.Select(backup => backup.Receipt).OfType<BackupReceipt>() });
            else
            {
                output.Line(folder);
                output.Table([["FILE", "BYTES", "ROWS", "SCHEMA", "PROVEN"], .. all.Select(backup => Cells(backup.Path, backup.Receipt))]);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static string[] Cells(string path, BackupReceipt? receipt) => receipt is null
        ? [Path.GetFileName(path), "?", "?", "?", "no receipt"]
        : [
            receipt.File, receipt.Bytes.ToString("N0", CultureInfo.InvariantCulture), receipt.Rows.ToString("N0", CultureInfo.InvariantCulture),
            receipt.SchemaVersion.ToString(CultureInfo.InvariantCulture), receipt.Proof switch { null => "not tried", { Holds: true } => "yes", _ => "DOES NOT HOLD" },
        ];
}
