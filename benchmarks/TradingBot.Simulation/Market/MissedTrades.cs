using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;
using TradingBot.Simulation.Scheduling;
using TradingBot.Simulation.Storing;
using TradingBot.Storage;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Trading;

namespace TradingBot.Simulation.Market;

/// <summary>What accounts missed, from the market's own history; sometimes it does not reach back.</summary>
internal sealed class MissedTrades(Schedule schedule, SimulatedStore store, StoreConnection connection, SimulatedVenue venue, SimulatedFeed feed, RecentTrades recent, TimeProvider time) : IMissedTrades
{
    public async Task<IReadOnlyList<TimeAway>> ReadAsync(IReadOnlyCollection<AccountId> accounts, CancellationToken cancellation)
    {
        FollowedAccount[] known = [.. (await connection.AskAsync(() => accounts.Select(Followed).ToArray())).Where(account => account.At is not null)];
        if (known.Length == 0) return [];
        (IReadOnlyList<TradePrint> trades, string reason) = await FetchAsync(known);
        return [.. known.Select(account => new TimeAway(account.Account, UnixTime.ToNanoseconds(account.At!.Value), UnixTime.ToNanoseconds(account.Now), account.Policy,
            [.. account.Open.Select(open => TimesAway.MarketOf(account, open.Key, open.Value, trades, reason))]))];
    }

    private async Task<(IReadOnlyList<TradePrint> Trades, string Reason)> FetchAsync(FollowedAccount[] known)
    {
        TradeMark?[] marks = [.. known.Where(account => account.Open.Count > 0).Select(account => account.Trades.GetValueOrDefault(SimulatedVenue.Instrument.Id.Number))];
        if (marks.Length == 0) return ([], "");
        if (marks.Any(mark => mark is null)) return ([], "no trade of it had been seen before");
        TradeMark from = marks.MinBy(mark => mark!.Id)!;
        if (recent.ReachesBackTo(SimulatedVenue.Instrument.Id, from.Id)) return (recent.After(SimulatedVenue.Instrument.Id, from.Id), "");
        for (int look = 0; look < 30 && !feed.IsLive; look++) await Task.Delay(TimeSpan.FromMilliseconds(100), time, CancellationToken.None);
        bool isStreaming = feed.IsLive;
        TradePrint[] history = await connection.AskAsync(() => venue.Trades.Skip((int)from.Id).ToArray());
        if (schedule.OneIn(6)) return (history[(history.Length / 2)..], "the venue's history does not reach back");
        return isStreaming ? (history, "") : (history, "its live trades do not come yet");
    }

    private FollowedAccount Followed(AccountId account)
    {
        StoredLease lease = store.Leases[account.Value];
        Dictionary<InstrumentId, long> open = [];
        if (store.Accounts.TryGetValue(account.Value, out StoredAccount? stored) && stored.Journal.Count > 0)
        {
            TradingEngine engine = new();
            engine.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = SimulatedVenue.Instrument.Id, Definition = SimulatedVenue.Instrument }.Numbered(1, 1), new());
            EngineEvent[] events = [.. stored.Journal.Select(JournalJson.ReadEvent)];
            engine.Restore(account, events);
            if (engine.TryGetAccount(account, out AccountView? view) && view.OpenOrders.Count > 0)
                open.Add(SimulatedVenue.Instrument.Id, events.OfType<OrderExecuted>().Max(executed => executed.Execution.Evidence.TradeId) ?? 0);
        }
        return new(account, lease.FollowedAtNs is { } at ? UnixTime.FromNanoseconds(at) : null, UnixTime.FromNanoseconds(schedule.NowNs), lease.Followed ?? new Dictionary<int, TradeMark>(),
            (MissedTradesPolicy)(account.Value.GetHashCode() & 1), open);
    }
}
