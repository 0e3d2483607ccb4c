using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace TradingBot.Storage.History;

/// <summary>
/// Rows in PostgreSQL's binary COPY format, written field by field into one buffer that is sent whenever it is full. Amounts go from integer units
/// to <c>numeric</c> digits directly, so a row costs neither an allocation nor a decimal division. Not thread-safe.
/// </summary>
/// <remarks>Format: PostgreSQL documentation, COPY, "Binary Format"; <c>numeric</c> as in <c>numeric_send</c>: base-10000 digits, weight, sign, scale.</remarks>
internal sealed class BinaryCopy : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>More than any row here needs.</summary>
    private const int RowBytesMax = 512;

    // Of PostgreSQL's timestamps: 1 January 2000, in microseconds after Unix time began.
    private const long EpochMicroseconds = 946_684_800_000_000;

    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, 13).Select(exponent => (long)Math.Pow(10, exponent))];

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n"u8, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly NpgsqlRawCopyStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private bool _isComplete;

    private BinaryCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <param name="connection">In the transaction that the rows belong to.</param>
    /// <param name="command"><c>COPY … FROM STDIN (FORMAT binary)</c>.</param>
    /// <param name="cancellation">Ends the start.</param>
    public static async Task<BinaryCopy> BeginAsync(NpgsqlConnection connection, string command, CancellationToken cancellation)
    {
        BinaryCopy copy = new(await connection.BeginRawBinaryCopyAsync(command, cancellation).ConfigureAwait(false));
        Signature.CopyTo(copy._buffer, 0);
        copy._used = Signature.Length;
        return copy;
    }

    /// <summary>Whether the buffer must be sent before the next row.</summary>
    public bool IsFull => _used > BufferBytes - RowBytesMax;

    public async ValueTask SendAsync(CancellationToken cancellation)
    {
        await _stream.WriteAsync(_buffer.AsMemory(0, _used), cancellation).ConfigureAwait(false);
        _used = 0;
    }

    public void StartRow(short fields) => Short(fields);

    public void Integer(int value)
    {
        Size(4);
        BinaryPrimitives.WriteInt32BigEndian(Next(4), value);
    }

    public void Long(long value)
    {
        Size(8);
        BinaryPrimitives.WriteInt64BigEndian(Next(8), value);
    }

    public void Boolean(bool value)
    {
        Size(1);
        Next(1)[0] = value ? (byte)1 : (byte)0;
    }

    /// <param name="value">At most 100 characters of ASCII.</param>
    public void Text(string value)
    {
        Size(value.Length);
        Encoding.ASCII.GetBytes(value, Next(value.Length));
    }

    /// <summary>A time, rounded down to microseconds.</summary>
    public void Time(long nanoseconds)
    {
        Size(8);
        BinaryPrimitives.WriteInt64BigEndian(Next(8), nanoseconds / 1_000 - EpochMicroseconds);
    }

    /// <summary>An amount that is not negative, without trailing zeros.</summary>
    /// <param name="units">Whole units of 10^-scale.</param>
    /// <param name="scale">0 to 12.</param>
    public void Amount(long units, int scale)
    {
        for (; scale > 0 && units % 10 == 0; scale--) units /= 10;
        // Groups of four digits on both sides of the point, least first; the part behind it is filled up to whole groups.
        int shift = (4 - scale % 4) % 4;
        long whole = units / PowersOfTen[scale];
        long fraction = units % PowersOfTen[scale] * PowersOfTen[shift];
        Span<short> digits = stackalloc short[8];
        int at = digits.Length;
        for (int group = 0; group < (scale + shift) / 4; group++, fraction /= 10_000) digits[--at] = (short)(fraction % 10_000);
        int point = at;
        for (; whole > 0; whole /= 10_000) digits[--at] = (short)(whole % 10_000);
        int weight = point - at - 1;
        int last = digits.Length;
        while (last > at && digits[last - 1] == 0) last--;
        for (; at < last && digits[at] == 0; at++) weight--;
        Size(8 + 2 * (last - at));
        Short((short)(last - at));
        Short((short)(last > at ? weight : 0));
        Short(0);
        Short((short)scale);
        for (; at < last; at++) Short(digits[at]);
    }

    /// <summary>Sends the rest; without it nothing is stored.</summary>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        Short(-1);
        await SendAsync(cancellation).ConfigureAwait(false);
        _isComplete = true;
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Gives up a copy that was not completed: the server throws its rows away.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isComplete) return;
        try
        {
            await _stream.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NpgsqlException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection is what failed; whoever ended the copy says why.
        }
    }

    private void Size(int bytes) => BinaryPrimitives.WriteInt32BigEndian(Next(4), bytes);

    private void Short(short value) => BinaryPrimitives.WriteInt16BigEndian(Next(2), value);

    private Span<byte> Next(int bytes)
    {
        Span<byte> next = _buffer.AsSpan(_used, bytes);
        _used += bytes;
        return next;
    }
}
