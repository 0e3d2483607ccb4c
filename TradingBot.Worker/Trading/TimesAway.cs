using TradingBot.Engine.Accounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Status;
using TradingBot.Storage;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Trading;

/// <summary>Finds out what accounts missed while nobody followed them: by the trades that this worker kept, else by the venue's history.</summary>
internal sealed partial class TimesAway(
    FollowedAccounts followed, InstrumentStore instruments, IReadOnlyList<VenueFeed> feeds, FeedStatusBoard board, RecentTrades recent, WorkerIdentity worker, WorkerMetrics metrics,
    TimeProvider time, ILogger<TimesAway> logger) : IMissedTrades
{
    // Together they stay below the length of a lease. Without the live stream the history would end before the first live trade.
    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FetchPatience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads the times away of accounts that this worker holds. Trades from here on are to be taken from <see cref="RecentTrades"/>.</summary>
    public async Task<IReadOnlyList<TimeAway>> ReadAsync(IReadOnlyCollection<AccountId> accounts, CancellationToken cancellation)
    {
        if (accounts.Count == 0) return [];
        IReadOnlyList<FollowedAccount> read = await followed.ReadAsync(accounts, worker.IsSimulated, cancellation);
        FollowedAccount[] known = [.. read.Where(account => account.At is not null)];
        Dictionary<InstrumentId, Instrument> definitions = (await instruments.ReadAllAsync(cancellation)).ToDictionary(instrument => instrument.Id);
        Dictionary<InstrumentId, Task<Fetched>> fetches = [];
        foreach (InstrumentId instrument in known.SelectMany(account => account.Open.Keys).Distinct())
        {
            // One request for all accounts: from the earliest trade that one of them has met.
            TradeMark?[] marks = [.. known.Where(account => account.Open.ContainsKey(instrument)).Select(account => MarkOf(account, instrument))];
            fetches.Add(instrument, FetchAsync(definitions[instrument], marks, cancellation));
        }
        await Task.WhenAll(fetches.Values);
        return [.. known.Select(account => new TimeAway(account.Account, UnixTime.ToNanoseconds(account.At!.Value), UnixTime.ToNanoseconds(account.Now), account.Policy,
            [.. account.Open.Select(open => MarketOf(account, open.Key, open.Value, fetches[open.Key].Result.Trades, fetches[open.Key].Result.Reason)).OrderBy(market => market.Instrument.Number)]))];
    }

    private static TradeMark? MarkOf(FollowedAccount account, InstrumentId instrument) => account.Trades.GetValueOrDefault(instrument.Number);

    /// <summary>What an account missed in a market, of the trades that could be brought back for all accounts.</summary>
    /// <param name="account">The account, as its last owner left it.</param>
    /// <param name="instrument">The market.</param>
    /// <param name="executed">The last trade that the journal has an execution of; 0 for none.</param>
    /// <param name="trades">Trades of the market, in its order.</param>
    /// <param name="reason">Why some may be missing; empty where none is.</param>
    internal static MissedMarket MarketOf(FollowedAccount account, InstrumentId instrument, long executed, IReadOnlyList<TradePrint> trades, string reason)
    {
        long after = Math.Max(MarkOf(account, instrument)?.Id ?? long.MaxValue, executed);
        return new(instrument, after, [.. trades.Where(trade => trade.TradeId > after)], reason.Length == 0, reason);
    }

    private async Task<Fetched> FetchAsync(Instrument instrument, TradeMark?[] marks, CancellationToken cancellation)
    {
        if (marks.Any(mark => mark is null)) return Unproven(instrument, "no trade of it had been seen before");
        TradeMark from = marks.MinBy(mark => mark!.Id)!;
        if (recent.ReachesBackTo(instrument.Id, from.Id)) return new(recent.After(instrument.Id, from.Id), "");
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(FetchPatience);
        try
        {
            bool isStreaming = await StreamsAsync(instrument, patience.Token);
            VenueFeed feed = feeds.FirstOrDefault(feed => feed.Venue == instrument.Venue) ?? throw new ExchangeException(instrument.Venue, ExchangeFailure.Refused, "it is not followed");
            TradeHistory history = await feed.FetchTradesAsync(instrument, from.Id, UnixTime.FromNanoseconds(from.TimeNs), patience.Token);
            metrics.Missed(instrument.Venue, history.Trades.Count);
            if (!history.Complete) return Unproven(instrument, "the venue's history does not reach back", history.Trades);
            return isStreaming ? new(history.Trades, "") : Unproven(instrument, "its live trades do not come yet", history.Trades);
        }
        catch (ExchangeException failure)
        {
            return Unproven(instrument, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Unproven(instrument, "the venue did not answer in time");
        }
    }

    private Fetched Unproven(Instrument instrument, string reason, IReadOnlyList<TradePrint>? trades = null)
    {
        string full = $"{instrument.Venue} {instrument.Symbol}: {reason}";
        LogUnproven(full);
        return new(trades ?? [], full);
    }

    private async Task<bool> StreamsAsync(Instrument instrument, CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        while (!IsStreaming(instrument))
        {
            if (time.GetElapsedTime(begun) > StreamPatience) return false;
            await Task.Delay(LookInterval, time, cancellation);
        }
        return true;
    }

    private bool IsStreaming(Instrument instrument) => board.Streams().Any(stream =>
        stream.Venue == instrument.Venue && stream.Symbol == instrument.Symbol && stream.Status == MarketStatus.Live);

    private sealed record Fetched(IReadOnlyList<TradePrint> Trades, string Reason);

    [LoggerMessage(6410, LogLevel.Warning, "Trades may be missing: {Reason}")]
    private partial void LogUnproven(string reason);
}
