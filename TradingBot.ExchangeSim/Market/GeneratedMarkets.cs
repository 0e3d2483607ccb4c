using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Orders;

namespace TradingBot.ExchangeSim.Market;

/// <summary>Where simulated events come from.</summary>
internal interface IMarketSource
{
    IReadOnlyList<PublicMarket> Markets { get; }

    /// <summary>Time of the next event, <see cref="long.MaxValue"/> when there is none left.</summary>
    long NextTimeNs { get; }

    /// <summary>Executes the event that is due at <see cref="NextTimeNs"/>.</summary>
    void Step();
}

/// <summary>The generated market: every listed instrument on both venues, with its agents, on one fundamental per asset.</summary>
internal sealed class GeneratedMarkets : IMarketSource
{
    private readonly List<GeneratedBook> _books = [];
    private readonly List<OrderFlow> _flows = [];
    private readonly List<Fundamental> _fundamentals = [];
    private readonly RandomSource _common;
    private readonly PriorityQueue<Action, (long TimeNs, long Number)> _arrivals = new();
    private long _lastArrival;
    private long _nextFundamentalNs;
    private OrderFlow? _next;

    public GeneratedMarkets(long seed, long startNs, TimeSpan candleHistory = default, int moreSymbols = 0, LabWeather? weather = null)
    {
        weather ??= LabWeather.Usual;
        _common = new RandomSource(seed, 0);
        int stream = 1;
        int number = 0;
        foreach (Listings.Asset asset in Listings.With(moreSymbols))
        {
            var fundamental = new Fundamental(asset.Fundamental with { AnnualVolatility = asset.Fundamental.AnnualVolatility * weather.Volatility }, new RandomSource(seed, stream++));
            _fundamentals.Add(fundamental);
            foreach (Listings.Listing listing in (Listings.Listing[])[asset.Binance, asset.Kucoin])
            {
                List<Candle> history = CandleHistory.Of(asset, listing, number, seed, startNs, candleHistory);
                var market = new PublicMarket(listing.Instrument, 1 + (history.Count == 0 ? 0 : history[^1].LastTradeId), updateId: 0, ticksCloseDepthWindows: true, history);
                var book = new GeneratedBook(market, new MatchingEngine(guestCapacity: GuestOrders.MostResting));
                _books.Add(book);
                _flows.Add(new OrderFlow(book, listing.Flow, fundamental, new RandomSource(seed, stream++), startNs) { Conditions = FlowConditions.Usual with { RateFactor = weather.Activity } });
            }
            number++;
        }
        Markets = [.. _books.Select(book => book.Market)];
        _nextFundamentalNs = startNs + Fundamental.StepNs;
        FindNext();
    }

    public IReadOnlyList<PublicMarket> Markets { get; }

    public IReadOnlyList<GeneratedBook> Books => _books;

    public long NextTimeNs { get; private set; }

    /// <summary>
    /// Lets a guest act at a time that has not passed: before the agents' events of the same nanosecond, in the order in which it was asked for.
    /// </summary>
    public void At(long timeNs, Action act)
    {
        _arrivals.Enqueue(act, (timeNs, ++_lastArrival));
        NextTimeNs = Math.Min(NextTimeNs, timeNs);
    }

    public OrderFlow FlowOf(PublicMarket market) => _flows[_books.FindIndex(book => book.Market == market)];

    /// <summary>Finds the next event again, after a flow has been stopped or started.</summary>
    public void Reschedule() => FindNext();

    public void Step()
    {
        if (_arrivals.TryPeek(out Action? act, out (long TimeNs, long) due) && due.TimeNs <= NextTimeNs)
        {
            _arrivals.Dequeue();
            act();
        }
        else if (_next is null)
            StepFundamentals();
        else
            _next.Step();
        FindNext();
    }

    private void StepFundamentals()
    {
        double common = _common.Normal();
        foreach (Fundamental fundamental in _fundamentals)
            fundamental.Step(common);
        foreach (OrderFlow flow in _flows)
            flow.StepPremium();
        _nextFundamentalNs += Fundamental.StepNs;
    }

    private void FindNext()
    {
        _next = null;
        NextTimeNs = _nextFundamentalNs;
        foreach (OrderFlow flow in _flows)
        {
            if (!flow.IsHalted && flow.NextTimeNs < NextTimeNs)
            {
                _next = flow;
                NextTimeNs = flow.NextTimeNs;
            }
        }
        if (_arrivals.TryPeek(out _, out (long TimeNs, long) due))
            NextTimeNs = Math.Min(NextTimeNs, due.TimeNs);
    }
}
