using System.CommandLine;
using System.Globalization;
using TradingBot.Cli.Backup.Wal;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup;

/// <summary><c>tb drill</c>: recovers from the newest backup as after the loss of the machine, into a scratch cluster, and measures the time.</summary>
internal static class DrillCommand
{
    public static Command Create(Connection connection, Output output, TextWriter errors)
    {
        var options = new BackupOptions();
        var file = new Argument<string?>("file") { Description = "The backup. Default: the newest of the folder.", HelpName = "file", Arity = ArgumentArity.ZeroOrOne };
        var whole = new Option<bool>("--cluster") { Description = "Recovers the whole cluster from the newest base backup and the archived write-ahead log instead of a dump." };
        var command = new Command("drill", "Restores a backup into a scratch cluster, compares everything, and prints the measured recovery time; exit code 1 unless all holds.")
        {
            file, options.Folder, options.KeyFile, whole,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            string folder = options.FindFolder(parsed);
            if (parsed.GetValue(whole) || parsed.GetValue(file)?.EndsWith(BaseBackup.Extension, StringComparison.Ordinal) is true)
                return await RecoverClusterAsync(parsed.GetValue(file), folder, options.FindKey(parsed, make: false, errors), parsed.GetValue(connection.Json), output, cancellation);
            string path = parsed.GetValue(file) ?? (BackupFile.All(folder) is [string newest, ..] ? newest : null) ?? throw new RefusedException($"The folder '{folder}' holds no backup: make one with tb backup.");
            BackupKey key = options.FindKey(parsed, make: false, errors);
            RestoreProof proof = await BackupOptions.ExplainAsync(async () =>
            {
                await BackupFile.CheckReceiptAsync(path, cancellation);
                return await Scratch.ProveAsync(path, key, TimeProvider.System, cancellation);
            });
            if (proof.Holds && Directory.Exists(folder)) (BackupStatus.Read(folder) with { DrillAt = proof.ProvenAt, DrillSeconds = proof.RecoverySeconds }).Write(folder);
            if (parsed.GetValue(connection.Json)) output.Json(new { file = path, proof });
            else Write(output, path, proof);
            return proof.Holds ? ExitCode.Ok : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<int> RecoverClusterAsync(string? file, string folder, BackupKey key, bool isJson, Output output, CancellationToken cancellation)
    {
        string path = file ?? (BaseBackup.All(folder) is [string newest, ..] ? newest : null) ?? throw new RefusedException($"The folder '{folder}' holds no base backup: make one with tb backup base.");
        ClusterProof proof = await BackupOptions.ExplainAsync(() => ClusterDrill.RunAsync(path, key, until: null, TimeProvider.System, cancellation));
        if (proof.Holds && Directory.Exists(folder)) (BackupStatus.Read(folder) with { DrillAt = DateTimeOffset.UtcNow, DrillSeconds = proof.RecoverySeconds }).Write(folder);
        if (isJson)
        {
            output.Json(new { file = path, proof.RecoverySeconds, proof.LastChangeAt, proof.LastSegment, proof.Facts.Rows, proof.Facts.JournalEvents, proof.Differences, proof.Audit, proof.Holds });
            return proof.Holds ? ExitCode.Ok : ExitCode.Failed;
        }
        output.Line(path);
        foreach (string difference in proof.Differences) output.Line($"DIFFERENT: {difference}");
        output.Line(string.Create(CultureInfo.InvariantCulture,
            $"{(proof.Holds ? "PROVEN" : "DOES NOT HOLD")}: {proof.Facts.Rows:N0} rows, {proof.Facts.JournalEvents:N0} journal events, log up to {proof.LastSegment}, last change of {proof.LastChangeAt:u}; audit: {proof.Audit}"));
        output.Line(string.Create(CultureInfo.InvariantCulture, $"Measured recovery time: {proof.RecoverySeconds:0.0} s"));
        return proof.Holds ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Write(Output output, string path, RestoreProof proof)
    {
        output.Line(path);
        BackupCommand.WriteProof(output, proof);
        if (proof.Holds) output.Line(string.Create(CultureInfo.InvariantCulture, $"Measured recovery time: {proof.RecoverySeconds:0.0} s"));
    }
}
