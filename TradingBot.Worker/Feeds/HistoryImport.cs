using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Storage;
using TradingBot.Storage.Candles;
using TradingBot.Storage.Names;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Feeds;

/// <summary>Fetches the bars that the store lacks from the venue's recent history, so that charts have a past and strategies start warm.</summary>
internal sealed partial class HistoryImport(CandleStore candles, WarmStart stored, WorkerIdentity worker, TimeProvider time, ILogger<HistoryImport> logger)
{
    private const int MinutesMax = 480;
    private const int SecondsMax = 1_000;
    private const int ShortSeconds = 5;

    /// <summary>Stores what the venue knows and returns all stored bars of the instrument as inputs. A venue that gives no history costs only the warm-up.</summary>
    public async Task<IReadOnlyList<EngineInput>> FetchAsync(VenueFeed feed, Instrument instrument, CancellationToken cancellation)
    {
        await TryAsync(feed, instrument, 60, TimeSpan.FromMinutes(MinutesMax), cancellation);
        await TryAsync(feed, instrument, 1, TimeSpan.FromSeconds(SecondsMax), cancellation);
        return await stored.HistoryAsync(instrument, cancellation);
    }

    private async Task TryAsync(VenueFeed feed, Instrument instrument, int seconds, TimeSpan span, CancellationToken cancellation)
    {
        if (!feed.CandleSeconds.Contains(seconds)) return;
        DateTimeOffset now = time.GetUtcNow();
        try
        {
            IReadOnlyList<Bar> fetched = await feed.FetchCandlesAsync(instrument, seconds, now - span, now, cancellation);
            long nowNs = UnixTime.ToNanoseconds(now);
            // The last bar may still grow; only what is closed is kept.
            Bar[] closed = [.. (seconds == 1 ? Join(fetched, ShortSeconds) : fetched).Where(bar => bar.OpenTimeNs + bar.IntervalSeconds * 1_000_000_000L <= nowNs)];
            await candles.StoreAsync(instrument, closed, CandleSource.Venue, worker.IsSimulated, cancellation);
        }
        catch (ExchangeException failure)
        {
            LogNoHistory(StoredNames.Of(instrument.Venue), instrument.Symbol, seconds, failure.Message);
        }
    }

    /// <summary>Joins bars into longer ones. The first is left out: what came before it in its interval was not fetched.</summary>
    internal static IEnumerable<Bar> Join(IReadOnlyList<Bar> bars, int seconds)
    {
        long interval = seconds * 1_000_000_000L;
        return bars.GroupBy(bar => bar.OpenTimeNs - bar.OpenTimeNs % interval).OrderBy(group => group.Key).Skip(1).Select(group =>
        {
            Bar[] parts = [.. group];
            long volume = parts.Sum(part => part.Volume.Units);
            return new Bar(group.Key, seconds, parts[0].Open, parts.Max(part => part.High), parts.Min(part => part.Low), parts[^1].Close, new(volume), parts.Sum(part => part.TradeCount));
        });
    }

    [LoggerMessage(3511, LogLevel.Warning, "{Venue} gives no {Seconds} s history of {Symbol}: {Reason}")]
    private partial void LogNoHistory(string venue, string symbol, int seconds, string reason);
}
