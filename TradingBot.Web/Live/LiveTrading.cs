using System.Collections.Immutable;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;
using TradingBot.Web.Api;

namespace TradingBot.Web.Live;

/// <summary>The subscriptions of this process to what all viewers share: prices, feeds and safety, and the account.</summary>
/// <remarks>They are two, since a system that has just been installed has no account yet, and the Api refuses to follow one that is not there.</remarks>
internal sealed class LiveTrading : BackgroundService
{
    /// <summary>The most points that the Api gives at once.</summary>
    private const int EquityPointsMax = 5_000;

    private readonly TradingApi _api;
    private readonly TimeProvider _time;
    private readonly LiveLink _system;
    private readonly LiveLink _account;
    private int _generation;

    public LiveTrading(EventStream stream, TradingApi api, TimeProvider time)
    {
        (_api, _time) = (api, time);
        _system = new LiveLink(stream, "tickers,system", time, Apply, SeedSystemAsync, LinkChanged);
        _account = new LiveLink(stream, "account:default", time, Apply, SeedAccountAsync, LinkChanged);
    }

    /// <summary>Raised on any thread, as often as events arrive: a subscriber conflates.</summary>
    public event Action<LiveTopics>? Changed;

    public TradingState State { get; } = new();

    /// <summary>Whether the Api is there.</summary>
    public bool IsConnected => _system.IsConnected;

    /// <summary>Whether the account is followed.</summary>
    public bool IsAccountConnected => _account.IsConnected;

    /// <summary>Why the Api is not there, once it has been away for longer than a moment.</summary>
    public string? Problem => _system.Problem;

    /// <summary>Grows with every new connection: pages read again what the stream does not carry.</summary>
    public int Generation => _generation;

    /// <summary>The first valuation of the UTC day; none until it is known.</summary>
    public EquityPointContract? DayStart { get; private set; }

    /// <summary>Takes an answer in ahead of the stream, so that who asked does not wait for it.</summary>
    public void Apply(object item) => Publish(State.Apply(item, _time.GetUtcNow()));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_system.RunAsync(stoppingToken), _account.RunAsync(stoppingToken));

    private void LinkChanged()
    {
        Interlocked.Increment(ref _generation);
        Publish(LiveTopics.Connection);
    }

    private Task SeedSystemAsync(CancellationToken connection) => Task.WhenAll(
        FollowInstrumentsAsync(connection),
        SeedListAsync<TickerContract>("api/market-data/tickers", connection),
        SeedOneAsync<SafetyStatus>("api/health/safety", connection));

    private Task SeedAccountAsync(CancellationToken connection) => Task.WhenAll(
        FollowDayAsync(connection),
        SeedListAsync<OrderContract>($"api/orders?limit={TradingState.ListLength}", connection),
        SeedListAsync<ExecutionContract>($"api/executions?limit={TradingState.ListLength}", connection),
        SeedListAsync<StrategyContract>("api/strategies", connection),
        SeedOneAsync<PortfolioSummary>("api/portfolio/summary", connection));

    private async Task FollowInstrumentsAsync(CancellationToken connection)
    {
        while (!connection.IsCancellationRequested)
        {
            Answer<Page<InstrumentContract>> answer = await _api.GetAsync<Page<InstrumentContract>>("api/market-data/instruments", connection);
            if (answer.Value is { Items.Count: > 0 } page) Apply(page.Items.ToImmutableArray());
            // A worker that has just started lists none yet.
            await PauseAsync(State.Instruments.Length == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60), connection);
        }
    }

    /// <summary>Asks for the first valuation of the day, again after midnight and until there is one.</summary>
    private async Task FollowDayAsync(CancellationToken connection)
    {
        DateTime known = default;
        while (!connection.IsCancellationRequested)
        {
            DateTime today = _time.GetUtcNow().UtcDateTime.Date;
            if (known != today)
            {
                Answer<Page<EquityPointContract>> answer = await _api.GetAsync<Page<EquityPointContract>>(
                    $"api/portfolio/equity?from={today:yyyy-MM-dd}T00:00:00Z&limit={EquityPointsMax}", connection);
                if (answer.Value is { Items: [var first, ..] })
                {
                    (known, DayStart) = (today, first);
                    Publish(LiveTopics.Portfolio);
                }
            }
            await PauseAsync(TimeSpan.FromSeconds(5), connection);
        }
    }

    private async Task SeedListAsync<T>(string path, CancellationToken connection)
        where T : class
    {
        Answer<Page<T>> answer = await _api.GetAsync<Page<T>>(path, connection);
        foreach (T item in answer.Value?.Items ?? []) Apply(item);
    }

    private async Task SeedOneAsync<T>(string path, CancellationToken connection)
        where T : class
    {
        Answer<T> answer = await _api.GetAsync<T>(path, connection);
        if (answer.Value is { } value) Apply(value);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken connection) =>
        await Task.Delay(pause, _time, connection).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Publish(LiveTopics topics)
    {
        if (topics != LiveTopics.None) Changed?.Invoke(topics);
    }
}
