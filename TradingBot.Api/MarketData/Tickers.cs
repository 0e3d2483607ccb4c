using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.MarketData;

/// <summary>Latest prices: from the live bus, and where that knows none (Redis is away), from the last closed candle.</summary>
internal sealed class Tickers(LatestValues latest)
{
    public async Task<IReadOnlyList<TickerContract>> ReadAsync(IReadOnlyList<InstrumentRow> instruments, TradingBotDbContext database, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string), TickerContract>();
        if (latest.IsFresh)
        {
            foreach (LiveTicker ticker in await latest.FindAllAsync<LiveTicker>([.. instruments.Select(row => $"ticker:{row.Venue}:{row.Symbol}")]))
                found[(ticker.Venue, ticker.Symbol)] = ticker.ToContract();
        }
        var tickers = new List<TickerContract>(instruments.Count);
        foreach (InstrumentRow row in instruments)
        {
            if (found.TryGetValue((row.Venue, row.Symbol), out TickerContract? ticker) || (ticker = await FromCandleAsync(row, database, cancellation)) is not null)
                tickers.Add(ticker);
        }
        return tickers;
    }

    private static async Task<TickerContract?> FromCandleAsync(InstrumentRow instrument, TradingBotDbContext database, CancellationToken cancellation)
    {
        CandleRow? candle = await database.Candles.Where(row => row.InstrumentId == instrument.InstrumentId && (row.IntervalSeconds == 5 || row.IntervalSeconds == 60))
            .OrderByDescending(row => row.OpenTime).FirstOrDefaultAsync(cancellation);
        if (candle is null) return null;
        string? status = await database.FeedStatus.Where(row => row.Venue == instrument.Venue && row.Symbol == instrument.Symbol && row.Stream == "book")
            .Select(row => row.Status).FirstOrDefaultAsync(cancellation);
        return new TickerContract(instrument.Venue, instrument.Symbol, candle.Close, BestBid: null, BestAsk: null, status ?? "unknown", candle.OpenTime.AddSeconds(candle.IntervalSeconds));
    }
}
