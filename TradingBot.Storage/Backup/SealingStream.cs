using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TradingBot.Storage.Backup;

/// <summary>Encrypts what is written to it. Only <see cref="FinishAsync"/> writes the end; without it the file is refused when it is read.</summary>
/// <param name="target">Where the encrypted bytes go; it stays open.</param>
/// <param name="key">The secret.</param>
public sealed class SealingStream(Stream target, BackupKey key) : Stream
{
    private readonly byte[] _plain = new byte[SealedFormat.ChunkLength];
    private readonly byte[] _sealed = new byte[SealedFormat.LengthBytes + SealedFormat.TagLength + SealedFormat.ChunkLength];
    private byte[]? _associated;
    private AesGcm? _cipher;
    private long _chunk;
    private int _filled;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            // A full chunk waits until more comes: only then is it known not to be the last.
            if (_filled == _plain.Length) await SealAsync(isLast: false, cancellationToken).ConfigureAwait(false);
            int taken = Math.Min(buffer.Length, _plain.Length - _filled);
            buffer[..taken].CopyTo(_plain.AsMemory(_filled));
            _filled += taken;
            buffer = buffer[taken..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Writes the last chunk.</summary>
    public Task FinishAsync(CancellationToken cancellation) => SealAsync(isLast: true, cancellation);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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

    private async Task SealAsync(bool isLast, CancellationToken cancellation)
    {
        if (_cipher is null)
        {
            (byte[] header, _cipher) = SealedFormat.Begin(key);
            _associated = [.. header, .. new byte[SealedFormat.LengthBytes]];
            await target.WriteAsync(header, cancellation).ConfigureAwait(false);
        }
        await target.WriteAsync(Seal(isLast), cancellation).ConfigureAwait(false);
        _filled = 0;
    }

    private Memory<byte> Seal(bool isLast)
    {
        Span<byte> nonce = stackalloc byte[SealedFormat.NonceLength];
        SealedFormat.Nonce(nonce, _chunk++);
        BinaryPrimitives.WriteUInt32BigEndian(_sealed, (uint)_filled | (isLast ? SealedFormat.LastMark : 0));
        _sealed.AsSpan(0, SealedFormat.LengthBytes).CopyTo(_associated.AsSpan(SealedFormat.HeaderLength));
        Span<byte> tag = _sealed.AsSpan(SealedFormat.LengthBytes, SealedFormat.TagLength);
        _cipher!.Encrypt(nonce, _plain.AsSpan(0, _filled), _sealed.AsSpan(SealedFormat.LengthBytes + SealedFormat.TagLength, _filled), tag, _associated);
        return _sealed.AsMemory(0, SealedFormat.LengthBytes + SealedFormat.TagLength + _filled);
    }
}
