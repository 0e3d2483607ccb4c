using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>A line of a recording of another program.</summary>
/// <param name="TimeNs">When it was received, nanoseconds since the Unix epoch.</param>
/// <param name="Address">Address of a REST answer; null for a frame.</param>
/// <param name="Json">The frame or answer as received.</param>
internal readonly record struct RecordedLine(long TimeNs, string? Address, byte[] Json);

/// <summary>Recordings of other programs, one line a message, plain or gzip.</summary>
/// <remarks>
/// hftbacktest: <c>1723161253937085768 {"stream":"btcusdt@depth@100ms",…}</c>, snapshots as bare answers. cryptofeed: <c>1633998512.06: {"stream":…}</c>,
/// answers as <c>https://… -> 1633998512.32: {…}</c>, what the client sent as <c>wss://… &lt;- 1633998512.1: {…}</c>, and the addresses of sockets as
/// <c>wss://… &lt;-> 1633998511.15</c>.
/// </remarks>
internal static class LineFile
{
    public const string HftBacktest = "hftbacktest";
    public const string CryptoFeed = "cryptofeed";

    /// <summary>Addresses of sockets that were opened, as the file names them.</summary>
    public static IEnumerable<string> Sockets(string path) =>
        Lines(path).TakeWhile(line => line.Length == 0 || !char.IsAsciiDigit((char)line[0])).Select(Encoding.UTF8.GetString)
            .Where(line => line.Contains(" <-> ", StringComparison.Ordinal)).Select(line => line[..line.IndexOf(" <-> ", StringComparison.Ordinal)]);

    /// <summary>Which format it has.</summary>
    /// <exception cref="RecordingException">None that is known.</exception>
    public static string Format(string path)
    {
        foreach (byte[] line in Lines(path).Where(line => line.Length > 0).Take(1))
        {
            if (IsAddress(line) || TryReadSeconds(line, out _, out _)) return CryptoFeed;
            if (TryReadNanoseconds(line, out _, out _)) return HftBacktest;
        }
        throw new RecordingException("it is no recording of ours, and its lines begin neither with a receive time in nanoseconds (hftbacktest) nor with one in seconds and a colon or an address (cryptofeed)");
    }

    /// <summary>Frames and answers; what the client sent and other remarks are left out.</summary>
    /// <exception cref="RecordingException">A line is of neither format.</exception>
    public static IEnumerable<RecordedLine> Read(string path)
    {
        long number = 0;
        foreach (byte[] line in Lines(path))
        {
            number++;
            if (line.Length == 0) continue;
            if (IsAddress(line))
            {
                if (Answer(line) is { } answer) yield return answer;
                continue;
            }
            if (TryReadNanoseconds(line, out long timeNs, out int at) || TryReadSeconds(line, out timeNs, out at)) yield return new(timeNs, null, line[at..]);
            else throw new RecordingException($"line {number} begins with no receive time");
        }
    }

    private static bool IsAddress(ReadOnlySpan<byte> line) => line.StartsWith("https://"u8) || line.StartsWith("wss://"u8) || line.StartsWith("configuration:"u8);

    private static RecordedLine? Answer(byte[] line)
    {
        int arrow = line.AsSpan().IndexOf(" -> "u8);
        if (arrow < 0 || !TryReadSeconds(line.AsSpan(arrow + 4), out long timeNs, out int at)) return null;
        return new(timeNs, Encoding.UTF8.GetString(line, 0, arrow), line[(arrow + 4 + at)..]);
    }

    private static bool TryReadNanoseconds(ReadOnlySpan<byte> line, out long timeNs, out int at) =>
        Utf8Parser.TryParse(line, out timeNs, out at) && at < line.Length && line[at++] == (byte)' ';

    private static bool TryReadSeconds(ReadOnlySpan<byte> line, out long timeNs, out int at)
    {
        timeNs = 0;
        at = line.IndexOf(": "u8) + 2;
        if (at is < 3 or > 24 || !decimal.TryParse(Encoding.ASCII.GetString(line[..(at - 2)]), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal seconds)) return false;
        timeNs = (long)(seconds * 1_000_000_000m);
        return true;
    }

    private static IEnumerable<byte[]> Lines(string path)
    {
        using FileStream file = File.OpenRead(path);
        bool isCompressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        using StreamReader reader = new(isCompressed ? new GZipStream(file, CompressionMode.Decompress) : file, Encoding.UTF8);
        while (Next(reader) is { } line) yield return Encoding.UTF8.GetBytes(line);
    }

    private static string? Next(StreamReader reader)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException e)
        {
            throw new RecordingException($"it can't be decompressed: {e.Message}");
        }
    }
}
