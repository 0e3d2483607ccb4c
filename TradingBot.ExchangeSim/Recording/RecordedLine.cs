using System.Buffers.Text;
using System.Text;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>
/// What stands before the frame on a line. Two forms are known, and a bare frame:
/// <c>1723161254087891268 {…}</c>, the receive time in nanoseconds, and <c>1619378326.3684192: {…}</c>, in seconds, where answers to requests
/// name their address (<c>https://api.kucoin.com/api/v3/market/orderbook/level2?symbol=FET-BTC -> 1619378327.506172: {…}</c>) and lines of what
/// the client did have <c>&lt;-</c> or <c>&lt;-&gt;</c>.
/// </summary>
internal static class RecordedLine
{
    private const int NanosecondDigits = 9;

    /// <summary>Fills in time and symbol and gives the frame, empty where the line has none; null, or what is wrong with the line.</summary>
    public static string? Split(ReadOnlySpan<byte> line, RecordedFrame frame, out ReadOnlySpan<byte> json)
    {
        json = line;
        switch (line)
        {
            case [] or [(byte)'{', ..]:
                return null;
            case [>= (byte)'0' and <= (byte)'9', ..]:
                return Time(line, frame, out json);
        }
        int answered = line.IndexOf(" -> "u8);
        bool isAddress = line.StartsWith("http"u8) || line.StartsWith("ws"u8);
        if (isAddress && answered > 0)
        {
            frame.Symbol = SymbolOf(line[..answered]);
            return Time(line[(answered + 4)..], frame, out json);
        }
        json = default;
        return isAddress && line.IndexOf(" <-"u8) > 0 || line.StartsWith("configuration: "u8) ? null : "the line does not start with a receive time, an address or a frame";
    }

    private static string? Time(ReadOnlySpan<byte> line, RecordedFrame frame, out ReadOnlySpan<byte> json)
    {
        json = default;
        if (!Utf8Parser.TryParse(line, out long whole, out int digits) || digits >= line.Length)
            return "the line does not start with a receive time in nanoseconds and a space";
        if (line[digits] == ' ')
        {
            frame.ReceivedNs = whole;
            json = line[(digits + 1)..];
            return null;
        }
        int colon = line.IndexOf(": "u8);
        ReadOnlySpan<byte> fraction = colon > digits && line[digits] == '.' ? line[(digits + 1)..colon] : default;
        if (colon < digits || fraction.Length > NanosecondDigits || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9') || whole > long.MaxValue / 1_000_000_000 - 1)
            return "the line does not start with a receive time in nanoseconds and a space, or in seconds and a colon";
        long nanoseconds = 0;
        for (int at = 0; at < NanosecondDigits; at++)
            nanoseconds = nanoseconds * 10 + (at < fraction.Length ? fraction[at] - '0' : 0);
        frame.ReceivedNs = whole * 1_000_000_000 + nanoseconds;
        json = line[(colon + 2)..];
        return null;
    }

    private static string SymbolOf(ReadOnlySpan<byte> address)
    {
        int at = address.IndexOf("symbol="u8);
        if (at < 0)
            return "";
        ReadOnlySpan<byte> value = address[(at + "symbol=".Length)..];
        int end = value.IndexOf((byte)'&');
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }
}
