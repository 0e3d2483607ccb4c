using System.Text;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>Makes broken and unusual frames out of good ones.</summary>
internal static class FrameMutation
{
    private static readonly string[] Inserts =
        ["null", "-1", "1e308", "\"\"", "9223372036854775808", "[[[[[[[[[[", "{", "}", "\uFFFD", "\\u0030", "99999999999999999999999999", "\"NaN\"", "true", "\0",
         "[\"1\",\"2\"],", "{\"a\":1}", "\"p\":", "\"data\":", "1e-400", "0.00000000000000000000000000000000000000001", new string('[', 2_000)];

    /// <summary>One to three changes: a flipped bit, a gap, an insertion, a cut, another byte.</summary>
    public static byte[] Coarse(byte[] frame, Random random)
    {
        List<byte> bytes = [.. frame];
        for (int change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1)); break;
                case 2: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Inserts[random.Next(Inserts.Length)])); break;
                case 3: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes[at] = (byte)random.Next(256); break;
            }
        }
        return [.. bytes];
    }

    /// <summary>One change where numbers, their points and their quotes are, so that most frames stay near what is valid.</summary>
    public static byte[] Fine(byte[] frame, Random random)
    {
        List<byte> bytes = [.. frame];
        int at;
        do at = random.Next(bytes.Count);
        while (bytes[at] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'"' or (byte)','));
        const string Letters = "0123456789..\",-+e ][";
        switch (random.Next(4))
        {
            case 0: bytes[at] = (byte)Letters[random.Next(Letters.Length)]; break;
            case 1: bytes.Insert(at, (byte)Letters[random.Next(Letters.Length)]); break;
            case 2: bytes.InsertRange(at, Enumerable.Repeat((byte)('0' + random.Next(10)), random.Next(1, 20))); break;
            default: bytes.RemoveAt(at); break;
        }
        return [.. bytes];
    }
}
