using System.Runtime.InteropServices;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Market;

/// <summary>What is to be told to a market's subscribers.</summary>
internal interface IMarketPublisher
{
    /// <summary>An operation is done; its changes and trades are in the market.</summary>
    void OperationDone(PublicMarket market);

    /// <summary>Another 10 ms of simulated time have passed.</summary>
    void Tick(PublicMarket market, long timeNs);

    /// <summary>A recording says that a 100 ms window of depth ends here.</summary>
    void DepthWindowEnded(PublicMarket market, long timeNs);
}

/// <summary>
/// All that the public of one venue can know of one instrument: book by level, tape, candles. Changed operation by operation: a
/// <see cref="Begin"/>, some changes and trades, an <see cref="End"/>, at which subscribers are told.
/// </summary>
/// <remarks>Amounts in 10^-8. Not thread-safe; the simulation's lock guards it.</remarks>
internal sealed class PublicMarket
{
    private const int TradesKept = 100_000;
    private const int CandlesKept = 2_000;

    private readonly List<LevelChange> _changes = [];
    private readonly List<Trade> _newTrades = [];
    private readonly List<AggregateTrade> _newAggregates = [];
    private readonly CandleSeries[] _candles;

    public PublicMarket(Instrument instrument, long firstTradeId, long updateId, bool ticksCloseDepthWindows, IReadOnlyList<Candle>? history = null)
    {
        Instrument = instrument;
        Symbol = instrument.Symbol;
        Display = new MarketDisplay(instrument);
        NextTradeId = firstTradeId;
        UpdateId = updateId;
        TicksCloseDepthWindows = ticksCloseDepthWindows;
        _candles = [.. CandleInterval.All.Select(interval => new CandleSeries(interval, CandlesKept + Math.Max(0, interval.CountOf(history) - 1)))];
        foreach (Candle candle in history ?? [])
        {
            // A second is shorter than the history's candles.
            foreach (CandleSeries series in _candles.AsSpan(1))
                series.AddHistory(in candle);
        }
    }

    public Instrument Instrument { get; }

    public string Symbol { get; }

    /// <summary>What faults make of it for those who look from outside.</summary>
    public MarketDisplay Display { get; }

    public LevelBook Book { get; } = new();

    /// <summary>The last change's number: each change of a level's quantity has the next one.</summary>
    public long UpdateId { get; private set; }

    /// <summary>First update id of the operation under way; above <see cref="UpdateId"/> while it has changed no level.</summary>
    public long FirstUpdateId { get; private set; }

    /// <summary>Time of the last operation, in nanoseconds since 1970.</summary>
    public long TimeNs { get; private set; }

    public long NextTradeId { get; private set; }

    public History<Trade> Trades { get; } = new(TradesKept);

    public History<AggregateTrade> Aggregates { get; } = new(TradesKept);

    public Trade LastTrade => Trades.Count == 0 ? default : Trades[Trades.Next - 1];

    /// <summary>The last trade's price, before the first trade the best bid; in 10^-8.</summary>
    public long ReferencePrice => Trades.Count == 0 ? Top.Bid.Price : LastTrade.Price;

    /// <summary>In the order of <see cref="CandleInterval.All"/>.</summary>
    public ReadOnlySpan<CandleSeries> Candles => _candles;

    /// <summary>False where a recording says itself when its depth windows end.</summary>
    public bool TicksCloseDepthWindows { get; }

    /// <summary>False where the source gives best prices of its own, between its depth updates.</summary>
    public bool TopFollowsBook { get; set; } = true;

    public TopOfBook Top { get; private set; }

    public IMarketPublisher? Publisher { get; set; }

    /// <summary>Changes of the operation under way, in order.</summary>
    public ReadOnlySpan<LevelChange> Changes => CollectionsMarshal.AsSpan(_changes);

    public ReadOnlySpan<Trade> NewTrades => CollectionsMarshal.AsSpan(_newTrades);

    public ReadOnlySpan<AggregateTrade> NewAggregates => CollectionsMarshal.AsSpan(_newAggregates);

    public void Begin(long timeNs)
    {
        TimeNs = timeNs;
        FirstUpdateId = UpdateId + 1;
        _changes.Clear();
        _newTrades.Clear();
        _newAggregates.Clear();
    }

    /// <summary>Sets a level under the next update id.</summary>
    public void ChangeLevel(Side side, long price, long quantity)
    {
        Book[side].Set(price, quantity);
        _changes.Add(new LevelChange(side, price, quantity, ++UpdateId));
    }

    /// <summary>Takes over the range of update ids that a recording gives the levels set after it; it never goes back.</summary>
    public void MoveTo(long firstUpdateId, long lastUpdateId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lastUpdateId, UpdateId);
        FirstUpdateId = firstUpdateId;
        UpdateId = lastUpdateId;
    }

    /// <summary>Sets a level under an update id of the range that <see cref="MoveTo"/> has given.</summary>
    public void SetLevel(Side side, long price, long quantity, long updateId)
    {
        Book[side].Set(price, quantity);
        _changes.Add(new LevelChange(side, price, quantity, updateId));
    }

    /// <summary>Sets best prices that a recording gives.</summary>
    public void SetTop(TopOfBook top) => Top = top;

    /// <summary>Adds a trade under the next trade id, as part of the aggregate before it where price and side are the same.</summary>
    /// <param name="sequence">The update id that it caused, where a recording gives one of its own.</param>
    public void AddTrade(
        long price, long quantity, bool buyerIsMaker, long eventTimeNs, long tradeTimeNs, long makerOrderId, long takerOrderId, long? sequence = null)
    {
        var trade = new Trade(NextTradeId++, sequence ?? UpdateId, price, quantity, tradeTimeNs, eventTimeNs, buyerIsMaker, makerOrderId, takerOrderId);
        Trades.Add(in trade);
        _newTrades.Add(trade);
        foreach (CandleSeries series in _candles)
            series.Add(in trade);
        if (_newAggregates.Count > 0 && _newAggregates[^1].Price == price && _newAggregates[^1].BuyerIsMaker == buyerIsMaker)
            _newAggregates[^1] = _newAggregates[^1] with { Quantity = _newAggregates[^1].Quantity + quantity, LastTradeId = trade.Id };
        else
            _newAggregates.Add(new(Aggregates.Next + _newAggregates.Count + 1, price, quantity, trade.Id, trade.Id, tradeTimeNs, buyerIsMaker));
    }

    public void End()
    {
        foreach (AggregateTrade aggregate in _newAggregates)
            Aggregates.Add(in aggregate);
        if (TopFollowsBook && _changes.Count > 0)
            Top = new TopOfBook(UpdateId, Book.Bids.Best, Book.Asks.Best);
        Publisher?.OperationDone(this);
    }
}

/// <summary>A level's new quantity (0: gone) and the update id of the change.</summary>
internal readonly record struct LevelChange(Side Side, long Price, long Quantity, long UpdateId);

internal readonly record struct TopOfBook(long UpdateId, PriceLevel Bid, PriceLevel Ask);
