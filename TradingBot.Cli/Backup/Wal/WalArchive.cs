using System.IO.Compression;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup.Wal;

/// <summary>The archived write-ahead log: a folder with a compressed and encrypted file per segment, and one for the segment that is being written.</summary>
internal sealed class WalArchive(string folder, BackupKey key)
{
    private const string Extension = ".tbwal";
    private const string Growing = ".partial";

    public string Folder { get; } = Path.Combine(folder, "wal");

    /// <summary>Stores a file of the log under its name, whole and on the disk or not at all; a segment's growing form goes when the finished one is there.</summary>
    public async Task StoreAsync(string source, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Folder);
        string path = Path.Combine(Folder, Path.GetFileName(source) + Extension), draft = $"{path}.part";
        await using (FileStream file = new(draft, FileMode.Create, FileAccess.Write))
        await using (SealingStream sealing = new(file, key))
        {
            await using (FileStream segment = new(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
            await using (BrotliStream packing = new(sealing, CompressionLevel.Fastest, leaveOpen: true))
                await segment.CopyToAsync(packing, cancellation);
            await sealing.FinishAsync(cancellation);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        if (!source.EndsWith(Growing, StringComparison.Ordinal)) File.Delete(Path.Combine(Folder, Path.GetFileName(source) + Growing + Extension));
    }

    /// <summary>Removes what lies before a segment: no base backup that is kept needs it.</summary>
    /// <returns>How many files.</returns>
    public int RemoveBefore(WalSegment first)
    {
        string[] old = [.. Files().Where(file => WalSegment.TryParse(NameOf(file).Replace(Growing, "", StringComparison.Ordinal), out WalSegment segment) && segment.Number < first.Number)];
        foreach (string file in old) File.Delete(file);
        return old.Length;
    }

    /// <summary>Decrypts every segment from a first one on into a folder, where PostgreSQL's restore_command finds them.</summary>
    /// <param name="first">The segment that the base backup starts in.</param>
    /// <param name="there">Segments that the base backup brought itself.</param>
    /// <param name="target">Where to.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The last segment.</returns>
    /// <exception cref="RefusedException">A segment is missing in between.</exception>
    /// <exception cref="Storage.StorageException">One is damaged.</exception>
    public async Task<WalSegment> ExtractAsync(WalSegment first, IReadOnlyCollection<WalSegment> there, string target, CancellationToken cancellation)
    {
        Dictionary<WalSegment, string> archived = [];
        foreach (string file in Files())
        {
            string name = NameOf(file);
            bool isGrowing = name.EndsWith(Growing, StringComparison.Ordinal);
            if (WalSegment.TryParse(isGrowing ? name[..^Growing.Length] : name, out WalSegment segment) && segment.Number >= first.Number && (!isGrowing || !archived.ContainsKey(segment))) archived[segment] = file;
            else if (name.EndsWith(".history", StringComparison.Ordinal)) await UnpackAsync(file, Path.Combine(target, name), cancellation);
        }
        CheckWhole(first, archived.Keys.Concat(there));
        foreach ((WalSegment segment, string file) in archived) await UnpackAsync(file, Path.Combine(target, segment.Name), cancellation);
        return archived.Keys.Append(first).Concat(there).Max();
    }

    private static void CheckWhole(WalSegment first, IEnumerable<WalSegment> segments)
    {
        WalSegment[] ordered = [.. segments.Where(segment => segment.Number >= first.Number).DistinctBy(segment => segment.Number).Order()];
        long expected = first.Number;
        foreach (WalSegment segment in ordered)
        {
            if (segment.Number != expected)
            {
                throw new RefusedException($"The segment {new WalSegment(segment.Timeline, expected).Name} of the write-ahead log is missing in the archive, though {segment.Name} is there: "
                    + "nothing can be restored past the gap. Use a newer base backup, or a dump (tb restore).");
            }
            expected++;
        }
        if (ordered.Length == 0) throw new RefusedException($"The archive of the write-ahead log holds nothing from {first.Name} on.");
    }

    private async Task UnpackAsync(string file, string target, CancellationToken cancellation)
    {
        await using FileStream packed = BackupFile.Read(file);
        await using OpeningStream opening = new(packed, key, Path.GetFileName(file));
        await using BrotliStream unpacking = new(opening, CompressionMode.Decompress);
        await using FileStream segment = new(target, FileMode.Create, FileAccess.Write);
        try
        {
            await unpacking.CopyToAsync(segment, cancellation);
        }
        catch (InvalidOperationException damage)
        {
            throw new RefusedException($"'{Path.GetFileName(file)}' can't be unpacked: {damage.Message}");
        }
        // Only the very end tells that nothing was cut off: the unpacking may stop before it.
        await opening.CopyToAsync(Stream.Null, cancellation);
    }

    // Finished segments come before growing ones of the same name.
    private IEnumerable<string> Files() => Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, $"*{Extension}").OrderBy(file => file.Contains(Growing, StringComparison.Ordinal)).ThenBy(file => file, StringComparer.Ordinal) : [];

    private static string NameOf(string file) => Path.GetFileName(file)[..^Extension.Length];
}
