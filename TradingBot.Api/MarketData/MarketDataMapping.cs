using System.Text.Json;
using TradingBot.Contracts.MarketData;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary>Market data as the API tells it.</summary>
internal static class MarketDataMapping
{
    /// <param name="status">Of its book; unknown where no feed has told.</param>
    public static InstrumentContract ToContract(this InstrumentRow row, string status)
    {
        Instrument definition = JsonSerializer.Deserialize<Instrument>(row.Definition, JournalJson.Options) ?? throw new JsonException("an instrument's definition is null");
        return new(row.Venue, row.Symbol, row.VenueSymbol, row.BaseAsset, row.QuoteAsset, row.TickSize, row.LotSize, row.MinQuantity, row.MinNotional,
            definition.MakerFee.PartsPerBillion / 1_000_000_000m, definition.TakerFee.PartsPerBillion / 1_000_000_000m, row.IsTrading ? status : "halted");
    }

    public static TickerContract ToContract(this LiveTicker ticker) => new(ticker.Venue, ticker.Symbol, ticker.Last, ticker.BestBid, ticker.BestAsk, ticker.Status, ticker.At);

    public static BookContract ToContract(this LiveBook book, int depth) => new(
        book.Venue, book.Symbol, book.UpdateId, book.Status, book.At, Levels(book.Bids, depth), Levels(book.Asks, depth));

    /// <param name="count">How many of the newest.</param>
    public static IReadOnlyList<MarketTradeContract> ToContracts(this LiveTrades trades, int count) =>
        [.. trades.Latest.Take(count).Select(trade => new MarketTradeContract(trades.Venue, trades.Symbol, trade.TradeId, trade.Price, trade.Quantity, trade.TakerSide, trade.At))];

    public static CandleContract ToContract(this CandleRow row) => new(row.OpenTime, row.Open, row.High, row.Low, row.Close, row.Volume);

    public static CandleContract ToCandle(this LiveBar bar) => new(bar.OpenTime, bar.Open, bar.High, bar.Low, bar.Close, bar.Volume);

    public static StreamStatusContract ToContract(this FeedStatusRow row, DateTimeOffset now) => new(
        row.Symbol, row.Stream, row.Connected, row.Status, row.LastMessageAt,
        row.LastMessageAt is { } last ? Math.Max(0, (long)(now - last).TotalMilliseconds) : null, row.Messages, row.Reconnects, row.Resyncs,
        row.Reason, row.BookLimit, row.Gaps, row.Holes, row.LastHole, row.Recovered, Counts(row.ResyncReasons), Counts(row.IgnoredReasons), row.Divergence, row.Diverges);

    private static Dictionary<string, long> Counts(string json) => JsonSerializer.Deserialize<Dictionary<string, long>>(json) ?? [];

    private static BookLevelContract[] Levels(IReadOnlyList<LiveLevel> levels, int depth) =>
        [.. levels.Take(depth).Select(level => new BookLevelContract(level.Price, level.Quantity))];
}
