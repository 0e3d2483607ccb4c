using System.Globalization;

namespace TradingBot.Exchanges.Recordings;

/// <summary>The folder of the segments, held by one process.</summary>
/// <remarks>
/// Names sort by age: <c>20261124T154040123Z-1f2e3d4c-000001.tbr</c>. A segment being written ends in <c>.tbr.open</c>, one that is being sealed stands beside
/// it as <c>.tbr.tmp</c>. What a killed process left open is sealed by the next one.
/// </remarks>
public sealed class SegmentFiles : IDisposable
{
    private readonly string _folder;
    private readonly Func<string, Stream> _open;
    private readonly Lock _lock = new();
    private FileStream? _held;
    private string? _current;

    /// <summary>Segments of a folder, which is created when the first one is.</summary>
    public SegmentFiles(string folder) : this(folder, OpenFile)
    {
    }

    internal SegmentFiles(string folder, Func<string, Stream> open) => (_folder, _open) = (Path.GetFullPath(folder), open);

    /// <summary>The folder.</summary>
    public string Folder => _folder;

    /// <summary>Segments that ended and wait to be sealed, also those that an earlier process left.</summary>
    public IReadOnlyList<string> Unsealed()
    {
        lock (_lock)
        {
            if (_held is null) return [];
            return [.. Directory.EnumerateFiles(_folder, "*" + RecordingFormat.OpenSuffix).Where(path => path != _current).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Deletes the oldest sealed segments until all files are within a budget; one that is open or waits to be sealed stays.</summary>
    /// <returns>The deleted files, and what is left.</returns>
    public (IReadOnlyList<string> Deleted, int Segments, long Bytes) Limit(long budget)
    {
        FileInfo[] all = Directory.Exists(_folder)
            ? [.. new DirectoryInfo(_folder).EnumerateFiles().Where(file => IsSegment(file.Name)).OrderBy(file => file.Name, StringComparer.Ordinal)]
            : [];
        long bytes = all.Sum(file => file.Length);
        List<string> deleted = [];
        foreach (FileInfo file in all.Where(file => file.Name.EndsWith(RecordingFormat.SealedSuffix, StringComparison.Ordinal)))
        {
            if (bytes <= budget) break;
            bytes -= file.Length;
            file.Delete();
            deleted.Add(file.FullName);
        }
        return (deleted, all.Length - deleted.Count, bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _held?.Dispose();
            _held = null;
        }
    }

    internal (Stream File, string Path) Create(DateTimeOffset now, Guid session, int ordinal)
    {
        lock (_lock)
        {
            Hold();
            string name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}-{session.ToString("N")[^8..]}-{ordinal:D6}{RecordingFormat.OpenSuffix}");
            string path = Path.Combine(_folder, name);
            Stream file = _open(path);
            _current = path;
            return (file, path);
        }
    }

    internal void Ended(string path)
    {
        lock (_lock)
            if (_current == path) _current = null;
    }

    internal static bool IsSegment(string name) => name.EndsWith(RecordingFormat.SealedSuffix, StringComparison.Ordinal) || name.EndsWith(RecordingFormat.OpenSuffix, StringComparison.Ordinal);

    // Two writers in one folder would delete each other's segments.
    private void Hold()
    {
        if (_held is not null) return;
        Directory.CreateDirectory(_folder);
        try
        {
            _held = new FileStream(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RecordingException($"the folder {_folder} can't be held, perhaps another worker records into it: {e.Message}");
        }
    }

    // Without a buffer of its own: what is written is with the operating system when the call returns.
    private static FileStream OpenFile(string path) => new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
}
