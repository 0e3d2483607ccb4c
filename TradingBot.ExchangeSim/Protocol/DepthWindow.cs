using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Collects which levels change in a span of time, so that one message tells the last quantity of each.</summary>
internal sealed class DepthWindow
{
    private readonly List<long> _bids = [];
    private readonly List<long> _asks = [];

    /// <summary>First update id in the window, 0 while it is empty.</summary>
    public long FirstUpdateId { get; private set; }

    public bool IsEmpty => FirstUpdateId == 0;

    public void Collect(PublicMarket market)
    {
        if (market.FirstUpdateId > market.UpdateId)
            return;
        if (FirstUpdateId == 0)
            FirstUpdateId = market.FirstUpdateId;
        foreach (ref readonly LevelChange change in market.Changes)
            (change.Side == Side.Buy ? _bids : _asks).Add(change.Price);
    }

    /// <summary>Prices changed on a side, each once, best first.</summary>
    public IReadOnlyList<long> Prices(Side side)
    {
        List<long> prices = side == Side.Buy ? _bids : _asks;
        prices.Sort();
        int kept = 0;
        for (int at = 0; at < prices.Count; at++)
        {
            if (kept == 0 || prices[at] != prices[kept - 1])
                prices[kept++] = prices[at];
        }
        prices.RemoveRange(kept, prices.Count - kept);
        if (side == Side.Buy)
            prices.Reverse();
        return prices;
    }

    public void Restart()
    {
        FirstUpdateId = 0;
        _bids.Clear();
        _asks.Clear();
    }
}
