using System.Buffers.Binary;

namespace TradingBot.Storage.Audit;

/// <summary>Reads PostgreSQL's binary COPY format row by row out of one buffer: no object per row or column.</summary>
/// <remarks>Format: https://www.postgresql.org/docs/current/sql-copy.html (Binary Format). A row is whole in the buffer before its columns are taken.</remarks>
internal sealed class CopyReader(Stream stream)
{
    private const int SignatureLength = 11;

    private byte[] _buffer = new byte[256 * 1024];
    private int _at;
    private int _end;

    public async ValueTask ReadHeaderAsync(CancellationToken cancellation)
    {
        const int fixedLength = SignatureLength + (2 * sizeof(int));
        await NeedAsync(0, fixedLength, cancellation).ConfigureAwait(false);
        int extension = BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(SignatureLength + sizeof(int)));
        await NeedAsync(0, fixedLength + extension, cancellation).ConfigureAwait(false);
        _at = fixedLength + extension;
    }

    /// <returns>False after the last row.</returns>
    public async ValueTask<bool> NextRowAsync(CancellationToken cancellation)
    {
        await NeedAsync(_at, sizeof(short), cancellation).ConfigureAwait(false);
        short columns = BinaryPrimitives.ReadInt16BigEndian(_buffer.AsSpan(_at));
        if (columns < 0) return false;
        int length = sizeof(short);
        for (int column = 0; column < columns; column++)
        {
            await NeedAsync(_at, length + sizeof(int), cancellation).ConfigureAwait(false);
            length += sizeof(int) + Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at + length)));
        }
        await NeedAsync(_at, length, cancellation).ConfigureAwait(false);
        _at += sizeof(short);
        return true;
    }

    /// <summary>The row's next column; empty for NULL. Valid until the next row.</summary>
    public ReadOnlySpan<byte> Column()
    {
        int length = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(_buffer.AsSpan(_at)));
        ReadOnlySpan<byte> column = _buffer.AsSpan(_at + sizeof(int), length);
        _at += sizeof(int) + length;
        return column;
    }

    /// <summary>Sees to it that so many bytes from a place on are in the buffer; the place may move to its beginning.</summary>
    private async ValueTask NeedAsync(int from, int length, CancellationToken cancellation)
    {
        if (_end - from >= length) return;
        _buffer.AsSpan(from, _end - from).CopyTo(_buffer);
        (_at, _end) = (_at - from, _end - from);
        if (length > _buffer.Length) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, length));
        while (_end < length)
        {
            int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
            if (read == 0) throw new EndOfStreamException("the database ended the audit log in the middle of a row");
            _end += read;
        }
    }
}
