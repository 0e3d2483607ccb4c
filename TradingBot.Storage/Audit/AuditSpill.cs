using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Audit;

/// <summary>
/// Where audit rows wait while the database is away: a file, on the disk when <see cref="AddAsync"/> returns, shared by the processes of this machine.
/// </summary>
/// <remarks>
/// Rows are added to <c>waiting.jsonl</c>. Who appends them to the database first renames it to <c>appending.jsonl</c> and removes that only when all of it
/// is committed; after a crash in between it is appended again, and the rows' ids keep those out that are there already. Thread-safe.
/// </remarks>
public sealed class AuditSpill
{
    private const string Waiting = "waiting.jsonl";
    private const string Appending = "appending.jsonl";

    /// <summary>More than this is not kept: a disk that audit rows filled would stop the journal too.</summary>
    private const long BytesMax = 256 * 1024 * 1024;

    private readonly AuditFolder _folder;
    private readonly AuditKey _key;

    /// <summary>Keeps its files below <c>Audit:Folder</c>, else below the data folder.</summary>
    public AuditSpill(IConfiguration configuration, AuditKey key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        (_folder, _key) = (new AuditFolder(configuration), key);
    }

    /// <summary>Where the files are, for messages.</summary>
    public string Location => _folder.Path;

    /// <summary>Bytes that wait for the database.</summary>
    public long Bytes => Length(Waiting) + Length(Appending);

    /// <summary>Adds rows behind those that wait; they are on the disk when this returns.</summary>
    /// <exception cref="IOException">The disk does not take them, or too much waits already.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task AddAsync(IReadOnlyList<AuditEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        StringBuilder lines = new();
        foreach (AuditEntry entry in entries) lines.Append(SealedLine.Of(_key.Bytes, JsonSerializer.Serialize(entry.Storable())));
        using FileStream held = await _folder.LockAsync("waiting.lock").ConfigureAwait(false);
        using FileStream file = _folder.Open(Waiting, FileMode.OpenOrCreate, FileShare.Read);
        if (file.Length > BytesMax) throw new IOException($"{_folder.File(Waiting)} has {file.Length} bytes, no more audit rows are kept");
        // What a crash tore off must not swallow the next line too.
        if (EndsTorn(file)) lines.Insert(0, '\n');
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(lines.ToString()));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes what waits, oldest first, in portions; the files are removed when <paramref name="append"/> has returned for all of them.</summary>
    /// <param name="append">Stores a portion for good; it may get rows that it has stored before.</param>
    /// <param name="portion">Rows at once, at most.</param>
    /// <returns>False where another process is at it.</returns>
    internal async Task<bool> DrainAsync(Func<IReadOnlyList<AuditEntry>, Task> append, int portion)
    {
        using FileStream? draining = _folder.TryLock("appending.lock");
        if (draining is null) return false;
        // At most twice: what a crashed process left, then what waits now.
        for (int file = 0; file < 2 && await TryTakeAsync().ConfigureAwait(false); file++)
        {
            int damaged = 0;
            List<AuditEntry> entries = [];
            await foreach (string line in File.ReadLinesAsync(_folder.File(Appending)))
            {
                if (line.Length == 0) continue;
                if (Read(line) is { } entry) entries.Add(entry);
                else damaged++;
                if (entries.Count < portion) continue;
                await append(entries);
                entries.Clear();
            }
            if (damaged > 0) entries.Add(Damage(damaged));
            if (entries.Count > 0) await append(entries);
            File.Delete(_folder.File(Appending));
        }
        return true;
    }

    private async Task<bool> TryTakeAsync()
    {
        if (File.Exists(_folder.File(Appending))) return true;
        using FileStream held = await _folder.LockAsync("waiting.lock").ConfigureAwait(false);
        if (!File.Exists(_folder.File(Waiting))) return false;
        File.Move(_folder.File(Waiting), _folder.File(Appending));
        return true;
    }

    private AuditEntry? Read(string line) => SealedLine.Open(_key.Bytes, line) is { } text ? JsonSerializer.Deserialize<AuditEntry>(text) : null;

    private AuditEntry Damage(int lines) =>
        new(AuditEvents.SpillDamaged, "audit", "", JsonSerializer.Serialize(new { lines, file = _folder.File(Appending), machine = Environment.MachineName }));

    private static bool EndsTorn(FileStream file)
    {
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private long Length(string name)
    {
        FileInfo file = new(_folder.File(name));
        return file.Exists ? file.Length : 0;
    }
}
