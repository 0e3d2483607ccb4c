using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Accounts;
using TradingBot.Api.Health;
using TradingBot.Api.Input;
using TradingBot.Api.MarketData;
using TradingBot.Api.Orders;
using TradingBot.Api.Portfolio;
using TradingBot.Api.Strategies;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Live;

/// <summary>The present state of a topic, as events: what a new watcher gets first, and, where Redis is away, what every watcher gets once per second.</summary>
internal sealed class PresentState(
    IDbContextFactory<TradingBotDbContext> databases, InstrumentDirectory instruments, Tickers tickers, LatestValues latest, PortfolioReader portfolio,
    SafetyReader safety, TimeProvider time)
{
    private const int BookDepth = 20;
    private const int TradesShown = 50;
    private const int OrdersShown = 100;
    private const int ExecutionsShown = 50;

    public async Task<IReadOnlyList<ServerEvent>> ReadAsync(LiveTopic topic, CancellationToken cancellation)
    {
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        return topic.Kind switch
        {
            LiveTopicKind.Tickers => [.. (await tickers.ReadAsync(await instruments.AllAsync(cancellation), database, cancellation)).Select(LiveEventsOf.Ticker)],
            LiveTopicKind.Book => latest.IsFresh && await latest.FindAsync<LiveBook>($"book:{topic.Venue}:{topic.Symbol}") is { } book
                ? [LiveEventsOf.Book(book.ToContract(BookDepth))] : [],
            LiveTopicKind.Trades => latest.IsFresh && await latest.FindAsync<LiveTrades>($"trades:{topic.Venue}:{topic.Symbol}") is { } trades
                ? [.. trades.ToContracts(TradesShown).Reverse().Select(LiveEventsOf.Trade)] : [],
            LiveTopicKind.Candles => await CandleAsync(database, topic, cancellation),
            LiveTopicKind.Account => await AccountAsync(database, topic.AccountId, cancellation),
            LiveTopicKind.System => await SystemAsync(database, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(topic), topic.Kind, "unknown kind of topic"),
        };
    }

    private async Task<IReadOnlyList<ServerEvent>> CandleAsync(TradingBotDbContext database, LiveTopic topic, CancellationToken cancellation)
    {
        if (latest.IsFresh && await latest.FindAsync<LiveBar>($"bar:{topic.Venue}:{topic.Symbol}:{topic.Seconds}") is { } bar)
            return [LiveEventsOf.Candle(new LiveCandle(bar.Venue, bar.Symbol, bar.IntervalSeconds, bar.ToCandle(), bar.Closed))];
        InstrumentRow? instrument = (await instruments.AllAsync(cancellation)).FirstOrDefault(row => row.Venue == topic.Venue && row.Symbol == topic.Symbol);
        if (instrument is null) return [];
        CandleRow? candle = await database.Candles.Where(row => row.InstrumentId == instrument.InstrumentId && row.IntervalSeconds == topic.Seconds)
            .OrderByDescending(row => row.OpenTime).FirstOrDefaultAsync(cancellation);
        return candle is null ? [] : [LiveEventsOf.Candle(new LiveCandle(topic.Venue, topic.Symbol, topic.Seconds, candle.ToContract(), Closed: true))];
    }

    private async Task<IReadOnlyList<ServerEvent>> AccountAsync(TradingBotDbContext database, Guid accountId, CancellationToken cancellation)
    {
        AccountRow? account = await AccountChoice.ChooseAsync(database, accountId, cancellation);
        if (account is null) return [];
        List<OrderRow> open = await database.Orders.Where(row => row.AccountId == accountId && (row.Status == "open" || row.Status == "partiallyFilled")).ToListAsync(cancellation);
        List<OrderRow> newest = await database.Orders.Where(row => row.AccountId == accountId).OrderByDescending(row => row.CreatedAt).Take(OrdersShown).ToListAsync(cancellation);
        List<ExecutionRow> executions = await database.TradeExecutions.Where(row => row.AccountId == accountId)
            .OrderByDescending(row => row.ExecutedAt).Take(ExecutionsShown).ToListAsync(cancellation);
        return
        [
            LiveEventsOf.Portfolio(await portfolio.ReadAsync(database, account, cancellation)),
            .. open.UnionBy(newest, row => row.OrderId).OrderBy(row => row.OrderNumber).Select(row => LiveEventsOf.Order(row.ToContract())),
            .. executions.OrderBy(row => row.ExecutionNumber).Select(row => LiveEventsOf.Execution(row.ToContract())),
            .. (await StrategyReader.ReadAsync(database, accountId, strategyId: null, cancellation)).Select(LiveEventsOf.Strategy),
        ];
    }

    private async Task<IReadOnlyList<ServerEvent>> SystemAsync(TradingBotDbContext database, CancellationToken cancellation)
    {
        IReadOnlyList<VenueStatus> venues = await VenueStatuses.ReadAsync(database, venue: null, time.GetUtcNow(), cancellation);
        return [LiveEventsOf.Safety(await safety.ReadAsync(cancellation)), .. venues.Select(LiveEventsOf.Venue)];
    }
}
