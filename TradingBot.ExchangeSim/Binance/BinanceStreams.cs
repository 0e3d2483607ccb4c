using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>Publishes one symbol's Binance streams. What is not subscribed is not encoded.</summary>
internal sealed class BinanceStreams : IMarketPublisher
{
    private const long WindowNs = 100_000_000;
    private const long SecondNs = 1_000_000_000;

    private readonly MessageWriter _writer;
    private readonly BinanceStreams? _inMicroseconds;
    private readonly DepthWindow _window100 = new();
    private readonly DepthWindow _window1000 = new();
    private readonly Topic _trade;
    private readonly Topic _aggregate;
    private readonly Topic _bookTicker;
    private readonly Topic _depth100;
    private readonly Topic _depth1000;
    private readonly Topic _ticker;
    private readonly Topic _miniTicker;
    private readonly Topic _averagePrice;
    private readonly (Topic Topic, int Levels)[] _partial100;
    private readonly (Topic Topic, int Levels)[] _partial1000;
    private readonly Topic[] _klines;
    private TopOfBook _toldTop;

    public BinanceStreams(PublicMarket market, TopicDirectory topics, long timeUnitNs = BinanceTimeUnit.MillisecondNs)
    {
        _writer = new MessageWriter { TimeUnitNs = timeUnitNs };
        if (topics.InMicroseconds is { } inMicroseconds)
            _inMicroseconds = new BinanceStreams(market, inMicroseconds, BinanceTimeUnit.MicrosecondNs);
#pragma warning disable CA1308 // Stream names are lower case by the venue's rule.
        string symbol = market.Symbol.ToLowerInvariant();
#pragma warning restore CA1308
        _toldTop = market.Top;
        _trade = topics.Create($"{symbol}@trade", market, StreamKind.Trade);
        _aggregate = topics.Create($"{symbol}@aggTrade", market, StreamKind.AggTrade);
        _bookTicker = topics.Create($"{symbol}@bookTicker", market, StreamKind.BookTicker);
        _depth100 = topics.Create($"{symbol}@depth@100ms", market, StreamKind.Depth);
        _depth1000 = topics.Create($"{symbol}@depth", market, StreamKind.Depth);
        _ticker = topics.Create($"{symbol}@ticker", market, StreamKind.Ticker);
        _miniTicker = topics.Create($"{symbol}@miniTicker", market, StreamKind.Ticker);
        _averagePrice = topics.Create($"{symbol}@avgPrice", market, StreamKind.Ticker);
        int[] levels = [5, 10, 20];
        _partial100 = [.. levels.Select(count => (topics.Create($"{symbol}@depth{count}@100ms", market, StreamKind.PartialDepth), count))];
        _partial1000 = [.. levels.Select(count => (topics.Create($"{symbol}@depth{count}", market, StreamKind.PartialDepth), count))];
        _klines = [.. CandleInterval.All.Select(interval => topics.Create($"{symbol}@kline_{interval.BinanceName}", market, StreamKind.Candle))];
    }

    public void OperationDone(PublicMarket market)
    {
        _inMicroseconds?.OperationDone(market);
        _window100.Collect(market);
        _window1000.Collect(market);
        if (_trade.HasSubscribers)
        {
            foreach (ref readonly Trade trade in market.NewTrades)
                _trade.Publish(BinanceMessages.Trade(_writer, market, in trade));
        }
        if (_aggregate.HasSubscribers)
        {
            foreach (ref readonly AggregateTrade trade in market.NewAggregates)
                _aggregate.Publish(BinanceMessages.AggregateTrade(_writer, market, in trade));
        }
        TopOfBook top = market.Top;
        // Every best price that a recording gives was told once, so it is told again.
        if (market.TopFollowsBook ? top.Bid == _toldTop.Bid && top.Ask == _toldTop.Ask : top == _toldTop)
            return;
        _toldTop = top;
        if (_bookTicker.HasSubscribers)
            _bookTicker.Publish(BinanceMessages.BookTicker(_writer, market));
    }

    public void Tick(PublicMarket market, long timeNs)
    {
        _inMicroseconds?.Tick(market, timeNs);
        if (timeNs % WindowNs == 0 && market.TicksCloseDepthWindows)
            EndWindow(market, timeNs, _window100, _depth100, _partial100);
        if (timeNs % SecondNs != 0)
            return;
        EndWindow(market, timeNs, _window1000, _depth1000, _partial1000);
        PublishKlines(market, timeNs);
        PublishTickers(market, timeNs);
        if (_averagePrice.HasSubscribers)
            _averagePrice.Publish(BinanceMessages.AveragePriceOf(_writer, market, timeNs));
    }

    public void DepthWindowEnded(PublicMarket market, long timeNs)
    {
        _inMicroseconds?.DepthWindowEnded(market, timeNs);
        EndWindow(market, timeNs, _window100, _depth100, _partial100);
    }

    private void EndWindow(PublicMarket market, long timeNs, DepthWindow window, Topic updates, (Topic Topic, int Levels)[] partials)
    {
        if (window.IsEmpty)
            return;
        if (updates.HasSubscribers)
            updates.Publish(BinanceMessages.DepthUpdate(_writer, market, window, timeNs));
        foreach ((Topic topic, int levels) in partials)
        {
            if (topic.HasSubscribers)
                topic.Publish(BinanceMessages.PartialBook(_writer, market, levels));
        }
        window.Restart();
    }

    /// <summary>Every two seconds (one second for 1s), and at the end of each candle.</summary>
    private void PublishKlines(PublicMarket market, long timeNs)
    {
        long timeMs = timeNs / 1_000_000;
        for (int at = 0; at < _klines.Length; at++)
        {
            if (!_klines[at].HasSubscribers)
                continue;
            CandleInterval interval = CandleInterval.All[at];
            long openMs = interval.OpenOf(timeMs - 1);
            bool closed = interval.NextOpen(openMs) == timeMs;
            if ((closed || timeMs % 2_000 == 0) && market.Candles[at].TryAt(openMs, out Candle candle))
                _klines[at].Publish(BinanceMessages.Kline(_writer, market, interval, in candle, closed, timeNs));
        }
    }

    private void PublishTickers(PublicMarket market, long timeNs)
    {
        if (!_ticker.HasSubscribers && !_miniTicker.HasSubscribers)
            return;
        DayStatistics day = DayStatistics.Of(market, timeNs / 1_000_000);
        if (_ticker.HasSubscribers)
            _ticker.Publish(BinanceMessages.Ticker(_writer, market, in day));
        if (_miniTicker.HasSubscribers)
            _miniTicker.Publish(BinanceMessages.MiniTicker(_writer, market, in day));
    }
}
