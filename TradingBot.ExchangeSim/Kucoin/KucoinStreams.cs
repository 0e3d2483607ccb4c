using System.Text;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>Publishes one symbol's KuCoin topics. What is not subscribed is not encoded.</summary>
internal sealed class KucoinStreams : IMarketPublisher
{
    private const long WindowNs = 100_000_000;
    private const long SnapshotNs = 2_000_000_000;

    private readonly MessageWriter _writer = new();
    private readonly byte[] _symbol;
    private readonly Topic _match;
    private readonly Topic _ticker;
    private readonly Topic _allTickers;
    private readonly Topic _level1;
    private readonly Topic _level2;
    private readonly Topic _depth5;
    private readonly Topic _depth50;
    private readonly Topic _snapshot;
    private readonly Topic _areaSnapshot;
    private readonly Topic?[] _candles;
    private TopOfBook _toldLevel1;
    private (long UpdateId, long TradeId) _toldTicker;
    private long _toldDepthId;

    public KucoinStreams(PublicMarket market, TopicDirectory topics)
    {
        string symbol = market.Symbol;
        _symbol = Encoding.UTF8.GetBytes(symbol);
        _match = topics.Create($"/market/match:{symbol}", market, StreamKind.Trade);
        _ticker = topics.Create($"/market/ticker:{symbol}", market, StreamKind.Ticker);
        _allTickers = topics.Find(KucoinTopics.AllTickers) ?? topics.Create(KucoinTopics.AllTickers, null, StreamKind.Ticker);
        _level1 = topics.Create($"/spotMarket/level1:{symbol}", market, StreamKind.BookTicker);
        _level2 = topics.Create($"/market/level2:{symbol}", market, StreamKind.Depth);
        _depth5 = topics.Create($"/spotMarket/level2Depth5:{symbol}", market, StreamKind.PartialDepth);
        _depth50 = topics.Create($"/spotMarket/level2Depth50:{symbol}", market, StreamKind.PartialDepth);
        _snapshot = topics.Create($"/market/snapshot:{symbol}", market, StreamKind.Ticker);
        string area = $"/market/snapshot:{market.Instrument.QuoteAsset}";
        _areaSnapshot = topics.Find(area) ?? topics.Create(area, null, StreamKind.Ticker);
        _candles = [.. CandleInterval.All.Select(interval =>
            interval.KucoinName is null ? null : topics.Create($"/market/candles:{symbol}_{interval.KucoinName}", market, StreamKind.Candle))];
    }

    public void OperationDone(PublicMarket market)
    {
        if (_match.HasSubscribers)
        {
            foreach (ref readonly Trade trade in market.NewTrades)
                _match.Publish(KucoinMessages.Match(_writer, _match, market, in trade));
        }
        // A recorded message may move the sequence on without changing a level.
        if (_level2.HasSubscribers && market.FirstUpdateId <= market.UpdateId)
            _level2.Publish(KucoinMessages.Level2(_writer, _level2, market));
        if (market.NewTrades.Length > 0)
            PublishCandles(market);
    }

    public void Tick(PublicMarket market, long timeNs)
    {
        TopOfBook top = market.Top;
        if (top.Bid != _toldLevel1.Bid || top.Ask != _toldLevel1.Ask)
        {
            _toldLevel1 = top;
            if (_level1.HasSubscribers)
                _level1.Publish(KucoinMessages.Level1(_writer, _level1, market, timeNs));
        }
        if (timeNs % WindowNs == 0)
            DepthWindowEnded(market, timeNs);
        if (timeNs % SnapshotNs == 0)
        {
            foreach (Topic topic in (ReadOnlySpan<Topic>)[_snapshot, _areaSnapshot])
            {
                if (topic.HasSubscribers)
                    topic.Publish(KucoinSnapshot.Message(_writer, topic, market, timeNs));
            }
        }
    }

    public void DepthWindowEnded(PublicMarket market, long timeNs)
    {
        (long, long) state = (market.Top.UpdateId, market.LastTrade.Id);
        if (state != _toldTicker)
        {
            _toldTicker = state;
            if (_ticker.HasSubscribers)
                _ticker.Publish(KucoinMessages.Ticker(_writer, _ticker, "trade.ticker"u8, market, timeNs));
            if (_allTickers.HasSubscribers)
                _allTickers.Publish(KucoinMessages.Ticker(_writer, _allTickers, _symbol, market, timeNs));
        }
        if (market.UpdateId == _toldDepthId)
            return;
        _toldDepthId = market.UpdateId;
        if (_depth5.HasSubscribers)
            _depth5.Publish(KucoinMessages.Depth(_writer, _depth5, market, 5, timeNs));
        if (_depth50.HasSubscribers)
            _depth50.Publish(KucoinMessages.Depth(_writer, _depth50, market, 50, timeNs));
    }

    private void PublishCandles(PublicMarket market)
    {
        for (int at = 0; at < _candles.Length; at++)
        {
            if (_candles[at] is { HasSubscribers: true } topic)
                topic.Publish(KucoinMessages.Candles(_writer, topic, market, in market.Candles[at].Current));
        }
    }
}
