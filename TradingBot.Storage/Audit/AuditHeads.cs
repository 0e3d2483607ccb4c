using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Audit;

/// <summary>A head of the chain that was written down outside the database.</summary>
/// <param name="Sequence">Number of the last row then.</param>
/// <param name="Hash">Its hash, in hexadecimal digits.</param>
/// <param name="ExportedAt">When.</param>
public sealed record AuditHead(long Sequence, string Hash, DateTimeOffset ExportedAt);

/// <summary>
/// The heads of the chain, one line a minute while it grows, in a file outside the database: rows that are cut off at the end, and a chain that was
/// written anew with the key, are found by comparing with it.
/// </summary>
public sealed class AuditHeads
{
    private const string Name = "heads.log";

    private readonly AuditFolder _folder;
    private readonly AuditKey _key;

    /// <summary>Keeps its file below <c>Audit:Folder</c>, else below the data folder.</summary>
    public AuditHeads(IConfiguration configuration, AuditKey key)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        (_folder, _key) = (new AuditFolder(configuration), key);
    }

    /// <summary>Where the file is, for messages.</summary>
    public string Location => _folder.File(Name);

    /// <summary>Writes a head down, if it is newer than the last one written.</summary>
    /// <returns>Why it was not: the database has fewer rows than were exported, or another row under the number. None where all is well.</returns>
    /// <exception cref="IOException">The disk does not take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task<string?> ExportAsync(AuditHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        using FileStream held = await _folder.LockAsync("heads.lock").ConfigureAwait(false);
        using FileStream file = _folder.Open(Name, FileMode.OpenOrCreate, FileShare.Read);
        AuditHead? last = ReadLast(file);
        if (last is not null && last.Sequence > head.Sequence)
            return string.Create(CultureInfo.InvariantCulture, $"the last row is {head.Sequence}, but row {last.Sequence} was exported at {last.ExportedAt:u}");
        if (last is not null && last.Sequence == head.Sequence)
            return last.Hash == head.Hash ? null : string.Create(CultureInfo.InvariantCulture, $"row {head.Sequence} is not the one that was exported at {last.ExportedAt:u}");
        if (head.Sequence == 0) return null;
        string line = string.Create(CultureInfo.InvariantCulture, $"{head.ExportedAt.UtcDateTime:O} {head.Sequence} {head.Hash}");
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(SealedLine.Of(_key.Bytes, line)));
        file.Flush(flushToDisk: true);
        return null;
    }

    /// <summary>The heads written down, oldest first; a null stands for a line that is not as it was written.</summary>
    internal IEnumerable<AuditHead?> Read()
    {
        if (!File.Exists(Location)) yield break;
        foreach (string line in File.ReadLines(Location))
        {
            if (line.Length > 0) yield return Parse(line);
        }
    }

    private AuditHead? ReadLast(FileStream file)
    {
        byte[] end = new byte[(int)Math.Min(file.Length, 1024)];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        // A last line that a crash tore off is cut away: nobody was told that it stands.
        int whole = end.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole < end.Length) file.SetLength(file.Length - end.Length + whole);
        string[] lines = Encoding.UTF8.GetString(end, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? null : Parse(lines[^1]);
    }

    private AuditHead? Parse(string line)
    {
        if (SealedLine.Open(_key.Bytes, line)?.Split(' ') is not [string time, string sequence, string hash]) return null;
        return new(long.Parse(sequence, CultureInfo.InvariantCulture), hash, DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
    }
}
