using System.Globalization;
using System.Text;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>
/// Levels that are told in a depth update though the book does not have them, until the fault ends: then the next update tells the truth of
/// the same levels. Update ids stay the true ones, so a client that believes them is right again afterwards.
/// </summary>
internal sealed class DepthLies(Fault fault, Topic topic, PublicMarket market, Func<PublicMarket, IReadOnlyList<PriceLevel>> bids, Func<PublicMarket, IReadOnlyList<PriceLevel>> asks)
    : TopicFault(fault, topic)
{
    private IReadOnlyList<PriceLevel>? _bids;
    private IReadOnlyList<PriceLevel> _asks = [];
    private bool _ending;

    public override void Pass(Frame frame, List<Frame> output)
    {
        if (IsDone || (_bids is not null && !_ending))
        {
            output.Add(frame);
            return;
        }
        if (_bids is null)
        {
            _bids = bids(market);
            _asks = asks(market);
            _ = TryHit();
        }
        output.Add(frame with { Bytes = Tell(Tell(frame.Bytes, Side.Buy, _bids), Side.Sell, _asks) });
        IsDone = _ending;
    }

    public override void End(List<Frame> output)
    {
        _ending = true;
        IsDone = _bids is null;
    }

    private byte[] Tell(byte[] message, Side side, IReadOnlyList<PriceLevel> levels)
    {
        bool isBinance = market.Instrument.Venue == Venue.Binance;
        string end = isBinance ? "\"]," : FormattableString.Invariant($"\",\"{market.UpdateId}\"],");
        var rows = new StringBuilder(levels.Count * 40);
        foreach (PriceLevel level in levels)
        {
            long quantity = _ending ? market.Book[side].QuantityAt(level.Price) : level.Quantity;
            rows.Append("[\"").Append(Text(level.Price)).Append("\",\"").Append(Text(quantity)).Append(end);
        }
        string list = (isBinance, side) switch
        {
            (true, Side.Buy) => "b",
            (true, _) => "a",
            (false, Side.Buy) => "bids",
            _ => "asks",
        };
        return levels.Count == 0 ? message : JsonText.WithRows(message, list, rows) ?? message;
    }

    internal static string Text(long units) => ((decimal)units / Amounts.Unit).ToString(CultureInfo.InvariantCulture);
}

/// <summary>Levels that are made up.</summary>
internal static class MadeUpLevels
{
    /// <summary>A bid a fifth of a percent above the best ask.</summary>
    public static IReadOnlyList<PriceLevel> Crossing(PublicMarket market)
    {
        long ask = market.Book.Asks.Best.Price;
        long tick = market.Instrument.TickUnits;
        return ask == 0 ? [] : [new PriceLevel((ask + ask / 500) / tick * tick, market.Instrument.LotUnits * 1_000)];
    }

    /// <summary>One lot at every tick from the lowest, as far as half the best bid, where the book has nothing.</summary>
    public static IReadOnlyList<PriceLevel> Low(PublicMarket market, int count)
    {
        long tick = market.Instrument.TickUnits;
        long steps = Math.Min(count, market.Book.Bids.Best.Price / 2 / tick);
        return Free(market, Side.Buy, tick, steps);
    }

    /// <summary>One lot at every tick from twice the best ask.</summary>
    public static IReadOnlyList<PriceLevel> High(PublicMarket market, int count)
    {
        long tick = market.Instrument.TickUnits;
        return Free(market, Side.Sell, market.Book.Asks.Best.Price / tick * tick * 2 + tick, count);
    }

    private static List<PriceLevel> Free(PublicMarket market, Side side, long from, long count)
    {
        long tick = market.Instrument.TickUnits;
        var levels = new List<PriceLevel>((int)count);
        for (long step = 0; step < count; step++)
        {
            long price = from + step * tick;
            if (market.Book[side].QuantityAt(price) == 0)
                levels.Add(new PriceLevel(price, market.Instrument.LotUnits));
        }
        return levels;
    }
}
