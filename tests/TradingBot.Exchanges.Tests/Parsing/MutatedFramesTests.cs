using System.Globalization;
using System.Text;
using System.Text.Json;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>
/// Frames that went wrong in every way: the parsers answer each with a value or a named refusal, and never throw; what they take for a change of a book is, number by
/// number, what an independent reader finds in the same bytes. TRADINGBOT_FUZZ_FRAMES sets another number of frames than a million.
/// The memory that is measured is the process's, so no other test runs beside these.
/// </summary>
[CollectionDefinition(nameof(MutatedFramesTests), DisableParallelization = true)]
[Collection(nameof(MutatedFramesTests))]
public sealed class MutatedFramesTests
{
    private const int Seeds = 4;

    private const string WholeBook = """{"topic":"/spotMarket/level2Depth50:BCHSV-USDT","type":"message","subject":"level2","data":{"asks":[["244.3","0.1"],["244.4","3"]],"bids":[["244.1","0.2"],["244","1"]],"timestamp":1729816058766}}""";

    private const string Level1 = """{"topic":"/spotMarket/level1:BCHSV-USDT","type":"message","subject":"level1","data":{"asks":["244.351","0.1"],"bids":["244.1","0.2"],"timestamp":1729816058766}}""";

    private static readonly byte[][] Binance = Bytes(BinanceFramesTests.Depth, BinanceFramesTests.Depth, BinanceFramesTests.Trade, BinanceFramesTests.BookTicker);

    private static readonly byte[][] KuCoin = Bytes(KuCoinFramesTests.Level2, KuCoinFramesTests.Level2, KuCoinFramesTests.Match, WholeBook, Level1);

    private static int Rounds => int.Parse(Environment.GetEnvironmentVariable("TRADINGBOT_FUZZ_FRAMES") ?? "1000000", CultureInfo.InvariantCulture) / Seeds;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Mutated_frames_give_a_value_or_a_refusal_and_never_a_wrong_book(int seed)
    {
        Random random = new(seed);
        FrameReading reading = new();
        BookSynchronizer book = new(thinSideLevels: 1);
        int refused = 0, changes = 0, rounds = Rounds;
        long? memory = null;
        for (int round = 0; round < rounds; round++)
        {
            if (!book.IsSynced) book.Accept(new(long.MaxValue >> 2, 0, [new(new(100), new(1))], [new(new(200), new(1))], true, true), out _);
            bool isBinance = round % 2 == 0;
            byte[][] frames = isBinance ? Binance : KuCoin;
            byte[] frame = frames[random.Next(frames.Length)];
            frame = random.Next(3) > 0 ? FrameMutation.Coarse(frame, random) : FrameMutation.Fine(frame, random);
            FrameKind kind = isBinance ? BinanceFrames.Parse(frame, Sample.BinanceTable, reading) : KuCoinFrames.Parse(frame, Sample.KuCoinTable, reading);
            if (kind == FrameKind.Refused != (reading.Refusal != FrameRefusal.None)) Assert.Fail(Words(frame));
            if (kind == FrameKind.Refused) refused++;
            if (kind == FrameKind.Trade && !(reading.Trade.Price.IsValid && reading.Trade.Quantity.Units > 0 && reading.Trade.TradeId >= 0)) Assert.Fail(Words(frame));
            if (kind == FrameKind.Book)
            {
                changes++;
                if (reading.FirstUpdateId < 0 || reading.LastUpdateId < reading.FirstUpdateId) Assert.Fail(Words(frame));
                AssertSame(frame, reading, isBinance);
                book.Offer(reading, out _);
            }
            if (round == rounds / 5) memory = GC.GetTotalMemory(forceFullCollection: true);
        }
        Assert.InRange(refused, rounds / 10, rounds);
        Assert.InRange(changes, rounds / 50, rounds);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory!.Value, long.MinValue, 64L * 1024 * 1024);
    }

    /// <summary>Reads the same bytes another way: as a document, by decimal numbers.</summary>
    private static void AssertSame(byte[] frame, FrameReading reading, bool isBinance)
    {
        using JsonDocument document = JsonDocument.Parse(frame);
        JsonElement data = document.RootElement.TryGetProperty("data", out JsonElement inner) ? inner : document.RootElement;
        JsonElement levels = isBinance ? data : data.GetProperty("changes");
        Instrument instrument = (isBinance ? Sample.BinanceTable : Sample.KuCoinTable).Instruments[reading.Place];
        bool same = Number(data.GetProperty(isBinance ? "U" : "sequenceStart")) == reading.FirstUpdateId
            && Number(data.GetProperty(isBinance ? "u" : "sequenceEnd")) == reading.LastUpdateId
            && IsSame(levels, isBinance ? "b" : "bids", reading.Bids, instrument) && IsSame(levels, isBinance ? "a" : "asks", reading.Asks, instrument);
        if (!same) Assert.Fail($"read wrongly: {Words(frame)}");
    }

    private static bool IsSame(JsonElement levels, string name, ReadOnlySpan<ChangedLevel> read, Instrument instrument)
    {
        int at = 0;
        if (levels.TryGetProperty(name, out JsonElement rows) && rows.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement row in rows.EnumerateArray())
            {
                // KuCoin: a row of price 0 only advances the sequence.
                if (Number(row[0]) == 0) continue;
                if (at == read.Length) return false;
                ChangedLevel level = read[at++];
                if (Number(row[0]) != instrument.ToDecimal(level.Level.Price)) return false;
                if (!level.IsUnknown && Number(row[1]) != instrument.ToDecimal(level.Level.Quantity)) return false;
            }
        }
        return at == read.Length;
    }

    private static decimal Number(JsonElement value) =>
        decimal.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Words(byte[] frame) => Encoding.UTF8.GetString(frame);

    private static byte[][] Bytes(params string[] frames) => [.. frames.Select(Encoding.UTF8.GetBytes)];
}
