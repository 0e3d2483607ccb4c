using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Recovery;
using TradingBot.Storage.Leases;

namespace TradingBot.Worker.Trading;

/// <summary>The last trades of each market that the engine has processed: an account that comes in between meets those that it missed. Written by the trading loop; thread-safe.</summary>
internal sealed class RecentTrades
{
    /// <summary>Trades that are kept of each market.</summary>
    public const int TradesMax = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<InstrumentId, Queue<TradePrint>> _markets = [];
    private readonly Dictionary<InstrumentId, TradePrint> _last = [];

    public void Note(InstrumentId instrument, in TradePrint trade)
    {
        lock (_lock)
        {
            if (!_markets.TryGetValue(instrument, out Queue<TradePrint>? kept)) _markets.Add(instrument, kept = new());
            if (kept.Count == TradesMax) kept.Dequeue();
            kept.Enqueue(trade);
            _last[instrument] = trade;
        }
    }

    /// <summary>Forgets everything: the markets are another world's.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _markets.Clear();
            _last.Clear();
        }
    }

    /// <summary>The last trade of each market.</summary>
    public Dictionary<int, TradeMark> Marks()
    {
        lock (_lock) return _last.ToDictionary(market => market.Key.Number, market => new TradeMark(market.Value.TradeId, market.Value.ExchangeTimeNs));
    }

    /// <summary>Whether nothing after a trade has been forgotten, or came before this process did.</summary>
    public bool ReachesBackTo(InstrumentId instrument, long tradeId)
    {
        lock (_lock) return _markets.TryGetValue(instrument, out Queue<TradePrint>? kept) && kept.Peek().TradeId <= tradeId;
    }

    /// <summary>Adds to a time away what the engine has processed since it was read.</summary>
    public TimeAway Complete(TimeAway away) => away with
    {
        Markets = [.. away.Markets.Select(market => market with
        {
            Trades = [.. market.Trades, .. After(market.Instrument, market.Trades.Count == 0 ? market.AfterTradeId : market.Trades[^1].TradeId)],
        })],
    };

    /// <summary>The kept trades after one, in order.</summary>
    public IReadOnlyList<TradePrint> After(InstrumentId instrument, long tradeId)
    {
        lock (_lock) return _markets.TryGetValue(instrument, out Queue<TradePrint>? kept) ? [.. kept.Where(trade => trade.TradeId > tradeId)] : [];
    }
}
