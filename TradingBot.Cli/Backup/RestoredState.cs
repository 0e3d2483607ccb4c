using System.Globalization;

namespace TradingBot.Cli.Backup;

/// <summary>What belongs to the audit chain beside the database: the key comes from the backup, and the heads exported after it are evidence, not a measure any more.</summary>
internal static class RestoredState
{
    /// <summary>Puts the backup's audit key in place and moves heads and key of before aside.</summary>
    /// <returns>What was done, a line each.</returns>
    public static IReadOnlyList<string> Write(string folder, string database, string? auditKey, DateTimeOffset now)
    {
        List<string> said = [];
        string suffix = string.Create(CultureInfo.InvariantCulture, $".before-{now.UtcDateTime:yyyyMMddHHmmss}");
        string key = Path.Combine(folder, "audit.key"), heads = Path.Combine(folder, "audit", database, "heads.log");
        if (auditKey is not null && (!File.Exists(key) || File.ReadAllText(key).Trim() != auditKey))
        {
            if (File.Exists(key)) Move(key, key + suffix, said);
            Directory.CreateDirectory(folder);
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (StreamWriter writer = new(key, options)) writer.WriteLine(auditKey);
            said.Add($"The audit key of the backup is in {key}.");
        }
        if (File.Exists(heads)) Move(heads, heads + suffix, said);
        return said;
    }

    private static void Move(string from, string to, List<string> said)
    {
        File.Move(from, to);
        said.Add($"{from} was moved to {to}: keep it as evidence.");
    }
}
