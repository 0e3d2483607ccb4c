using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Accounts;
using TradingBot.Api.Orders;
using TradingBot.Api.Portfolio;
using TradingBot.Api.Strategies;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Live;

/// <summary>
/// Gathers what the live bus says has changed about watched accounts, and reads it from the database in one go: however fast orders change,
/// the database is asked a few times per second and account.
/// </summary>
internal sealed class AccountNews(LiveHub hub, IDbContextFactory<TradingBotDbContext> databases, PortfolioReader portfolio)
{
    private sealed class Changes
    {
        public HashSet<Guid> Orders { get; } = [];
        public HashSet<Guid> Executions { get; } = [];
        public HashSet<string> Strategies { get; } = [];
        public bool Portfolio { get; set; }
    }

    private readonly ConcurrentDictionary<Guid, Changes> _changed = new();

    /// <summary>Takes note; called by the bus's reader, so it only writes down.</summary>
    public void Note(LiveMessage message)
    {
        switch (message)
        {
            case LiveOrder order: Note(order.AccountId, changes => changes.Orders.Add(order.OrderId)); break;
            case LiveStrategy strategy: Note(strategy.AccountId, changes => changes.Strategies.Add(strategy.StrategyId)); break;
            case LiveEquity equity: Note(equity.AccountId, changes => changes.Portfolio = true); break;
            case LiveExecution execution:
                Note(execution.AccountId, changes =>
                {
                    changes.Orders.Add(execution.OrderId);
                    changes.Executions.Add(execution.ExecutionId);
                    changes.Portfolio = true;
                });
                break;
            default: break;
        }
    }

    /// <summary>Reads what was noted and tells it.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        foreach (Guid accountId in _changed.Keys)
        {
            if (!_changed.TryRemove(accountId, out Changes? changes)) continue;
            // Who still writes into it holds this lock.
            lock (changes) { }
            await TellAsync(accountId, changes, cancellation);
        }
    }

    private void Note(Guid accountId, Action<Changes> note)
    {
        if (!hub.IsWatched(LiveTopic.Account(accountId))) return;
        while (true)
        {
            Changes changes = _changed.GetOrAdd(accountId, _ => new Changes());
            lock (changes)
            {
                // Taken in between: what is written now would never be read.
                if (!_changed.TryGetValue(accountId, out Changes? current) || !ReferenceEquals(current, changes)) continue;
                note(changes);
                return;
            }
        }
    }

    private async Task TellAsync(Guid accountId, Changes changes, CancellationToken cancellation)
    {
        LiveTopic topic = LiveTopic.Account(accountId);
        if (!hub.IsWatched(topic)) return;
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        if (changes.Orders.Count > 0)
        {
            foreach (OrderRow row in await database.Orders.Where(order => changes.Orders.Contains(order.OrderId)).OrderBy(order => order.OrderNumber).ToListAsync(cancellation))
                hub.Tell(topic, () => LiveEventsOf.Order(row.ToContract()));
        }
        if (changes.Executions.Count > 0)
        {
            foreach (ExecutionRow row in await database.TradeExecutions.Where(execution => changes.Executions.Contains(execution.ExecutionId))
                         .OrderBy(execution => execution.ExecutionNumber).ToListAsync(cancellation))
                hub.Tell(topic, () => LiveEventsOf.Execution(row.ToContract()));
        }
        foreach (string strategyId in changes.Strategies)
        {
            foreach (var strategy in await StrategyReader.ReadAsync(database, accountId, strategyId, cancellation)) hub.Tell(topic, () => LiveEventsOf.Strategy(strategy));
        }
        if (changes.Portfolio && await AccountChoice.ChooseAsync(database, accountId, cancellation) is { } account)
        {
            var summary = await portfolio.ReadAsync(database, account, cancellation);
            hub.Tell(topic, () => LiveEventsOf.Portfolio(summary));
        }
    }
}
