using System.Globalization;
using System.Text;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;
using TradingBot.Simulation.Scheduling;

namespace TradingBot.Simulation.Market;

/// <summary>The market that all workers follow: a book that moves and trades, told in Binance's frames, with everything kept for the checks.</summary>
internal sealed class SimulatedVenue
{
    private const int Levels = 8;

    private readonly Schedule _schedule;
    private readonly SortedDictionary<long, long> _bids = [];
    private readonly SortedDictionary<long, long> _asks = [];
    private long _middle = 10_000;
    private long _lastUpdate = 100;
    private long _lastTrade;

    public SimulatedVenue(Schedule schedule)
    {
        _schedule = schedule;
        for (int step = 1; step <= Levels; step++)
        {
            _bids[_middle - step] = Quantity();
            _asks[_middle + step] = Quantity();
        }
        Keep();
        Next();
    }

    /// <summary>Tick 0.01, lot 0.001, least worth 5 USDT.</summary>
    public static Instrument Instrument { get; } = new()
    {
        Id = new(1),
        Venue = Venue.Binance,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(1_000_000),
        MinNotional = Money.FromDecimal(5),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.0005m),
    };

    /// <summary>A frame, as it leaves the venue.</summary>
    public event Action<byte[]>? Told;

    /// <summary>Every trade, by its number; the first is number 1.</summary>
    public List<TradePrint> Trades { get; } = [];

    /// <summary>The book after each update.</summary>
    public Dictionary<long, VenueBook> Books { get; } = [];

    public long Middle => _middle;

    /// <summary>The book now, as the venue's REST interface gives it.</summary>
    public VenueBook Book => Books[_lastUpdate];

    private void Next() => _schedule.After(_schedule.Between(40, 400), () =>
    {
        if (_schedule.OneIn(2)) Trade();
        else Change();
        Next();
    });

    private void Trade()
    {
        for (int count = _schedule.Random.Next(1, 4); count > 0; count--)
        {
            Side taker = _schedule.OneIn(2) ? Side.Buy : Side.Sell;
            long best = taker == Side.Buy ? _asks.Keys.First() : _bids.Keys.Last();
            long price = best + (taker == Side.Buy ? 1 : -1) * (_schedule.OneIn(4) ? _schedule.Random.Next(1, 4) : 0);
            TradePrint trade = new(++_lastTrade, new(price), new(_schedule.Random.Next(1, 3_000)), taker, _schedule.NowNs / 1_000_000 * 1_000_000);
            Trades.Add(trade);
            Tell($$$"""{"stream":"btcusdt@trade","data":{"e":"trade","E":{{{Milliseconds}}},"s":"BTCUSDT","t":{{{trade.TradeId}}},"p":"{{{Text(price, 2)}}}","q":"{{{Text(trade.Quantity.Units, 3)}}}","T":{{{Milliseconds}}},"m":{{{(taker == Side.Sell ? "true" : "false")}}},"M":true}}""");
        }
    }

    private void Change()
    {
        SortedDictionary<long, long> bids = [], asks = [];
        if (_schedule.OneIn(3)) Move(bids, asks);
        for (int count = _schedule.Random.Next(1, 4); count > 0; count--)
        {
            int step = _schedule.Random.Next(1, Levels + 1);
            if (_schedule.OneIn(2)) _bids[_middle - step] = bids[_middle - step] = Quantity();
            else _asks[_middle + step] = asks[_middle + step] = Quantity();
        }
        long first = _lastUpdate + 1;
        _lastUpdate += _schedule.Random.Next(1, 4);
        Keep();
        Tell($$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":{{{Milliseconds}}},"s":"BTCUSDT","U":{{{first}}},"u":{{{_lastUpdate}}},"b":[{{{Rows(bids)}}}],"a":[{{{Rows(asks)}}}]}}""");
    }

    // What the move runs over is gone, and the other side follows.
    private void Move(SortedDictionary<long, long> bids, SortedDictionary<long, long> asks)
    {
        _middle += _schedule.Random.Next(-3, 4);
        foreach (long price in _bids.Keys.Where(price => price >= _middle || price < _middle - Levels).ToArray()) Remove(_bids, bids, price);
        foreach (long price in _asks.Keys.Where(price => price <= _middle || price > _middle + Levels).ToArray()) Remove(_asks, asks, price);
        for (int step = 1; step <= Levels; step++)
        {
            if (!_bids.ContainsKey(_middle - step)) _bids[_middle - step] = bids[_middle - step] = Quantity();
            if (!_asks.ContainsKey(_middle + step)) _asks[_middle + step] = asks[_middle + step] = Quantity();
        }
    }

    private static void Remove(SortedDictionary<long, long> side, SortedDictionary<long, long> changes, long price)
    {
        side.Remove(price);
        changes[price] = 0;
    }

    private void Keep() => Books[_lastUpdate] = new(_lastUpdate, _schedule.NowNs / 1_000_000 * 1_000_000,
        [.. _bids.Reverse().Select(level => new BookLevel(new(level.Key), new(level.Value)))], [.. _asks.Select(level => new BookLevel(new(level.Key), new(level.Value)))],
        BidsAreAll: true, AsksAreAll: true);

    private long Quantity() => _schedule.Random.Next(1, 4_000);

    private long Milliseconds => _schedule.NowNs / 1_000_000;

    private void Tell(string frame) => Told?.Invoke(Encoding.ASCII.GetBytes(frame));

    private static string Rows(SortedDictionary<long, long> side) => string.Join(',', side.Select(level => $"[\"{Text(level.Key, 2)}\",\"{Text(level.Value, 3)}\"]"));

    private static string Text(long units, int scale)
    {
        string digits = units.ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return $"{digits[..^scale]}.{digits[^scale..]}";
    }
}
