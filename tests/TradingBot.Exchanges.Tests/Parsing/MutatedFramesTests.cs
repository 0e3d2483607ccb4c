using System.Text;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>Frames that went wrong in every way: the parsers answer each with a value or a named refusal, and never throw.</summary>
public sealed class MutatedFramesTests
{
    private const int Rounds = 100_000;

    private static readonly string[] Inserts =
        ["null", "-1", "1e308", "\"\"", "9223372036854775808", "[[[[[[[[[[", "{", "}", "\uFFFD", "\\u0030", "99999999999999999999999999", "\"NaN\"", "true", "\0"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_frames_give_a_value_or_a_refusal(int seed)
    {
        Random random = new(seed);
        byte[][] binance = [Encoding.UTF8.GetBytes(BinanceFramesTests.Depth), Encoding.UTF8.GetBytes(BinanceFramesTests.Trade)];
        byte[][] kuCoin = [Encoding.UTF8.GetBytes(KuCoinFramesTests.Level2), Encoding.UTF8.GetBytes(KuCoinFramesTests.Match)];
        FrameReading reading = new();
        BookSynchronizer book = new(thinSideLevels: 1);
        int refused = 0;
        for (int round = 0; round < Rounds; round++)
        {
            if (!book.IsSynced) book.Accept(new(long.MaxValue >> 2, 0, [new(new(100), new(1))], [new(new(200), new(1))], true, true), out _);
            bool isBinance = round % 2 == 0;
            byte[][] frames = isBinance ? binance : kuCoin;
            byte[] frame = Mutate(frames[random.Next(frames.Length)], random);
            FrameKind kind = isBinance ? BinanceFrames.Parse(frame, Sample.BinanceTable, reading) : KuCoinFrames.Parse(frame, Sample.KuCoinTable, reading);
            Assert.Equal(kind == FrameKind.Refused, reading.Refusal != FrameRefusal.None);
            if (kind == FrameKind.Refused) refused++;
            if (kind == FrameKind.Trade) Assert.True(reading.Trade.Price.IsValid && reading.Trade.Quantity.Units > 0 && reading.Trade.TradeId >= 0);
            if (kind != FrameKind.Book) continue;
            Assert.True(reading.FirstUpdateId >= 0 && reading.LastUpdateId >= reading.FirstUpdateId);
            book.Offer(reading, out _);
        }
        Assert.InRange(refused, Rounds / 10, Rounds);
    }

    private static byte[] Mutate(byte[] frame, Random random)
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
}
