namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Finds the frames in the bytes that a WebSocket client sends (RFC 6455, 5.2), however they are cut up.</summary>
internal sealed class FrameHeaders
{
    private const int MaskBytes = 4;
    private const byte Continuation = 0;
    private const byte Close = 8;

    private int _headerSeen;
    private int _lengthBytes;
    private long _length;
    private long _skip;

    /// <summary>How many frames begin in some more bytes; continuations and the closing frame are not counted.</summary>
    public int Count(ReadOnlySpan<byte> bytes)
    {
        int frames = 0;
        while (bytes.Length > 0)
        {
            if (_skip > 0)
            {
                int skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }
            if (_headerSeen == 0)
                frames += (bytes[0] & 15) is Continuation or Close ? 0 : 1;
            TakeHeaderByte(bytes[0]);
            bytes = bytes[1..];
        }
        return frames;
    }

    private void TakeHeaderByte(byte value)
    {
        if (_headerSeen == 1)
        {
            int length = value & 127;
            _lengthBytes = length == 127 ? 8 : length == 126 ? 2 : 0;
            _length = _lengthBytes == 0 ? length : 0;
        }
        else if (_headerSeen > 1)
            _length = unchecked(_length << 8 | value);
        _headerSeen++;
        if (_headerSeen != 2 + _lengthBytes)
            return;
        // A client's frames are always masked.
        _skip = MaskBytes + Math.Clamp(_length, 0, long.MaxValue - MaskBytes);
        _headerSeen = 0;
        _lengthBytes = 0;
    }
}
