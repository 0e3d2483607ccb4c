using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Web.Api;

namespace TradingBot.Web.Live;

/// <summary>Subscriptions to single instruments, one per instrument and interval however many look at it, ended when nobody does.</summary>
internal sealed class LiveInstruments(EventStream stream, TradingApi api) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(InstrumentKey, int), Subscription> _subscriptions = [];

    /// <summary>Begins to look at an instrument; dispose of the answer to end it.</summary>
    public LiveInstrument Watch(InstrumentKey instrument, int intervalSeconds)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue((instrument, intervalSeconds), out Subscription? subscription))
                _subscriptions[(instrument, intervalSeconds)] = subscription = new Subscription(instrument, intervalSeconds, stream, api);
            subscription.Viewers++;
            return new LiveInstrument(subscription, () => Leave(subscription));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (Subscription subscription in _subscriptions.Values) subscription.Dispose();
            _subscriptions.Clear();
        }
    }

    private void Leave(Subscription subscription)
    {
        lock (_gate)
        {
            if (--subscription.Viewers > 0) return;
            _subscriptions.Remove((subscription.Instrument, subscription.IntervalSeconds));
            subscription.Dispose();
        }
    }

    internal sealed class Subscription : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly TradingApi _api;

        public Subscription(InstrumentKey instrument, int intervalSeconds, EventStream stream, TradingApi api)
        {
            (Instrument, IntervalSeconds, _api) = (instrument, intervalSeconds, api);
            string topics = $"book:{instrument},trades:{instrument},candles:{instrument}:{intervalSeconds}";
            CancellationToken end = _end.Token;
            _ = Task.Run(() => stream.RunAsync(topics, () => _ = SeedAsync(end), Apply, _ => { }, end), end);
        }

        public event Action? Changed;

        public InstrumentKey Instrument { get; }

        public int IntervalSeconds { get; }

        public int Viewers { get; set; }

        public InstrumentState State { get; } = new();

        /// <summary>Why the bars could not be read.</summary>
        public ApiFailure? Failure { get; private set; }

        public void Dispose()
        {
            _end.Cancel();
            _end.Dispose();
        }

        private void Apply(object item)
        {
            State.Apply(item);
            Changed?.Invoke();
        }

        private async Task SeedAsync(CancellationToken end)
        {
            string market = $"api/market-data/{Instrument.Venue}/{Instrument.Symbol}";
            Task<Answer<Page<MarketTradeContract>>> trades = _api.GetAsync<Page<MarketTradeContract>>($"{market}/trades?limit={InstrumentState.TradesLength}", end);
            Task<Answer<BookContract>> book = _api.GetAsync<BookContract>($"{market}/book?depth=20", end);
            Answer<Page<CandleContract>> candles = await _api.GetAsync<Page<CandleContract>>(
                $"{market}/candles?interval={Display.IntervalWord(IntervalSeconds)}&limit={InstrumentState.CandlesLength}", end);
            Failure = candles.Failure;
            // What the stream has told meanwhile is newer than these answers.
            CandleContract? newest = State.Candles.Count > 0 ? State.Candles[^1] : null;
            foreach (CandleContract candle in candles.Value?.Items ?? []) State.Apply(candle);
            if (newest is not null) State.Apply(newest);
            foreach (MarketTradeContract trade in (await trades).Value?.Items ?? []) State.Apply(trade);
            if ((await book).Value is { } first && State.Book is null) State.Apply(first);
            Changed?.Invoke();
        }
    }
}

/// <summary>One viewer's hold on an instrument's subscription.</summary>
public sealed class LiveInstrument : IDisposable
{
    private readonly LiveInstruments.Subscription _subscription;
    private readonly Action _leave;
    private bool _isLeft;

    internal LiveInstrument(LiveInstruments.Subscription subscription, Action leave) => (_subscription, _leave) = (subscription, leave);

    /// <summary>Raised on any thread, as often as events arrive.</summary>
    public event Action Changed
    {
        add => _subscription.Changed += value;
        remove => _subscription.Changed -= value;
    }

    /// <summary>Which instrument.</summary>
    public InstrumentKey Instrument => _subscription.Instrument;

    /// <summary>Length of its bars.</summary>
    public int IntervalSeconds => _subscription.IntervalSeconds;

    /// <summary>The latest of it.</summary>
    public InstrumentState State => _subscription.State;

    /// <summary>Why its past bars could not be read.</summary>
    public ApiFailure? Failure => _subscription.Failure;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isLeft) return;
        _isLeft = true;
        _leave();
    }
}
