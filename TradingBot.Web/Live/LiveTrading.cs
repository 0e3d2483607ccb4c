using System.Collections.Immutable;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;
using TradingBot.Web.Api;

namespace TradingBot.Web.Live;

/// <summary>The one subscription of this process to what all viewers share: prices, feeds, safety and the account.</summary>
internal sealed class LiveTrading(EventStream stream, TradingApi api, TimeProvider time) : BackgroundService
{
    private const string Topics = "tickers,system,account:default";

    /// <summary>How long a loss may last before pages say so: a restart of the Api shows no alarm.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private readonly Lock _connection = new();

    /// <summary>Raised on any thread, as often as events arrive: a subscriber conflates.</summary>
    public event Action<LiveTopics>? Changed;

    public TradingState State { get; } = new();

    /// <summary>Whether the stream is up now.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>Grows by one with every new connection: pages read again what the stream does not carry.</summary>
    public int Generation { get; private set; }

    /// <summary>Equity at the start of the UTC day, or at its first valuation that day; none until it is known.</summary>
    public decimal? DayStartEquity { get; private set; }

    /// <summary>Why it is down, once it has been for longer than a moment.</summary>
    public string? Problem => IsConnected || time.GetElapsedTime(_lostAt) < Grace ? null : _reason;

    private string _reason = "the Api has not answered yet";
    private long _lostAt = time.GetTimestamp();

    /// <summary>Reads the order that a command has answered with into the state, ahead of the stream.</summary>
    public void Apply(object item) => Publish(State.Apply(item, time.GetUtcNow()));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        stream.RunAsync(Topics, () => Connected(stoppingToken), Apply, Lost, stoppingToken);

    private void Connected(CancellationToken stopping)
    {
        lock (_connection)
        {
            IsConnected = true;
            Generation++;
        }
        Publish(LiveTopics.Connection);
        _ = SeedAsync(stopping);
    }

    private void Lost(string reason)
    {
        lock (_connection)
        {
            if (IsConnected) _lostAt = time.GetTimestamp();
            IsConnected = false;
            _reason = reason;
        }
        Publish(LiveTopics.Connection);
    }

    /// <summary>The stream tells the present state and changes; lists and whatever did not change come as answers.</summary>
    private async Task SeedAsync(CancellationToken cancellation)
    {
        int generation = Generation;
        await Task.WhenAll(
            SeedInstrumentsAsync(generation, cancellation),
            SeedDayAsync(generation, cancellation),
            SeedListAsync<OrderContract>($"api/orders?limit={TradingState.ListLength}", cancellation),
            SeedListAsync<ExecutionContract>($"api/executions?limit={TradingState.ListLength}", cancellation),
            SeedListAsync<StrategyContract>("api/strategies", cancellation),
            SeedListAsync<TickerContract>("api/market-data/tickers", cancellation),
            SeedOneAsync<PortfolioSummary>("api/portfolio/summary", cancellation),
            SeedOneAsync<SafetyStatus>("api/health/safety", cancellation));
    }

    private async Task SeedInstrumentsAsync(int generation, CancellationToken cancellation)
    {
        while (IsConnected && Generation == generation && !cancellation.IsCancellationRequested)
        {
            Answer<Page<InstrumentContract>> answer = await api.GetAsync<Page<InstrumentContract>>("api/market-data/instruments?limit=200", cancellation);
            if (answer.Value is { Items.Count: > 0 } page) Apply(page.Items.ToImmutableArray());
            // A worker that has just started lists none yet.
            TimeSpan pause = State.Instruments.Length == 0 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60);
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks for the first valuation of the day, again after midnight and until there is one.</summary>
    private async Task SeedDayAsync(int generation, CancellationToken cancellation)
    {
        DateTime known = default;
        while (IsConnected && Generation == generation && !cancellation.IsCancellationRequested)
        {
            DateTime today = time.GetUtcNow().UtcDateTime.Date;
            if (known != today)
            {
                Answer<Page<EquityPointContract>> answer = await api.GetAsync<Page<EquityPointContract>>($"api/portfolio/equity?from={today:yyyy-MM-dd}T00:00:00Z&limit=1", cancellation);
                if (answer.Value is { Items: [var first, ..] })
                {
                    known = today;
                    DayStartEquity = first.Equity;
                    Publish(LiveTopics.Portfolio);
                }
            }
            await Task.Delay(TimeSpan.FromSeconds(5), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SeedListAsync<T>(string path, CancellationToken cancellation)
        where T : class
    {
        Answer<Page<T>> answer = await api.GetAsync<Page<T>>(path, cancellation);
        foreach (T item in answer.Value?.Items ?? []) Apply(item);
    }

    private async Task SeedOneAsync<T>(string path, CancellationToken cancellation)
        where T : class
    {
        Answer<T> answer = await api.GetAsync<T>(path, cancellation);
        if (answer.Value is { } value) Apply(value);
    }

    private void Publish(LiveTopics topics)
    {
        if (topics != LiveTopics.None) Changed?.Invoke(topics);
    }
}
