namespace TradingBot.ExchangeSim.Market;

/// <summary>
/// Minute candles of the time before a market opened, drawn from the seed and not traded: a random walk that ends at the opening value, the same for
/// both venues but for their premium. Each candle obeys the rules of candles (low, open, close, high in order, turnover within them, taker volume
/// within volume), and each opens where the one before closed.
/// </summary>
internal static class CandleHistory
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    private const int PathStream = 2_000_000;
    private const int VenueStream = 3_000_000;
    private const long MinuteMs = 60_000;
    private const double MinutesPerYear = 365.0 * 24 * 60;
    private const double WickShare = 0.6;
    private const double TradesSpread = 0.5;

    /// <summary>Oldest first; trade ids are contiguous from 1.</summary>
    public static List<Candle> Of(Listings.Asset asset, Listings.Listing listing, int assetNumber, long seed, long openNs, TimeSpan reach)
    {
        long endMs = openNs / 1_000_000 / MinuteMs * MinuteMs;
        int minutes = (int)(reach.Ticks / TimeSpan.TicksPerMinute);
        long[] closes = Closes(asset, listing, new RandomSource(seed, PathStream + assetNumber), minutes + 1);
        var random = new RandomSource(seed, VenueStream + 2 * assetNumber + (int)listing.Instrument.Venue);
        double wick = WickShare * MinuteVolatility(asset);
        var candles = new List<Candle>(minutes);
        long lastTradeId = 0;
        for (int at = 0; at < minutes; at++)
        {
            Candle candle = Draw(listing, random, closes[at], closes[at + 1], wick, ref lastTradeId);
            candle.OpenMs = endMs - (minutes - at) * MinuteMs;
            candles.Add(candle);
        }
        return candles;
    }

    /// <summary>Prices at whole minutes in 10^-8, walked back from the opening value, then turned round.</summary>
    private static long[] Closes(Listings.Asset asset, Listings.Listing listing, RandomSource random, int count)
    {
        double deviation = MinuteVolatility(asset);
        double logPrice = Math.Log(asset.Fundamental.StartPrice * (1 + listing.Flow.Premium * 1e-4));
        var closes = new long[count];
        for (int at = count - 1; at >= 0; at--)
        {
            closes[at] = OnTick(listing.Instrument, Math.Exp(logPrice) * Amounts.Unit);
            logPrice -= deviation * random.Normal();
        }
        return closes;
    }

    private static Candle Draw(Listings.Listing listing, RandomSource random, long open, long close, double wick, ref long lastTradeId)
    {
        Instrument instrument = listing.Instrument;
        long high = OnTick(instrument, Math.Max(open, close) * (1 + wick * Math.Abs(random.Normal())));
        long low = OnTick(instrument, Math.Min(open, close) * (1 - wick * Math.Abs(random.Normal())));
        long middle = (open + close + high + low) / 4;
        long trades = 1 + (long)(60 * listing.Flow.MarketRate * Math.Exp(TradesSpread * random.Normal()));
        double quantity = trades * listing.Flow.MedianTradeNotional * Math.Exp(TradesSpread * random.Normal()) / ((double)middle / Amounts.Unit);
        long lots = Math.Max(trades, (long)(quantity * Amounts.Unit / instrument.LotUnits));
        long volume = lots * instrument.LotUnits;
        long takerBuys = (long)(lots * random.Uniform()) * instrument.LotUnits;
        var candle = new Candle
        {
            Open = open,
            High = high,
            Low = low,
            Close = close,
            Volume = volume,
            TakerBuyVolume = takerBuys,
            Turnover = (Int128)middle * volume,
            TakerBuyTurnover = (Int128)middle * takerBuys,
            FirstTradeId = lastTradeId + 1,
            LastTradeId = lastTradeId + trades,
        };
        lastTradeId = candle.LastTradeId;
        return candle;
    }

    private static double MinuteVolatility(Listings.Asset asset) => asset.Fundamental.AnnualVolatility / Math.Sqrt(MinutesPerYear);

    private static long OnTick(Instrument instrument, double units) => Math.Max(1, (long)Math.Round(units / instrument.TickUnits)) * instrument.TickUnits;
}
