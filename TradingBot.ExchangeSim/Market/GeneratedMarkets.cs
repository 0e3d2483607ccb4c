using TradingBot.ExchangeSim.Matching;

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
    private long _nextFundamentalNs;
    private OrderFlow? _next;

    public GeneratedMarkets(long seed, long startNs)
    {
        _common = new RandomSource(seed, 0);
        int stream = 1;
        foreach (Listings.Asset asset in Listings.All)
        {
            var fundamental = new Fundamental(asset.Fundamental, new RandomSource(seed, stream++));
            _fundamentals.Add(fundamental);
            foreach (Listings.Listing listing in (Listings.Listing[])[asset.Binance, asset.Kucoin])
            {
                var market = new PublicMarket(listing.Instrument, firstTradeId: 1, updateId: 0, ticksCloseDepthWindows: true);
                var book = new GeneratedBook(market, new MatchingEngine());
                _books.Add(book);
                _flows.Add(new OrderFlow(book, listing.Flow, fundamental, new RandomSource(seed, stream++), startNs));
            }
        }
        Markets = [.. _books.Select(book => book.Market)];
        _nextFundamentalNs = startNs + Fundamental.StepNs;
        FindNext();
    }

    public IReadOnlyList<PublicMarket> Markets { get; }

    public IReadOnlyList<GeneratedBook> Books => _books;

    public long NextTimeNs { get; private set; }

    public void Step()
    {
        if (_next is null)
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
            if (flow.NextTimeNs < NextTimeNs)
            {
                _next = flow;
                NextTimeNs = flow.NextTimeNs;
            }
        }
    }
}
