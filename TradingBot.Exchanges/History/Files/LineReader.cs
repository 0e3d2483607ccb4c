using System.IO.Compression;

namespace TradingBot.Exchanges.History.Files;

/// <summary>The lines of a <c>.csv</c>, <c>.csv.gz</c> or <c>.zip</c> as bytes, one at a time, in memory that does not grow. Not thread-safe.</summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>No row of history is nearly as long.</summary>
    public const int LineBytesMax = 4_096;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly Stream _stream;
    private readonly ZipArchive? _archive;
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private bool _isEnd;

    private LineReader(Stream stream, ZipArchive? archive) => (_stream, _archive) = (stream, archive);

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <exception cref="HistoryFileException">There is no such file, or it is no archive of one CSV file.</exception>
    public static LineReader Open(string path)
    {
        try
        {
            FileStream file = new(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 128 * 1024, Options = FileOptions.SequentialScan });
            if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) return new(new GZipStream(file, CompressionMode.Decompress), null);
            if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) return new(file, null);
            ZipArchive archive = new(file, ZipArchiveMode.Read);
            ZipArchiveEntry[] entries = [.. archive.Entries.Where(entry => entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))];
            if (entries.Length == 1) return new(entries[0].Open(), archive);
            archive.Dispose();
            throw new HistoryFileException($"{Path.GetFileName(path)}: it holds {entries.Length} .csv files; it must hold one, as the files of the venue's dump do");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HistoryFileException($"{Path.GetFileName(path)}: it can't be opened: {failure.Message}", failure);
        }
    }

    /// <summary>The next line without its end; false at the end of the file.</summary>
    /// <param name="line">Valid until the next call.</param>
    /// <exception cref="HistoryFileException">The file can't be read on, or a line is too long to be one.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            Span<byte> waiting = _buffer.AsSpan(_start, _end - _start);
            int length = waiting.IndexOf((byte)'\n');
            if (length > LineBytesMax || (length < 0 && waiting.Length > LineBytesMax))
                throw new HistoryFileException($"line {Number + 1} is longer than {LineBytesMax} bytes; this is no CSV file of market data");
            if (length >= 0 || (_isEnd && waiting.Length > 0))
            {
                if (length < 0) length = waiting.Length;
                _start = Math.Min(_end, _start + length + 1);
                line = waiting[..length].TrimEnd((byte)'\r');
                if (Number++ == 0 && line.StartsWith(ByteOrderMark)) line = line[ByteOrderMark.Length..];
                return true;
            }
            if (_isEnd)
            {
                line = default;
                return false;
            }
            Fill();
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _archive?.Dispose();
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        try
        {
            int read = _stream.Read(_buffer.AsSpan(_end));
            _isEnd = read == 0;
            _end += read;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw new HistoryFileException($"after line {Number} it can't be read on: {failure.Message}", failure);
        }
    }
}
