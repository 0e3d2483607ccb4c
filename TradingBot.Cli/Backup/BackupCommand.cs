using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Backup.Wal;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary><c>tb backup</c>: writes an encrypted backup, proves it by a restore, and removes what the policy does not keep.</summary>
internal static class BackupCommand
{
    private static readonly TimeSpan DraftAge = TimeSpan.FromDays(1);

    public static Command Create(Connection connection, Output output, TextWriter errors)
    {
        var options = new BackupOptions();
        var unproven = new Option<bool>("--unproven") { Description = "Leaves the restore into a scratch cluster out; such a backup counts as none for the metrics." };
        var daily = Kept("--keep-daily", 7, 1, "Keeps the newest backup of each of so many days.");
        var weekly = Kept("--keep-weekly", 4, 0, "Keeps the newest backup of each of so many weeks.");
        var command = new Command("backup",
            "Writes a consistent, encrypted backup of the database, restores it into a scratch cluster, compares row counts, contents, ledger sums and the audit chain, and prunes old ones; exit code 1 unless all holds.")
        {
            options.Folder, options.KeyFile, options.Database, options.AuditKeyFile, unproven, daily, weekly, BackupListCommand.Create(options, connection, output),
            WalCommands.CreateBase(options, connection, output, errors), WalCommands.CreateArchive(options, errors),
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string folder = options.FindFolder(parsed);
            BackupKey key = options.FindKey(parsed, make: true, errors);
            string? auditKey = options.FindAuditKey(parsed);
            if (auditKey is null) errors.WriteLine("The audit key was not found, so it is not in the backup: give --audit-key-file, or keep it elsewhere.");
            BackupReceipt receipt = await RecordedAsync(folder, () => BackupOptions.ExplainAsync(
                () => MakeAsync(options.FindDatabase(parsed), folder, key, auditKey, isProven: !parsed.GetValue(unproven), cancellation)));
            if (receipt.Proof is null or { Holds: true }) Prune(folder, new(parsed.GetValue(daily), parsed.GetValue(weekly)), output);
            if (parsed.GetValue(connection.Json)) output.Json(receipt);
            else Write(output, folder, receipt);
            return receipt.Proof is { Holds: false } ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    private static async Task<BackupReceipt> MakeAsync(string database, string folder, BackupKey key, string? auditKey, bool isProven, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        long start = TimeProvider.System.GetTimestamp();
        (string path, BackupReceipt receipt) = await Snapshot.WriteAsync(database, folder, key, auditKey, TimeProvider.System, cancellation);
        if (!isProven) return receipt;
        receipt = receipt with { Proof = await Scratch.ProveAsync(path, key, TimeProvider.System, cancellation) };
        BackupFile.WriteReceipt(path, receipt);
        if (receipt.Proof.Holds)
        {
            (BackupStatus.Read(folder) with
            {
                BackupAt = receipt.CreatedAt,
                BackupSeconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
                BackupBytes = receipt.Bytes,
                FailedAt = null,
                Failure = null,
            }).Write(folder);
        }
        else
        {
            Failed(folder, string.Join("; ", receipt.Proof.Differences));
        }
        return receipt;
    }

    private static async Task<BackupReceipt> RecordedAsync(string folder, Func<Task<BackupReceipt>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure) when (failure is RefusedException or UnreachableException)
        {
            if (Directory.Exists(folder)) Failed(folder, failure.Message);
            throw;
        }
    }

    private static void Failed(string folder, string why) => (BackupStatus.Read(folder) with { FailedAt = DateTimeOffset.UtcNow, Failure = why }).Write(folder);

    private static void Prune(string folder, BackupPolicy policy, Output output)
    {
        BackupReceipt[] all = [.. BackupFile.All(folder).Select(BackupFile.ReadReceipt).OfType<BackupReceipt>()];
        foreach (BackupReceipt receipt in policy.Superfluous(all))
        {
            string path = Path.Combine(folder, Path.GetFileName(receipt.File));
            File.Delete(path);
            File.Delete(BackupFile.ReceiptPath(path));
            output.Line($"Removed {receipt.File}: older than what is kept.");
        }
        // What a killed run left; a running one is younger.
        foreach (string draft in Directory.EnumerateFiles(folder, $"*{BackupFile.Extension}.part"))
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(draft) > DraftAge) File.Delete(draft);
    }

    private static void Write(Output output, string folder, BackupReceipt receipt)
    {
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{Path.Combine(folder, receipt.File)}: {receipt.Bytes:N0} bytes, {receipt.Rows:N0} rows, {receipt.JournalEvents:N0} journal events, written in {receipt.WriteSeconds:0.0} s"));
        WriteProof(output, receipt.Proof);
    }

    internal static void WriteProof(Output output, RestoreProof? proof)
    {
        if (proof is null)
        {
            output.Line("NOT PROVEN: no restore was tried.");
            return;
        }
        foreach (string difference in proof.Differences) output.Line($"DIFFERENT: {difference}");
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{(proof.Holds ? "PROVEN" : "DOES NOT HOLD")}: recovered in {proof.RecoverySeconds:0.0} s, compared in {proof.ProofSeconds:0.0} s; audit: {proof.Audit}"));
    }

    private static Option<int> Kept(string name, int standard, int least, string description)
    {
        var option = new Option<int>(name) { Description = $"{description} Default: {standard.ToString(CultureInfo.InvariantCulture)}.", HelpName = "number", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least) result.AddError($"{name} should be {least.ToString(CultureInfo.InvariantCulture)} or more.");
        });
        return option;
    }
}
