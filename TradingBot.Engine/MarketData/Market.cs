using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.MarketData;

/// <summary>What is known of one instrument's market, shared by all accounts.</summary>
internal sealed class Market(InstrumentId id)
{
    private long _tradeReceivedNs;
    private MarketStatus _reported;

    internal InstrumentId Id { get; } = id;

    /// <summary>None until the instrument is defined.</summary>
    internal Instrument? Definition { get; private set; }

    internal OrderBook Book { get; } = new();

    internal RestingOrders Buys { get; } = new(Side.Buy);

    internal RestingOrders Sells { get; } = new(Side.Sell);

    internal TakenLiquidity Taken { get; } = new();

    internal TradeFlow Flow { get; } = new();

    internal List<BarSeries> Series { get; } = [];

    /// <summary>Accounts whose equity this market's price moves.</summary>
    internal List<AccountState> Holders { get; } = [];

    /// <summary>The last trade; its price is not valid before the first one.</summary>
    internal TradePrint LastTrade { get; private set; }

    /// <summary>Price that positions are valued at: the middle of best bid and ask (rounded down), else the last trade; not valid before either.</summary>
    internal Price Mark { get; private set; }

    internal MarketStatus Status => _reported == MarketStatus.Live && Book.IsCrossed ? MarketStatus.Crossed : _reported;

    /// <summary>Whether it may fill and signal.</summary>
    internal bool IsUsable => _reported == MarketStatus.Live && Book.HasSnapshot && !Book.IsCrossed;

    /// <summary>The latest time that the venue has told.</summary>
    internal long LatestTimeNs => Math.Max(Book.TimeNs, LastTrade.ExchangeTimeNs);

    /// <summary>The bars of an interval, from now on if not yet.</summary>
    internal BarSeries SeriesOf(int intervalSeconds)
    {
        foreach (BarSeries series in Series)
            if (series.IntervalSeconds == intervalSeconds) return series;
        BarSeries added = new(intervalSeconds);
        Series.Add(added);
        return added;
    }

    internal RestingOrders Resting(Side side) => side == Side.Buy ? Buys : Sells;

    internal void Define(Instrument definition)
    {
        Invariant.Holds(definition.Id == Id);
        Invariant.Holds(Definition is null || Definition.PriceScale == definition.PriceScale && Definition.QuantityScale == definition.QuantityScale);
        Definition = definition;
    }

    internal void SetStatus(MarketStatus status)
    {
        _reported = status;
        UpdateMark();
    }

    internal void ReplaceBook(BookUpdate update, long receivedNs)
    {
        Book.Replace(update, receivedNs);
        Buys.SeeBook(Book);
        Sells.SeeBook(Book);
        Taken.SeeBook(Book);
        UpdateMark();
    }

    internal void ChangeBook(BookUpdate update, long receivedNs)
    {
        if (!Book.TryChange(update, receivedNs)) return;
        if (Buys.Count > 0) SeeLevels(Buys, update.Bids.Span);
        if (Sells.Count > 0) SeeLevels(Sells, update.Asks.Span);
        Taken.SeeChanges(Side.Buy, update.Bids.Span);
        Taken.SeeChanges(Side.Sell, update.Asks.Span);
        UpdateMark();
    }

    internal void SeeTrade(in TradePrint trade, long receivedNs)
    {
        LastTrade = trade;
        _tradeReceivedNs = receivedNs;
        if (!IsUsable || !Book.IsTwoSided) Mark = trade.Price;
    }

    internal void SeeHistory(in Bar bar)
    {
        if (!Mark.IsValid) Mark = bar.Close;
    }

    /// <summary>The venue's time at our <paramref name="nowNs"/>, by the last trade's delay; 0 before the first trade.</summary>
    /// <remarks>So a slow feed, a clock that is off, or a recording with its old times close bars alike.</remarks>
    internal long EstimateTimeNs(long nowNs) => LastTrade.Price.IsValid ? LastTrade.ExchangeTimeNs + (nowNs - _tradeReceivedNs) : 0;

    internal void Rest(OrderState order)
    {
        order.JoinedTimeNs = Math.Max(order.JoinedTimeNs, LatestTimeNs);
        Resting(order.Terms.Side).Add(order);
        if (Book.HasSnapshot && Book.Of(order.Terms.Side).TryQuantityAt(order.Terms.LimitPrice!.Value, out long shown))
            order.SeeLevel(shown, Book.TimeNs, Book.LastUpdateId);
    }

    internal BookView ToView(int depth) => new()
    {
        Instrument = Id,
        Status = Status,
        LastUpdateId = Book.LastUpdateId,
        TimeNs = Book.TimeNs,
        Bids = Book.Bids.ToLevels(depth),
        Asks = Book.Asks.ToLevels(depth),
        LastTrade = LastTrade.Price.IsValid ? LastTrade : null,
        Mark = Mark.IsValid ? Mark : null,
    };

    private void SeeLevels(RestingOrders resting, ReadOnlySpan<BookLevel> levels)
    {
        foreach (ref readonly BookLevel level in levels) resting.SeeLevel(level.Price, level.Quantity.Units, Book);
        resting.SeeUnknown(Book);
    }

    private void UpdateMark()
    {
        if (IsUsable && Book.IsTwoSided) Mark = new((Book.Bids.Best.Units + Book.Asks.Best.Units) / 2);
    }
}
