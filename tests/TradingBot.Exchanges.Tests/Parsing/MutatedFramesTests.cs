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
            byte[] frame = FrameMutation.Coarse(frames[random.Next(frames.Length)], random);
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
}
