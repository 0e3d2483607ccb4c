using System.IO.Compression;
using System.Text;

namespace TradingBot.ExchangeSim.Tests.Recording;

/// <summary>A small recording in a temporary folder: a snapshot at id 100, then what the test says.</summary>
internal sealed class RecordedTape : IDisposable
{
    public const long StartMs = 1_700_000_000_000;

    private readonly StringBuilder _lines = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-tape-").FullName;

    /// <summary>An update that ends before the snapshot, one that overlaps it, the snapshot, then three updates, three trades and two best prices.</summary>
    public static RecordedTape Usual()
    {
        var tape = new RecordedTape();
        tape.Depth(0, 90, 95, """["10.00","9.0"]""", "");
        tape.Trade(1, 500, "10.00", "0.5", buyerIsMaker: true);
        tape.Depth(5, 96, 102, """["9.90","7.0"]""", """["10.20","3.0"]""");
        tape.Line(8, """{"lastUpdateId":100,"bids":[["10.00","1.0"],["9.90","2.0"]],"asks":[["10.10","1.5"],["10.20","2.5"]]}""");
        tape.Trade(20, 501, "10.10", "0.5", buyerIsMaker: false);
        tape.BookTicker(21, 103, "10.00", "1.0", "10.10", "1.0");
        tape.Depth(105, 103, 105, "", """["10.10","1.0"]""");
        tape.Trade(150, 502, "10.10", "1.0", buyerIsMaker: false);
        tape.BookTicker(151, 106, "10.00", "1.0", "10.20", "3.0");
        tape.Depth(205, 106, 110, """["9.80","4.0"]""", """["10.10","0.0"]""");
        tape.Trade(220, 503, "10.00", "0.25", buyerIsMaker: true);
        tape.Depth(305, 111, 111, """["10.00","0.75"]""", "");
        return tape;
    }

    public void Line(int afterMs, string json) => _lines.Append((StartMs + afterMs - 1_270) * 1_000_000L).Append(' ').Append(json).Append('\n');

    public void Depth(int afterMs, long first, long last, string bids, string asks) => Line(afterMs,
        $$$"""{"stream":"testusdt@depth@100ms","data":{"e":"depthUpdate","E":{{{StartMs + afterMs}}},"s":"TESTUSDT","U":{{{first}}},"u":{{{last}}},"b":[{{{bids}}}],"a":[{{{asks}}}]}}""");

    public void Trade(int afterMs, long id, string price, string quantity, bool buyerIsMaker) => Line(afterMs,
        $$$"""{"stream":"testusdt@trade","data":{"e":"trade","E":{{{StartMs + afterMs}}},"s":"TESTUSDT","t":{{{id}}},"p":"{{{price}}}","q":"{{{quantity}}}","T":{{{StartMs + afterMs - 1}}},"m":{{{(buyerIsMaker ? "true" : "false")}}},"M":true}}""");

    public void BookTicker(int afterMs, long id, string bid, string bidQuantity, string ask, string askQuantity) => Line(afterMs,
        $$$"""{"stream":"testusdt@bookTicker","data":{"u":{{{id}}},"s":"TESTUSDT","b":"{{{bid}}}","B":"{{{bidQuantity}}}","a":"{{{ask}}}","A":"{{{askQuantity}}}"}}""");

    public string Write(bool compressed = false)
    {
        string path = Path.Combine(_folder, compressed ? "tape.jsonl.gz" : "tape.jsonl");
        using Stream file = File.Create(path);
        using Stream stream = compressed ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(_lines.ToString()));
        return path;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
