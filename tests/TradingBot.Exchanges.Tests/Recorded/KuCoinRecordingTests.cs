using System.Globalization;
using System.Text;
using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests.Recorded;

/// <summary>Real frames of KuCoin: each recorded snapshot must be bridged to the changes around it without a break.</summary>
public sealed class KuCoinRecordingTests
{
    private const string Http = "cryptofeed/kucoin_20210425_KUCOIN.http.0.0.txt.gz";
    private const string Socket = "cryptofeed/kucoin_20210425_KUCOIN.ws.1.0.txt.gz";
    private const string Symbols = "cryptofeed/kucoin_symbols_20210425_KUCOIN.0.txt.gz";

    [Fact]
    public void Every_recorded_snapshot_is_bridged_without_a_break()
    {
        string folder = Recording.Need(Http, Socket, Symbols);
        Dictionary<string, Instrument> listed = ReadSymbols(Path.Combine(folder, Symbols));
        List<(double At, string Symbol, byte[] Body)> snapshots = [.. ReadSnapshots(Path.Combine(folder, Http))];
        InstrumentTable table = new([.. snapshots.Select(snapshot => listed[snapshot.Symbol]).Distinct()]);
        Dictionary<string, BookSynchronizer> books = table.Instruments.ToDictionary(instrument => instrument.VenueSymbol, _ => new BookSynchronizer(1), StringComparer.Ordinal);
        FrameReading reading = new();
        int applied = 0, next = 0;
        foreach ((double at, string json) in ReadFrames(Path.Combine(folder, Socket)))
        {
            for (; next < snapshots.Count && snapshots[next].At <= at; next++)
                Join(snapshots[next].Body, table, books[snapshots[next].Symbol], snapshots[next].Symbol);
            FrameKind kind = KuCoinFrames.Parse(Encoding.UTF8.GetBytes(json), table, reading);
            if (kind == FrameKind.Refused) Assert.Equal(FrameRefusal.UnknownSymbol, reading.Refusal);
            if (kind != FrameKind.Book) continue;
            ChangeOutcome outcome = books[table.Instruments[reading.Place].VenueSymbol].Offer(reading, out _);
            Assert.True(outcome is ChangeOutcome.Applied or ChangeOutcome.Kept or ChangeOutcome.Old or ChangeOutcome.Duplicate, $"{outcome}: {json}");
            if (outcome == ChangeOutcome.Applied) applied++;
        }
        Assert.Equal(snapshots.Count, next);
        Assert.All(books, book => Assert.True(book.Value.IsSynced, book.Key));
        Assert.InRange(applied, 100, int.MaxValue);
    }

    private static void Join(byte[] body, InstrumentTable table, BookSynchronizer book, string symbol)
    {
        Instrument instrument = table.Instruments.Single(instrument => instrument.VenueSymbol == symbol);
        VenueBook snapshot = JsonAnswer.Read(Venue.KuCoin, "level2", body, root => KuCoinAnswers.Book(root.Field("data"), instrument));
        Assert.Equal(SnapshotOutcome.Accepted, book.Accept(snapshot, out _));
    }

    private static Dictionary<string, Instrument> ReadSymbols(string path)
    {
        string line = Recording.Lines(path).First(line => line.Contains("/api/v1/symbols", StringComparison.Ordinal));
        using JsonDocument document = JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]);
        Dictionary<string, Instrument> symbols = new(StringComparer.Ordinal);
        foreach (JsonElement symbol in document.RootElement.GetProperty("data").EnumerateArray())
        {
            Instrument instrument = KuCoinAnswers.InstrumentOf(symbol);
            symbols[instrument.VenueSymbol] = instrument with { Id = new InstrumentId(symbols.Count + 1) };
        }
        return symbols;
    }

    /// <summary>Lines such as <c>https://…level2?symbol=BCHSV-USDT -&gt; 1619378326.66: {"code":"200000",…}</c>.</summary>
    private static IEnumerable<(double At, string Symbol, byte[] Body)> ReadSnapshots(string path)
    {
        foreach (string line in Recording.Lines(path).Where(line => line.Contains("orderbook/level2", StringComparison.Ordinal)))
        {
            string[] parts = line.Split(" -> ", 2);
            int colon = parts[1].IndexOf(": ", StringComparison.Ordinal);
            yield return (double.Parse(parts[1][..colon], CultureInfo.InvariantCulture), parts[0].Split("symbol=")[1], Encoding.UTF8.GetBytes(parts[1][(colon + 2)..]));
        }
    }

    private static IEnumerable<(double At, string Json)> ReadFrames(string path)
    {
        foreach (string line in Recording.Lines(path))
        {
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && double.TryParse(line[..colon], CultureInfo.InvariantCulture, out double at)) yield return (at, line[(colon + 2)..]);
        }
    }
}
