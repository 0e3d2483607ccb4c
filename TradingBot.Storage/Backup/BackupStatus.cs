using System.Text.Json;

namespace TradingBot.Storage.Backup;

/// <summary>What was last done with the backups of a folder; the file <c>status.json</c> in it, from which the metrics come.</summary>
public sealed record BackupStatus
{
    private const string Name = "status.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>When a backup was last written and proven by a restore.</summary>
    public DateTimeOffset? BackupAt { get; init; }

    /// <summary>Seconds that it took, with its proof.</summary>
    public double? BackupSeconds { get; init; }

    /// <summary>Size of its file in bytes.</summary>
    public long? BackupBytes { get; init; }

    /// <summary>When the last attempt failed; none after a success.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Why.</summary>
    public string? Failure { get; init; }

    /// <summary>When a drill last restored and proved a backup.</summary>
    public DateTimeOffset? DrillAt { get; init; }

    /// <summary>Seconds from the file to a database that serves, as the drill measured.</summary>
    public double? DrillSeconds { get; init; }

    /// <summary>When the write-ahead log was last seen archived to its end.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Reads the folder's status; an empty one where there is none.</summary>
    public static BackupStatus Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupStatus>(File.ReadAllText(Path.Combine(folder, Name)), Options) ?? new();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException)
        {
            return new();
        }
    }

    /// <summary>Writes it in one step, so that no reader sees half of it.</summary>
    public void Write(string folder)
    {
        string path = Path.Combine(folder, Name), draft = $"{path}.{Path.GetRandomFileName()}";
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Options));
        File.Move(draft, path, overwrite: true);
    }
}
