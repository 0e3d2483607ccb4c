using System.Text;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>A REST answer about books or trades as it stands in a recording.</summary>
/// <param name="Address">Path with query.</param>
/// <param name="Body">As received.</param>
internal readonly record struct RecordedAnswer(string Address, ReadOnlyMemory<byte> Body)
{
    private static readonly string[] Wanted = ["/api/v3/depth", "/api/v3/trades", "/api/v3/aggTrades", "/api/v1/market/orderbook/", "/api/v1/market/histories"];

    /// <summary>Records an answer that books or trades are made of; rules, candles, clocks and tokens are left out.</summary>
    public static void Record(RecordingWriter writer, Venue venue, string path, string query, ReadOnlySpan<byte> body)
    {
        if (!Array.Exists(Wanted, path.StartsWith)) return;
        byte[] address = Encoding.UTF8.GetBytes(path + query);
        Span<byte> length = stackalloc byte[VariableInteger.Longest];
        int size = VariableInteger.Write(length, address.Length);
        writer.Add(RecordKind.Answer, venue, 0, [.. length[..size], .. address], body);
    }

    public static RecordedAnswer Read(in TapeRecord record)
    {
        int at = 0;
        long length = VariableInteger.Read(record.Content.Span, ref at);
        if (length < 0 || length > record.Content.Length - at) throw new RecordingException($"record {record.Number} is cut off");
        return new(Encoding.UTF8.GetString(record.Content.Span.Slice(at, (int)length)), record.Content[(at + (int)length)..]);
    }
}
