using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Bars;

/// <summary>Bars of one interval of one instrument, built from trades by the venue's time, and the last of them for newcomers.</summary>
/// <remarks>A trade that comes late, after its bar was closed, counts in the bar that is open: a closed bar never changes.</remarks>
internal sealed class BarSeries(int intervalSeconds)
{
    private const int Kept = 512;

    private readonly long _intervalNs = intervalSeconds * 1_000_000_000L;
    private readonly BarFrame[] _frames = new BarFrame[Kept];
    private long _frameCount;
    private Bar _open;
    private bool _isOpen;
    private long _closedUntilNs;
    private long _boughtBefore;
    private long _soldBefore;

    internal int IntervalSeconds { get; } = intervalSeconds;

    /// <summary>Number of frames kept.</summary>
    internal int FrameCount => (int)Math.Min(_frameCount, Kept);

    /// <summary>A kept frame, 0 is the oldest.</summary>
    internal BarFrame Frame(int index) => _frames[(_frameCount - FrameCount + index) % Kept];

    /// <summary>Closes the open bar if its interval has ended by <paramref name="marketTimeNs"/>.</summary>
    internal bool TryClose(long marketTimeNs, Market market, out BarFrame closed)
    {
        closed = default;
        if (!_isOpen || marketTimeNs < _open.OpenTimeNs + _intervalNs) return false;
        _isOpen = false;
        closed = FrameOf(_open, market);
        Keep(closed);
        return true;
    }

    internal void Add(in TradePrint trade)
    {
        if (!_isOpen)
        {
            long start = Math.Max(trade.ExchangeTimeNs - trade.ExchangeTimeNs % _intervalNs, _closedUntilNs);
            _open = new(start, IntervalSeconds, trade.Price, trade.Price, trade.Price, trade.Price, trade.Quantity, 1);
            _isOpen = true;
            return;
        }

        _open = _open with
        {
            High = trade.Price > _open.High ? trade.Price : _open.High,
            Low = trade.Price < _open.Low ? trade.Price : _open.Low,
            Close = trade.Price,
            Volume = _open.Volume + trade.Quantity,
            TradeCount = _open.TradeCount + 1,
        };
    }

    /// <summary>Takes a bar from the past; false where it is not newer than what is known.</summary>
    internal bool TryAddHistory(in Bar bar, Market market, out BarFrame frame)
    {
        frame = default;
        if (bar.OpenTimeNs < _closedUntilNs || (_isOpen && bar.OpenTimeNs >= _open.OpenTimeNs)) return false;
        frame = PricesOf(bar, market);
        Keep(frame);
        return true;
    }

    private void Keep(in BarFrame frame)
    {
        _frames[_frameCount++ % Kept] = frame;
        _closedUntilNs = frame.Bar.OpenTimeNs + _intervalNs;
    }

    private BarFrame FrameOf(in Bar bar, Market market)
    {
        double bought = unchecked(market.Flow.BoughtUnits - _boughtBefore);
        double sold = unchecked(market.Flow.SoldUnits - _soldBefore);
        (_boughtBefore, _soldBefore) = (market.Flow.BoughtUnits, market.Flow.SoldUnits);
        BarFrame prices = PricesOf(bar, market);
        if (!market.IsUsable || !market.Book.IsTwoSided) return prices;
        double ask = market.Book.Asks.Best.Units;
        double bid = market.Book.Bids.Best.Units;
        return prices with
        {
            HasMarket = true,
            BookImbalance = market.Book.TopImbalance(),
            SpreadBasisPoints = (ask - bid) / ((ask + bid) / 2) * 10_000,
            FlowImbalance = bought + sold > 0 ? (bought - sold) / (bought + sold) : 0,
        };
    }

    private static BarFrame PricesOf(in Bar bar, Market market)
    {
        double unit = 1 / Math.Pow(10, market.Definition!.PriceScale);
        return new(bar, bar.Open.Units * unit, bar.High.Units * unit, bar.Low.Units * unit, bar.Close.Units * unit, false, 0, 0, 0);
    }
}
