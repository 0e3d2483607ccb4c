using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace TradingBot.Storage.Backup;

/// <summary>Decrypts what a <see cref="SealingStream"/> wrote. No byte is handed out that was not authenticated first.</summary>
/// <param name="source">The encrypted bytes; it stays open.</param>
/// <param name="key">The secret.</param>
/// <param name="name">Of the file, for messages.</param>
public sealed class OpeningStream(Stream source, BackupKey key, string name) : Stream
{
    private readonly byte[] _plain = new byte[SealedFormat.ChunkLength];
    private readonly byte[] _sealed = new byte[SealedFormat.TagLength + SealedFormat.ChunkLength];
    private byte[]? _associated;
    private AesGcm? _cipher;
    private long _chunk;
    private long _position;
    private int _length;
    private int _taken;
    private bool _isLast;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    /// <exception cref="StorageException">Damaged, cut off, or written with another key; the message says which and where.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_taken == _length)
        {
            if (_isLast) return 0;
            await NextChunkAsync(cancellationToken).ConfigureAwait(false);
        }
        int read = Math.Min(buffer.Length, _length - _taken);
        _plain.AsMemory(_taken, read).CopyTo(buffer);
        _taken += read;
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _cipher?.Dispose();
        base.Dispose(disposing);
    }

    private async Task NextChunkAsync(CancellationToken cancellation)
    {
        if (_cipher is null)
        {
            byte[] header = new byte[SealedFormat.HeaderLength];
            await ReadWholeAsync(header, cancellation).ConfigureAwait(false);
            _cipher = SealedFormat.Open(key, header, name);
            _associated = [.. header, .. new byte[SealedFormat.LengthBytes]];
        }
        long start = _position;
        await ReadWholeAsync(_associated.AsMemory(SealedFormat.HeaderLength), cancellation).ConfigureAwait(false);
        uint word = BinaryPrimitives.ReadUInt32BigEndian(_associated.AsSpan(SealedFormat.HeaderLength));
        (_isLast, _taken) = ((word & SealedFormat.LastMark) != 0, 0);
        uint length = word & ~SealedFormat.LastMark;
        if (length > SealedFormat.ChunkLength) throw Damaged(start);
        await ReadWholeAsync(_sealed.AsMemory(0, SealedFormat.TagLength + (int)length), cancellation).ConfigureAwait(false);
        Open(start, (int)length);
        if (_isLast && await source.ReadAsync(new byte[1], cancellation).ConfigureAwait(false) != 0) throw Damaged(_position);
    }

    private void Open(long start, int length)
    {
        Span<byte> nonce = stackalloc byte[SealedFormat.NonceLength];
        SealedFormat.Nonce(nonce, _chunk++);
        // Nothing is handed out of a chunk that does not verify.
        _length = 0;
        try
        {
            _cipher!.Decrypt(nonce, _sealed.AsSpan(SealedFormat.TagLength, length), _sealed.AsSpan(0, SealedFormat.TagLength), _plain.AsSpan(0, length), _associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(start);
        }
        _length = length;
    }

    private async Task ReadWholeAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int read = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        _position += read;
        if (read < buffer.Length)
            throw new StorageException(string.Create(CultureInfo.InvariantCulture, $"'{name}' is cut off: it ends after {_position} bytes, before its last chunk. Use another backup."));
    }

    private StorageException Damaged(long position) =>
        new(string.Create(CultureInfo.InvariantCulture, $"'{name}' is damaged: the chunk at byte {position} is not as it was written. Use another backup."));
}
