using System.Globalization;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Tests.Parsing;

namespace TradingBot.Exchanges.Tests.Recorded;

/// <summary>Real frames of Binance spot BTCUSDT: the rebuilt book must equal the best prices that the venue published at the same update.</summary>
public sealed class BinanceRecordingTests
{
    private static readonly string[] Files = ["hftbacktest/spot_btcusdt_20240808.jsonl.gz", "hftbacktest/spot_btcusdt_20240809.jsonl.gz"];

    /// <param name="trustsLevelsBeyondTheSnapshot">
    /// The recording has one snapshot of 1000 levels and the price leaves them. The venue's procedure goes on with what it hears of levels beyond
    /// (true); the feed, which would fetch again, knows only the snapshot's range and says that it is thin (false).
    /// </param>
    /// <param name="sameNumberAtLeast">Best prices with the very number of a depth update that must have been compared.</param>
    /// <param name="allAtLeast">Best prices that must have been compared in all: with each depth update the last one up to its number.</param>
    [Theory]
    [InlineData(true, 1_000, 5_000)]
    [InlineData(false, 500, 2_500)]
    public void The_rebuilt_book_equals_every_recorded_best_price_and_no_trade_is_missing(bool trustsLevelsBeyondTheSnapshot, int sameNumberAtLeast, int allAtLeast)
    {
        string folder = Recording.Need(Files);
        Instrument instrument = Sample.Instrument(Venue.Binance, "BTCUSDT", 4, 8);
        InstrumentTable table = new([instrument]);
        List<(long Number, BookLevel Bid, BookLevel Ask)> best = ReadBestPrices(folder, table);
        FrameReading reading = new();
        BookSynchronizer book = new(thinSideLevels: 20);
        TradeSequencer trades = new(isContiguous: true);
        foreach (string file in Files)
        {
            int sameNumber = 0, all = 0, wrong = 0, traded = 0, depths = 0;
            foreach (string line in Recording.Lines(Path.Combine(folder, file)))
            {
                string json = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                byte[] frame = Encoding.UTF8.GetBytes(json);
                if (!json.StartsWith("{\"stream\"", StringComparison.Ordinal))
                {
                    VenueBook snapshot = JsonAnswer.Read(Venue.Binance, "depth", frame, root => BinanceAnswers.Book(root, instrument, 1000));
                    if (trustsLevelsBeyondTheSnapshot) snapshot = snapshot with { BidsAreAll = true, AsksAreAll = true };
                    if (!book.IsSynced) Assert.Equal(SnapshotOutcome.Accepted, book.Accept(snapshot, out _));
                    continue;
                }
                FrameKind kind = BinanceFrames.Parse(frame, table, reading);
                Assert.True(kind is FrameKind.Book or FrameKind.Trade or FrameKind.BestPrices, $"{kind} {reading.Refusal}: {json}");
                if (kind == FrameKind.Trade)
                {
                    Assert.Equal(TradeOutcome.Passed, trades.Offer(reading.Trade));
                    traded++;
                }
                if (kind != FrameKind.Book) continue;
                ChangeOutcome outcome = book.Offer(reading, out _);
                Assert.True(outcome is ChangeOutcome.Applied or ChangeOutcome.Kept, $"{outcome} at {reading.FirstUpdateId}");
                depths++;
                if (!book.IsSynced || book.IsThin || LastUpTo(best, book.LastUpdateId) is not { } published) continue;
                all++;
                if (published.Number == book.LastUpdateId) sameNumber++;
                if (published.Bid == book.BestBid && published.Ask == book.BestAsk) continue;
                wrong++;
                // Within a burst the venue publishes best prices only at its end, and a depth update may end in the middle: seen twice, three and four numbers after the last published.
                Assert.InRange(book.LastUpdateId - published.Number, 1, 5);
            }
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{file}: {depths} depth updates, {all} compared with the best prices up to them ({sameNumber} of the same number), {wrong} differ; {traded} trades without a hole"));
            Assert.InRange(wrong, 0, 2);
            Assert.InRange(traded, 1_000, int.MaxValue);
            (sameNumberAtLeast, allAtLeast) = (sameNumberAtLeast - sameNumber, allAtLeast - all);
        }
        Assert.True(sameNumberAtLeast <= 0 && allAtLeast <= 0, $"{sameNumberAtLeast} and {allAtLeast} fewer were compared than there are");
    }

    /// <summary>
    /// The venue publishes the best prices at every change of theirs, in a stream of its own that may run ahead of or behind the depth's. So the last one up to a depth update's
    /// number is what its book must show.
    /// </summary>
    private static List<(long Number, BookLevel Bid, BookLevel Ask)> ReadBestPrices(string folder, InstrumentTable table)
    {
        FrameReading reading = new();
        List<(long Number, BookLevel Bid, BookLevel Ask)> best = [];
        foreach (string line in Files.SelectMany(file => Recording.Lines(Path.Combine(folder, file))))
        {
            if (BinanceFrames.Parse(Encoding.UTF8.GetBytes(line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]), table, reading) == FrameKind.BestPrices)
                best.Add((reading.LastUpdateId, reading.BestBid, reading.BestAsk));
        }
        Assert.Equal(best.OrderBy(price => price.Number).Select(price => price.Number), best.Select(price => price.Number));
        return best;
    }

    private static (long Number, BookLevel Bid, BookLevel Ask)? LastUpTo(List<(long Number, BookLevel Bid, BookLevel Ask)> best, long number)
    {
        int low = 0, high = best.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (best[middle].Number <= number) low = middle + 1;
            else high = middle;
        }
        // Where the recording ends before the best prices have reached the number, they can't be compared.
        return low == 0 || (low == best.Count && best[^1].Number < number) ? null : best[low - 1];
    }
}
