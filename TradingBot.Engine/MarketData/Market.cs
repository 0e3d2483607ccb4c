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

    // None where no rule of the venue asks for one.
    private AveragePrice? _average;

    internal InstrumentId Id { get; } = id;

    /// <summary>None until the instrument is defined.</summary>
    internal Instrument? Definition { get; private set; }

    internal OrderBook Book { get; private set; } = new();

    internal RestingOrders Buys { get; } = new(Side.Buy);

    internal RestingOrders Sells { get; } = new(Side.Sell);

    internal WaitingOrders WaitingForTrades { get; } = new();

    /// <summary>Buys that watch the best ask.</summary>
    internal WaitingOrders WaitingForAsks { get; } = new();

    /// <summary>Sells that watch the best bid.</summary>
    internal WaitingOrders WaitingForBids { get; } = new();

    /// <summary>Orders that were set off and have not met a book yet, first come first served.</summary>
    internal List<OrderState> Triggered { get; } = [];

    internal TakenLiquidity Taken { get; private set; } = new();

    internal PassedLevels PassedBids { get; private set; } = new(Side.Buy);

    internal PassedLevels PassedAsks { get; private set; } = new(Side.Sell);

    internal TradeFlow Flow { get; private set; } = new();

    internal List<BarSeries> Series { get; } = [];

    /// <summary>Accounts whose equity this market's price moves.</summary>
    internal List<AccountState> Holders { get; } = [];

    /// <summary>The last trade; its price is not valid before the first one.</summary>
    internal TradePrint LastTrade { get; private set; }

    /// <summary>Price that positions are valued at: the middle of best bid and ask (rounded down), else the last trade; not valid before either.</summary>
    internal Price Mark { get; private set; }

    internal MarketStatus Status => _reported == MarketStatus.Live && Book.IsCrossed ? MarketStatus.Crossed : _reported;

    /// <summary>Whether its world is new and has shown no book yet.</summary>
    internal bool IsReset { get; private set; }

    /// <summary>Whether it may fill and signal.</summary>
    internal bool IsUsable => _reported == MarketStatus.Live && Book.HasSnapshot && !Book.IsCrossed && Definition is { IsTrading: true };

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

    /// <summary>Where a conditional order waits.</summary>
    internal WaitingOrders WaitingFor(OrderState order) => order.Terms.Trigger!.Source == TriggerSource.LastTrade
        ? WaitingForTrades
        : order.Terms.Side == Side.Buy ? WaitingForAsks : WaitingForBids;

    internal void Define(Instrument definition)
    {
        Invariant.Holds(definition.Id == Id);
        Invariant.Holds(Definition is null || Definition.PriceScale == definition.PriceScale && Definition.QuantityScale == definition.QuantityScale);
        Definition = definition;
        int minutes = definition.Filters.AverageMinutes;
        if (minutes != (_average?.Minutes ?? 0)) _average = minutes == 0 ? null : new(minutes);
    }

    /// <summary>Quote and base units traded in the last minutes (0: in the last trade), for their ratio; nothing before the first trade.</summary>
    /// <remarks>Where the window saw no trade, the last one is the best that is known.</remarks>
    internal (Int128 Notional, Int128 Quantity) AverageOver(int minutes, long nowNs)
    {
        if (minutes > 0 && _average?.Over(minutes, EstimateTimeNs(nowNs)) is { } sums && sums.Quantity > 0) return sums;
        return LastTrade.Price.IsValid ? ((Int128)LastTrade.Price.Units * LastTrade.Quantity.Units, LastTrade.Quantity.Units) : default;
    }

    /// <summary>Forgets everything but the instrument: the next inputs are of another world.</summary>
    internal void Reset()
    {
        Invariant.Holds(Buys.Count == 0 && Sells.Count == 0 && Triggered.Count == 0);
        Invariant.Holds(WaitingForTrades.Count == 0 && WaitingForAsks.Count == 0 && WaitingForBids.Count == 0);
        (Book, Taken, Flow, PassedBids, PassedAsks) = (new(), new(), new(), new(Side.Buy), new(Side.Sell));
        for (int index = 0; index < Series.Count; index++) Series[index] = new(Series[index].IntervalSeconds);
        (LastTrade, Mark, _tradeReceivedNs, _reported) = (default, default, 0, MarketStatus.Unknown);
        if (_average is { } average) _average = new(average.Minutes);
        IsReset = true;
    }

    internal void SetStatus(MarketStatus status)
    {
        _reported = status;
        UpdateMark();
    }

    internal void ReplaceBook(BookUpdate update, long receivedNs)
    {
        Book.Replace(update, receivedNs);
        if (IsReset)
        {
            // Whatever the venue may still tell of the time when the markets were another world's did not meet the orders that waited.
            IsReset = false;
            Buys.JoinNoEarlierThan(Book.TimeNs);
            Sells.JoinNoEarlierThan(Book.TimeNs);
            WaitingForTrades.JoinNoEarlierThan(Book.TimeNs);
        }

        Buys.SeeBook(Book);
        Sells.SeeBook(Book);
        Taken.SeeBook(Book);
        SeeBookTime();
        UpdateMark();
    }

    internal void ChangeBook(BookUpdate update, long receivedNs)
    {
        if (!Book.TryChange(update, receivedNs)) return;
        if (Buys.Count > 0) SeeLevels(Buys, update.Bids.Span);
        if (Sells.Count > 0) SeeLevels(Sells, update.Asks.Span);
        Taken.SeeChanges(Side.Buy, update.Bids.Span);
        Taken.SeeChanges(Side.Sell, update.Asks.Span);
        SeeBookTime();
        UpdateMark();
    }

    internal void SeeTrade(in TradePrint trade, long receivedNs)
    {
        LastTrade = trade;
        _average?.Add(trade);
        PassedBids.See(trade, Book.TimeNs);
        PassedAsks.See(trade, Book.TimeNs);
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
        order.Show();
        Resting(order.Terms.Side).Add(order);
        if (Book.HasSnapshot && Book.Of(order.Terms.Side).TryQuantityAt(order.Terms.LimitPrice!.Value, out long shown))
            order.SeeLevel(shown, Book.TimeNs, Book.LastUpdateId);
    }

    /// <summary>Lets an iceberg order whose shown part is gone show the next one, behind all that its level shows.</summary>
    internal void ShowNext(OrderState order)
    {
        Resting(order.Terms.Side).Remove(order);
        order.ForgetMarket();
        Rest(order);
    }

    /// <summary>Lets a conditional order wait for its trigger: trades that the venue dates earlier do not concern it.</summary>
    internal void Await(OrderState order)
    {
        order.JoinedTimeNs = Math.Max(order.JoinedTimeNs, LatestTimeNs);
        WaitingFor(order).Add(order);
    }

    /// <summary>What of a level an order of an account can take: what it shows less what the account has taken and what trades have.</summary>
    internal long Takeable(AccountState account, Side bookSide, in BookLevel level) =>
        level.Quantity.Units - Taken.TakenBy(account, bookSide, level.Price) - (bookSide == Side.Buy ? PassedBids : PassedAsks).GoneFrom(level);

    /// <summary>Puts an open order of the journal where it belongs.</summary>
    internal void Restore(OrderState order)
    {
        // What has not met the venue yet is nowhere in the market; where a trailing stop follows from, it knows already.
        order.Extreme = order.TrailedTo;
        if (!order.HasArrived) return;
        if (!order.IsTriggered) Await(order);
        else if (order.Terms.LimitPrice is null) Triggered.Add(order);
        else Rest(order);
    }

    /// <summary>Forgets an order, wherever it is.</summary>
    internal void Remove(OrderState order)
    {
        if (order.IsResting) Resting(order.Terms.Side).Remove(order);
        else if (order.IsWaiting) WaitingFor(order).Remove(order);
        else Triggered.Remove(order);
    }

    /// <summary>The price that an order of a side watches now; not valid where it is not known.</summary>
    internal Price Watched(TriggerSource source, Side side) => source == TriggerSource.LastTrade
        ? LastTrade.Price
        : IsUsable ? Book.Of(side == Side.Buy ? Side.Sell : Side.Buy).Best : default;

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

    private void SeeBookTime()
    {
        PassedBids.SeeBook(Book.TimeNs);
        PassedAsks.SeeBook(Book.TimeNs);
    }

    private void UpdateMark()
    {
        if (IsUsable && Book.IsTwoSided) Mark = new((Book.Bids.Best.Units + Book.Asks.Best.Units) / 2);
    }
}
