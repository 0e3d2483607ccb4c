using System.Globalization;
using System.Text;
using System.Text.Json;
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
    /// <param name="trustsLevelsBeyondTheSnapshot">
    /// The recording has one snapshot of 1000 levels and the price leaves them. The venue's procedure goes on with what it hears of levels beyond
    /// (true); the feed, which would fetch again, knows only the snapshot's range and says that it is thin (false).
    /// </param>
    /// <param name="comparedAtLeast">Best prices that must have been compared.</param>
    [Theory]
    [InlineData(true, 1_000)]
    [InlineData(false, 500)]
    public void The_rebuilt_book_equals_every_recorded_best_price_and_no_trade_is_missing(bool trustsLevelsBeyondTheSnapshot, int comparedAtLeast)
    {
        string[] files = ["hftbacktest/spot_btcusdt_20240808.jsonl.gz", "hftbacktest/spot_btcusdt_20240809.jsonl.gz"];
        string folder = Recording.Need(files);
        Instrument instrument = Sample.Instrument(Venue.Binance, "BTCUSDT", 4, 8);
        InstrumentTable table = new([instrument]);
        FrameReading reading = new();
        BookSynchronizer book = new(thinSideLevels: 20);
        TradeSequencer trades = new(isContiguous: true);
        Dictionary<long, (BookLevel Bid, BookLevel Ask)> published = [];
        int compared = 0, mismatched = 0, traded = 0;
        foreach (string line in files.SelectMany(file => Recording.Lines(Path.Combine(folder, file))))
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
            if (json.Contains("@bookTicker", StringComparison.Ordinal))
            {
                // The depth of the same update may have come before it.
                if (Publish(json, instrument, published) == book.LastUpdateId) Compare();
                continue;
            }
            FrameKind kind = BinanceFrames.Parse(frame, table, reading);
            Assert.True(kind is FrameKind.Book or FrameKind.Trade, $"{kind} {reading.Refusal}: {json}");
            if (kind == FrameKind.Trade)
            {
                Assert.Equal(TradeOutcome.Passed, trades.Offer(reading.Trade));
                traded++;
                continue;
            }
            ChangeOutcome outcome = book.Offer(reading, out _);
            Assert.True(outcome is ChangeOutcome.Applied or ChangeOutcome.Kept, $"{outcome} at {reading.FirstUpdateId}");
            Compare();
        }
        Assert.Equal(0, mismatched);
        Assert.InRange(compared, comparedAtLeast, int.MaxValue);
        Assert.InRange(traded, 1_000, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared} best prices compared, {traded} trades without a hole"));

        // The venue publishes best prices per update, and depth for many updates at once: they can be compared where both stand at the same number.
        void Compare()
        {
            if (!book.IsSynced || book.IsThin || !published.TryGetValue(book.LastUpdateId, out (BookLevel Bid, BookLevel Ask) best)) return;
            compared++;
            if (best.Bid != book.BestBid || best.Ask != book.BestAsk) mismatched++;
        }
    }

    private static long Publish(string json, Instrument instrument, Dictionary<long, (BookLevel, BookLevel)> published)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement data = document.RootElement.GetProperty("data");
        long number = data.GetProperty("u").GetInt64();
        published[number] = (Level(data, "b", "B", instrument), Level(data, "a", "A", instrument));
        return number;
    }

    private static BookLevel Level(JsonElement data, string price, string quantity, Instrument instrument)
    {
        Assert.True(instrument.TryPrice(decimal.Parse(data.GetProperty(price).GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Price at));
        Assert.True(instrument.TryQuantity(decimal.Parse(data.GetProperty(quantity).GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Quantity size));
        return new(at, size);
    }
}
