using TradingBot.Api.Errors;
using TradingBot.Api.MarketData;
using TradingBot.Contracts.Live;
using TradingBot.Storage;
using TradingBot.Storage.Live;

namespace TradingBot.Api.Live;

/// <summary>
/// Brings news to the watchers: from the live bus as it comes, of accounts a few times per second, of the system once per second;
/// and while Redis is away, everything from the database once per second.
/// </summary>
internal sealed partial class LiveFeed(
    LiveBus bus, LatestValues latest, LiveHub hub, AccountNews accounts, PresentState present, SystemNews system, TimeProvider time, ILogger<LiveFeed> logger) : BackgroundService
{
    private const int BookDepth = 20;
    private static readonly TimeSpan AccountInterval = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan SystemInterval = TimeSpan.FromSeconds(1);

    // What the polling loop told last; only that loop touches it.
    private readonly Dictionary<(LiveTopic Topic, string Key), byte[]> _polled = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using IDisposable subscription = bus.Subscribe(Receive);
        await Task.WhenAll(
            RepeatAsync(AccountInterval, accounts.TellAsync, stoppingToken),
            RepeatAsync(SystemInterval, system.TellAsync, stoppingToken),
            RepeatAsync(SystemInterval, PollAsync, stoppingToken));
    }

    /// <summary>Called by the bus's reader: must not wait.</summary>
    internal void Receive(LiveMessage message)
    {
        latest.Keep(message);
        switch (message)
        {
            case LiveTicker ticker:
                hub.Tell(LiveTopic.Tickers, () => LiveEventsOf.Ticker(ticker.ToContract()));
                break;
            case LiveBook book:
                hub.Tell(new LiveTopic(LiveTopicKind.Book, book.Venue, book.Symbol), () => LiveEventsOf.Book(book.ToContract(BookDepth)));
                break;
            case LiveTrades trades:
                foreach (var trade in trades.ToContracts(trades.NewCount).Reverse())
                    hub.Tell(new LiveTopic(LiveTopicKind.Trades, trades.Venue, trades.Symbol), () => LiveEventsOf.Trade(trade));
                break;
            case LiveBar bar:
                hub.Tell(new LiveTopic(LiveTopicKind.Candles, bar.Venue, bar.Symbol, bar.IntervalSeconds),
                    () => LiveEventsOf.Candle(new LiveCandle(bar.Venue, bar.Symbol, bar.IntervalSeconds, bar.ToCandle(), bar.Closed)));
                break;
            case LiveControl:
                system.Wake();
                break;
            default:
                accounts.Note(message);
                break;
        }
    }

    private async Task PollAsync(CancellationToken cancellation)
    {
        if (bus.IsConnected)
        {
            _polled.Clear();
            return;
        }
        latest.Forget();
        IReadOnlyCollection<LiveTopic> watched = hub.Watched;
        foreach ((LiveTopic topic, string key) in _polled.Keys.Where(known => !watched.Contains(known.Topic)).ToArray()) _polled.Remove((topic, key));
        // The system is told by its own loop, Redis or not.
        foreach (LiveTopic topic in watched.Where(topic => topic.Kind != LiveTopicKind.System))
        {
            foreach (ServerEvent state in await present.ReadAsync(topic, cancellation))
            {
                if (_polled.TryGetValue((topic, state.Key), out byte[]? told) && told.AsSpan().SequenceEqual(state.Frame)) continue;
                _polled[(topic, state.Key)] = state.Frame;
                hub.Tell(topic, () => state);
            }
        }
    }

    private async Task RepeatAsync(TimeSpan interval, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (Exception failure) when (failure is StorageException || FailureAnswers.IsDatabaseAway(failure))
            {
                LogLate(failure.Message);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(interval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(3050, LogLevel.Warning, "Live values are late: {Problem}")]
    private partial void LogLate(string problem);
}
