using System.Collections.Immutable;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.MarketData;

namespace TradingBot.Web.Live;

/// <summary>Book, trades and bars of one instrument, as immutable values.</summary>
public sealed class InstrumentState
{
    /// <summary>Trades kept.</summary>
    public const int TradesLength = 40;

    /// <summary>Bars kept.</summary>
    public const int CandlesLength = 500;

    private readonly Lock _writing = new();

    /// <summary>None until the first one arrives.</summary>
    public BookContract? Book { get; private set; }

    /// <summary>Newest first.</summary>
    public ImmutableList<MarketTradeContract> Trades { get; private set; } = [];

    /// <summary>Oldest first; the last one may still run.</summary>
    public ImmutableList<CandleContract> Candles { get; private set; } = [];

    /// <summary>Takes a contract in.</summary>
    public void Apply(object item)
    {
        lock (_writing)
        {
            switch (item)
            {
                case BookContract book: Book = book; break;
                case MarketTradeContract trade: Put(trade); break;
                case LiveCandle live: Put(live.Candle); break;
                case CandleContract candle: Put(candle); break;
            }
        }
    }

    private void Put(MarketTradeContract trade)
    {
        if (Trades.Exists(other => other.TradeId == trade.TradeId)) return;
        int place = Trades.FindIndex(other => other.At <= trade.At);
        ImmutableList<MarketTradeContract> longer = Trades.Insert(place < 0 ? Trades.Count : place, trade);
        Trades = longer.Count > TradesLength ? longer.RemoveAt(TradesLength) : longer;
    }

    private void Put(CandleContract candle)
    {
        int place = Candles.FindLastIndex(other => other.OpenTime <= candle.OpenTime);
        if (place >= 0 && Candles[place].OpenTime == candle.OpenTime) Candles = Candles.SetItem(place, candle);
        else Candles = Candles.Insert(place + 1, candle);
        if (Candles.Count > CandlesLength) Candles = Candles.RemoveAt(0);
    }
}
