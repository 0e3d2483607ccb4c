using System.IO.Compression;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>Reads the lines of a file, plain or compressed with gzip (<c>.gz</c>), as bytes.</summary>
internal sealed class LineReader : IDisposable
{
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly Stream _stream;
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;

    public LineReader(string path)
    {
        Path = path;
        Stream file = File.OpenRead(path);
        _stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public string Path { get; }

    /// <summary>Number of the line read last; the first is 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line without its end; good until the next call. False at the end of the file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or a line is longer than 16 MiB.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Trimmed(_buffer.AsSpan(_start, length));
                _start += length + 1;
                Line++;
                return true;
            }
            if (Fill())
                continue;
            line = Trimmed(_buffer.AsSpan(_start, _end - _start));
            _start = _end;
            Line++;
            return !line.IsEmpty;
        }
    }

    public void Dispose() => _stream.Dispose();

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line[..^1] : line;

    private bool Fill()
    {
        if (_start > 0)
        {
            Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw new InvalidDataException($"{Path}:{Line + 1}: the line is longer than {LongestLine} bytes; is this a file of frames?");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
