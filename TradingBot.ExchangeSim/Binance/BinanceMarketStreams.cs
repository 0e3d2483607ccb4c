using System.Text;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>The stream of all symbols, !miniTicker@arr: each second the tickers that have changed in it.</summary>
internal sealed class BinanceMarketStreams
{
    private const long SecondNs = 1_000_000_000;

    private readonly Simulation _simulation;
    private readonly Topic _miniTickers;
    private readonly MessageWriter _writer;
    private readonly Dictionary<PublicMarket, long> _toldTradeIds = [];

    public BinanceMarketStreams(Simulation simulation, TopicDirectory topics, long timeUnitNs = BinanceTimeUnit.MillisecondNs)
    {
        _simulation = simulation;
        _writer = new MessageWriter { TimeUnitNs = timeUnitNs };
        _miniTickers = topics.Create("!miniTicker@arr", null, StreamKind.Ticker);
        simulation.Ticked += Tick;
        if (topics.InMicroseconds is { } inMicroseconds)
            _ = new BinanceMarketStreams(simulation, inMicroseconds, BinanceTimeUnit.MicrosecondNs);
    }

    private void Tick(long timeNs)
    {
        if (timeNs % SecondNs != 0)
            return;
        List<string> changed = [];
        foreach (PublicMarket market in _simulation.MarketsOf(Venue.Binance))
        {
            long lastId = market.LastTrade.Id;
            if (_toldTradeIds.GetValueOrDefault(market) == lastId)
                continue;
            // Kept up without subscribers too, so that what one is told does not hang on whether another was there before.
            _toldTradeIds[market] = lastId;
            if (_miniTickers.HasSubscribers)
                changed.Add(Encoding.UTF8.GetString(BinanceMessages.MiniTicker(_writer, market, DayStatistics.Of(market, timeNs / 1_000_000))));
        }
        if (changed.Count > 0)
            _miniTickers.Publish(Encoding.UTF8.GetBytes($"[{string.Join(',', changed)}]"));
    }
}
