using System.Numerics;
using System.Runtime.InteropServices;

namespace TradingBot.Exchanges.Recordings;

/// <summary>CRC-32C (Castagnoli): finds every damage of up to 32 neighbouring bits, so any single changed byte.</summary>
internal static class Checksum
{
    /// <summary>The checksum of <paramref name="bytes"/>, or of what <paramref name="before"/> stands for followed by them.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        uint crc = ~before;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
