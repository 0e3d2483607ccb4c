namespace TradingBot.Exchanges.Recordings;

/// <summary>Integers in as many bytes as they need, seven bits each, lowest first; signed ones with their sign in the lowest bit.</summary>
internal static class VariableInteger
{
    /// <summary>Bytes that the longest one takes.</summary>
    public const int Longest = 10;

    public static int Write(Span<byte> to, long value)
    {
        ulong rest = Fold(value);
        int at = 0;
        for (; rest >= 0x80; rest >>= 7) to[at++] = unchecked((byte)(rest | 0x80));
        to[at++] = (byte)rest;
        return at;
    }

    /// <summary>Reads one and moves <paramref name="at"/> behind it.</summary>
    /// <exception cref="RecordingException">It is cut off or too long.</exception>
    public static long Read(ReadOnlySpan<byte> from, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at >= from.Length) throw new RecordingException("a number is cut off");
            byte next = from[at++];
            value |= unchecked((ulong)(next & 0x7F) << shift);
            if (next < 0x80) return Unfold(value);
        }
        throw new RecordingException("a number is too long");
    }

    private static ulong Fold(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    private static long Unfold(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));
}
