using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>What trades have taken from one side of the book since the book was last told: a venue tells trades at once, its book some time later.</summary>
/// <remarks>
/// A trade below a bid has gone through that bid, whatever the book still shows. What may have come there since is known only when the book
/// tells it, so it does not count before.
/// </remarks>
internal sealed class PassedLevels(Side bookSide)
{
    private readonly bool _bids = bookSide == Side.Buy;
    private long _timeNs;
    private long _quantity;

    /// <summary>The furthest price that was traded; not valid where nothing was.</summary>
    internal Price Furthest { get; private set; }

    internal void See(in TradePrint trade, long bookTimeNs)
    {
        if (trade.TakerSide == bookSide || trade.ExchangeTimeNs <= bookTimeNs) return;
        _timeNs = Math.Max(_timeNs, trade.ExchangeTimeNs);
        if (trade.Price == Furthest)
        {
            _quantity = checked(_quantity + trade.Quantity.Units);
        }
        else if (!Furthest.IsValid || (_bids ? trade.Price < Furthest : trade.Price > Furthest))
        {
            (Furthest, _quantity) = (trade.Price, trade.Quantity.Units);
        }
    }

    /// <summary>The book of this time has been told.</summary>
    internal void SeeBook(long bookTimeNs)
    {
        if (bookTimeNs >= _timeNs) (Furthest, _quantity, _timeNs) = (default, 0, 0);
    }

    /// <summary>How much of what a level shows is gone.</summary>
    internal long GoneFrom(in BookLevel level)
    {
        if (!Furthest.IsValid) return 0;
        if (level.Price == Furthest) return Math.Min(_quantity, level.Quantity.Units);
        return (_bids ? level.Price > Furthest : level.Price < Furthest) ? level.Quantity.Units : 0;
    }
}
