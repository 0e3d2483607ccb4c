using System.Collections.Immutable;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.Web.Live;

/// <summary>The latest of everything that all viewers share. Writers take the lock; readers get immutable values without it.</summary>
public sealed class TradingState
{
    /// <summary>Orders and executions kept; older ones are read page by page from the Api.</summary>
    public const int ListLength = 200;

    private readonly Lock _writing = new();

    /// <summary>By venue and symbol.</summary>
    public ImmutableSortedDictionary<InstrumentKey, TickerContract> Tickers { get; private set; } =
        ImmutableSortedDictionary.Create<InstrumentKey, TickerContract>(InstrumentKey.ByName);

    /// <summary>By name of the venue.</summary>
    public ImmutableSortedDictionary<string, SeenVenue> Venues { get; private set; } = ImmutableSortedDictionary<string, SeenVenue>.Empty;

    /// <summary>Newest first.</summary>
    public ImmutableList<OrderContract> Orders { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public ImmutableList<ExecutionContract> Executions { get; private set; } = [];

    /// <summary>By id.</summary>
    public ImmutableSortedDictionary<string, StrategyContract> Strategies { get; private set; } = ImmutableSortedDictionary.Create<string, StrategyContract>(StringComparer.Ordinal);

    /// <summary>In the Api's order.</summary>
    public ImmutableArray<InstrumentContract> Instruments { get; private set; } = [];

    /// <summary>None until the first answer.</summary>
    public SafetyStatus? Safety { get; private set; }

    /// <summary>None until the first answer.</summary>
    public PortfolioSummary? Portfolio { get; private set; }

    /// <summary>Takes a contract in, whether it came by the stream or as an answer; older news about the same thing is ignored.</summary>
    /// <returns>What has changed.</returns>
    public LiveTopics Apply(object item, DateTimeOffset now)
    {
        lock (_writing)
        {
            return item switch
            {
                TickerContract ticker => Put(ticker),
                VenueStatus venue => Put(venue, now),
                SafetyStatus safety => Set(() => Safety = safety, LiveTopics.Safety),
                PortfolioSummary portfolio => Set(() => Portfolio = portfolio, LiveTopics.Portfolio),
                OrderContract order => Put(order),
                ExecutionContract execution => Put(execution),
                StrategyContract strategy => Set(() => Strategies = Strategies.SetItem(strategy.StrategyId, strategy), LiveTopics.Strategies),
                ImmutableArray<InstrumentContract> instruments => Set(() => Instruments = instruments, LiveTopics.Instruments),
                _ => LiveTopics.None,
            };
        }
    }

    private static LiveTopics Set(Action change, LiveTopics topic)
    {
        change();
        return topic;
    }

    private LiveTopics Put(TickerContract ticker)
    {
        var key = new InstrumentKey(ticker.Venue, ticker.Symbol);
        if (Tickers.TryGetValue(key, out TickerContract? known) && known.At > ticker.At) return LiveTopics.None;
        Tickers = Tickers.SetItem(key, ticker);
        return LiveTopics.Tickers;
    }

    private LiveTopics Put(VenueStatus venue, DateTimeOffset now)
    {
        Venues = Venues.SetItem(venue.Venue, new SeenVenue(venue, now));
        return LiveTopics.Venues;
    }

    private LiveTopics Put(OrderContract order)
    {
        int known = Orders.FindIndex(other => other.OrderId == order.OrderId);
        if (known >= 0 && Orders[known].UpdatedAt > order.UpdatedAt) return LiveTopics.None;
        Orders = known >= 0 ? Orders.SetItem(known, order) : Insert(Orders, order, other => other.CreatedAt <= order.CreatedAt);
        return LiveTopics.Orders;
    }

    private LiveTopics Put(ExecutionContract execution)
    {
        if (Executions.Exists(other => other.ExecutionId == execution.ExecutionId)) return LiveTopics.None;
        Executions = Insert(Executions, execution, other => other.ExecutedAt <= execution.ExecutedAt);
        return LiveTopics.Executions;
    }

    private static ImmutableList<T> Insert<T>(ImmutableList<T> newestFirst, T item, Predicate<T> isOlder)
    {
        int place = newestFirst.FindIndex(isOlder);
        ImmutableList<T> longer = newestFirst.Insert(place < 0 ? newestFirst.Count : place, item);
        return longer.Count > ListLength ? longer.RemoveAt(ListLength) : longer;
    }
}

/// <summary>An instrument's name.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
public readonly record struct InstrumentKey(string Venue, string Symbol)
{
    /// <summary>The order of lists: by venue, then by symbol.</summary>
    public static IComparer<InstrumentKey> ByName { get; } = Comparer<InstrumentKey>.Create(static (left, right) =>
        string.CompareOrdinal(left.Venue, right.Venue) is var venue && venue != 0 ? venue : string.CompareOrdinal(left.Symbol, right.Symbol));

    /// <inheritdoc/>
    public override string ToString() => $"{Venue}:{Symbol}";
}

/// <summary>A venue's status with the time when it was told, so that its ages go on growing on the screen.</summary>
/// <param name="Status">As told.</param>
/// <param name="SeenAt">When it was told.</param>
public sealed record SeenVenue(VenueStatus Status, DateTimeOffset SeenAt);
