using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;
using TradingBot.ExchangeSim.Orders;

namespace TradingBot.ExchangeSim.Tests.Orders;

/// <summary>Real orders among the agents', in the market without sockets.</summary>
public sealed class MarketLabTests
{
    private const long SecondNs = 1_000_000_000;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Streams = ["btcusdt@trade", "btcusdt@depth@100ms", "btcusdt@bookTicker"];

    [Fact]
    public void An_order_joins_the_end_of_its_level_and_the_public_sees_the_level_grow()
    {
        MarketLab lab = Lab();
        (decimal bid, _) = lab.Best(Venue.Binance, "BTCUSDT");
        decimal before = LevelOf(lab, "bids", bid);
        long id = lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, bid, 0.5m));

        OrderReport order = lab.Order(id);
        Assert.Equal((OrderState.Open, 0.5m, 0m), (order.State, order.Remaining, order.Filled));
        Assert.Equal(new QueuePosition(order.Queue!.Value.OrdersAhead, before, before + 0.5m), order.Queue);
        Assert.Equal(order.Queue, order.QueueAtArrival);
        Assert.True(order.Queue.Value.OrdersAhead > 0);
        Assert.Equal(before + 0.5m, LevelOf(lab, "bids", bid));
    }

    [Fact]
    public void A_resting_order_is_filled_after_all_that_was_ahead_of_it_and_each_fill_is_on_the_tape()
    {
        MarketLab lab = Lab();
        LabClient client = lab.Connect(Venue.Binance, Streams);
        (decimal bid, decimal ask) = lab.Best(Venue.Binance, "BTCUSDT");
        long[] ids = [
            lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, bid, 0.02m) with { TracesQueue = true }),
            lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Sell, ask, 0.02m) with { TracesQueue = true })];
        lab.RunFor(TimeSpan.FromMinutes(5));

        Dictionary<long, JsonElement> tape = Tape(client);
        foreach (OrderReport order in ids.Select(lab.Order).Where(order => order.Fills.Count > 0))
        {
            Assert.Equal(order.Filled, order.Fills.Sum(fill => fill.Quantity));
            Assert.Equal(0m, order.QueueTrace[^1].Position.QuantityAhead);
            Assert.All(order.QueueTrace.Zip(order.QueueTrace.Skip(1)), pair => Assert.True(
                pair.Second.TimeNs >= pair.First.TimeNs && pair.Second.Position.OrdersAhead <= pair.First.Position.OrdersAhead));
            foreach (OrderFill fill in order.Fills)
            {
                JsonElement trade = tape[fill.TradeId];
                Assert.True(fill.IsMaker);
                Assert.Equal((order.Ticket.Price, fill.Quantity), ((decimal?)DictionaryBook.Number(trade.GetProperty("p")), DictionaryBook.Number(trade.GetProperty("q"))));
                Assert.Equal((fill.TimeNs / 1_000_000, order.Ticket.Side == Side.Buy), (trade.GetProperty("T").GetInt64(), trade.GetProperty("m").GetBoolean()));
            }
        }
        Assert.Contains(ids.Select(lab.Order), order => order.State == OrderState.Filled);
    }

    [Fact]
    public void A_market_order_takes_the_levels_that_were_there_in_order_and_expires_with_what_is_missing()
    {
        MarketLab lab = Lab();
        using JsonDocument book = JsonDocument.Parse(lab.Depth(Venue.Binance, "BTCUSDT", 5));
        JsonElement[] asks = [.. book.RootElement.GetProperty("asks").EnumerateArray()];
        decimal quantity = asks.Take(3).Sum(level => DictionaryBook.Number(level[1]));
        OrderReport order = lab.Order(lab.Place(OrderTicket.Market(Venue.Binance, "BTCUSDT", Side.Buy, quantity)));

        Assert.Equal((OrderState.Filled, quantity), (order.State, order.Filled));
        Assert.Equal(
            asks.Take(3).Select(level => (DictionaryBook.Number(level[0]), DictionaryBook.Number(level[1]))),
            order.Fills.GroupBy(fill => fill.Price).Select(level => (level.Key, level.Sum(fill => fill.Quantity))));
        Assert.All(order.Fills, fill => Assert.False(fill.IsMaker));
        Assert.Equal(DictionaryBook.Number(asks[3][0]), lab.Best(Venue.Binance, "BTCUSDT").Ask);
        OrderReport all = lab.Order(lab.Place(OrderTicket.Market(Venue.Binance, "BTCUSDT", Side.Buy, 8_000m)));
        Assert.Equal((OrderState.Expired, 0m), (all.State, lab.Best(Venue.Binance, "BTCUSDT").Ask));
        Assert.InRange(all.Filled, 1m, 7_999m);
    }

    [Theory]
    [InlineData(Venue.Binance, "BTCUSDT")]
    [InlineData(Venue.Kucoin, "BTC-USDT")]
    public void A_market_order_by_quote_amount_spends_no_more_and_no_whole_lot_less(Venue venue, string symbol)
    {
        MarketLab lab = Lab();
        OrderReport order = lab.Order(lab.Place(new OrderTicket(venue, symbol, Side.Buy, OrderKind.Market) { QuoteQuantity = 5_000m }));

        decimal spent = order.Fills.Sum(fill => fill.Price * fill.Quantity);
        decimal lot = venue == Venue.Binance ? 0.00001m : 0.00000001m;
        Assert.Equal(OrderState.Filled, order.State);
        Assert.InRange(spent, 5_000m - lot * order.Fills[^1].Price, 5_000m);
    }

    [Fact]
    public void Time_in_force_decides_what_becomes_of_the_rest()
    {
        MarketLab lab = Lab();
        (decimal bid, decimal ask) = lab.Best(Venue.Binance, "BTCUSDT");
        decimal there = LevelOf(lab, "asks", ask);
        OrderReport Send(TimeInForce timeInForce, decimal price, decimal quantity) =>
            lab.Order(lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, price, quantity, timeInForce)));

        OrderReport killed = Send(TimeInForce.FillOrKill, ask, there + 0.00001m);
        Assert.Equal((OrderState.Expired, 0m, there), (killed.State, killed.Filled, LevelOf(lab, "asks", ask)));
        OrderReport taker = Send(TimeInForce.PostOnly, ask, 0.001m);
        Assert.Equal((OrderState.Rejected, "-2010"), (taker.State, taker.Refusal?.Code));
        Assert.Equal(OrderState.Open, Send(TimeInForce.PostOnly, bid, 0.001m).State);
        OrderReport immediate = Send(TimeInForce.ImmediateOrCancel, ask, there + 1m);
        Assert.Equal((OrderState.Expired, there), (immediate.State, immediate.Filled));
        Assert.Equal(0m, LevelOf(lab, "bids", ask));
        decimal next = lab.Best(Venue.Binance, "BTCUSDT").Ask;
        OrderReport whole = Send(TimeInForce.FillOrKill, next, LevelOf(lab, "asks", next));
        Assert.Equal(OrderState.Filled, whole.State);
        OrderReport rests = Send(TimeInForce.GoodTillCancelled, lab.Best(Venue.Binance, "BTCUSDT").Ask, 50m);
        Assert.Equal(OrderState.PartiallyFilled, rests.State);
        Assert.Equal(50m - rests.Filled, rests.Remaining);
        Assert.Equal(rests.Remaining, LevelOf(lab, "bids", rests.Ticket.Price!.Value));
    }

    [Theory]
    [InlineData("BTCUSDT", "95000.005", "1", "Filter failure: PRICE_FILTER")]
    [InlineData("BTCUSDT", "10", "1", "Filter failure: PERCENT_PRICE_BY_SIDE")]
    [InlineData("BTCUSDT", "90000", "0.000001", "Filter failure: LOT_SIZE")]
    [InlineData("BTCUSDT", "90000", "0.00001", "Filter failure: NOTIONAL")]
    [InlineData("BTC-USDT", "90000.01", "1", "Price increment invalid.")]
    [InlineData("BTC-USDT", "90000", "0.00000999", "Order size below the minimum requirement.")]
    [InlineData("SOL-USDT", "185", "0.00105", "Order size increment invalid.")]
    [InlineData("ETH-USDT", "700", "0.0001", "The order funds should more than 0.1 USDT.")]
    [InlineData("ETH-USDT", "1", "1", "Order price is too far from the last price.")]
    public void What_breaks_the_symbol_s_rules_is_rejected_in_the_venue_s_words(string symbol, string price, string quantity, string message)
    {
        MarketLab lab = Lab();
        Venue venue = symbol.Contains('-', StringComparison.Ordinal) ? Venue.Kucoin : Venue.Binance;
        LabClient client = lab.Connect(venue, venue == Venue.Binance ? "btcusdt@bookTicker" : $"/market/level2:{symbol}");
        OrderReport order = lab.Order(lab.Place(OrderTicket.Limit(venue, symbol, Side.Buy,
            decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture))));

        Assert.Equal((OrderState.Rejected, message), (order.State, order.Refusal?.Message));
        Assert.Equal(venue == Venue.Binance ? "-1013" : "400100", order.Refusal?.Code);
        Assert.Empty(client.Frames);
    }

    [Fact]
    public void Only_so_many_orders_may_rest_and_one_that_ends_makes_room()
    {
        MarketLab lab = Lab();
        long[] ids = [.. Enumerable.Range(0, 201).Select(at => lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, 60_000m + at, 0.001m)))];

        Assert.All(ids.Take(200), id => Assert.Equal(OrderState.Open, lab.Order(id).State));
        Assert.Equal("Filter failure: MAX_NUM_ORDERS", lab.Order(ids[200]).Refusal?.Message);
        lab.Cancel(ids[7]);
        Assert.Equal(OrderState.Cancelled, lab.Order(ids[7]).State);
        Assert.Equal(OrderState.Open, lab.Order(lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, 60_000m, 0.001m))).State);
    }

    [Fact]
    public void An_amendment_keeps_the_place_only_when_it_takes_less_at_the_same_price()
    {
        MarketLab lab = Lab();
        decimal price = lab.Best(Venue.Binance, "BTCUSDT").Bid;
        long first = lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, price, 0.4m));
        long second = lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, price, 0.3m));
        QueuePosition place = lab.Order(first).Queue!.Value;

        lab.Amend(first, null, 0.1m);
        Assert.Equal((0.1m, place.OrdersAhead, place.QuantityAhead), (lab.Order(first).Remaining, lab.Order(first).Queue!.Value.OrdersAhead, lab.Order(first).Queue!.Value.QuantityAhead));
        Assert.Equal(place.QuantityAhead + 0.1m, lab.Order(second).Queue!.Value.QuantityAhead);
        lab.Amend(first, null, 0.5m);
        Assert.Equal(place.QuantityAhead + 0.3m, lab.Order(first).Queue!.Value.QuantityAhead);
        Assert.Equal(place.QuantityAhead, lab.Order(second).Queue!.Value.QuantityAhead);
        lab.Amend(first, price - 1m, null);
        Assert.Equal((price - 1m, OrderState.Open), (lab.Order(first).Ticket.Price, lab.Order(first).State));
        lab.Amend(first, lab.Best(Venue.Binance, "BTCUSDT").Ask, null);
        Assert.True(lab.Order(first).Filled > 0);
        lab.Amend(second, price + 0.001m, null);
        Assert.Equal("Filter failure: PRICE_FILTER", lab.Order(second).Refusal?.Message);
        Assert.Equal(OrderState.Open, lab.Order(second).State);
    }

    [Fact]
    public void The_same_seed_and_orders_give_the_same_bytes_and_fills_and_no_orders_the_bytes_without_them()
    {
        (string bytes, string fills) = Experiment(withOrders: true, sliceNs: 60 * SecondNs);
        Assert.Equal((bytes, fills), Experiment(withOrders: true, sliceNs: 123_456_789));
        Assert.NotEqual(bytes, Experiment(withOrders: false, sliceNs: SecondNs).Bytes);
        Assert.NotEqual("", fills);
    }

    [Fact]
    public void A_resting_order_far_from_the_price_changes_nothing_but_its_own_level()
    {
        MarketLab with = Lab(), without = Lab();
        LabClient seen = with.Connect(Venue.Binance, "btcusdt@trade"), usual = without.Connect(Venue.Binance, "btcusdt@trade");
        // An occupied level: a new one would make the side look less thin to the agents.
        using JsonDocument book = JsonDocument.Parse(with.Depth(Venue.Binance, "BTCUSDT", 5_000));
        decimal far = DictionaryBook.Number(book.RootElement.GetProperty("bids").EnumerateArray().Last()[0]);
        with.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, far, 0.01m));
        with.RunFor(TimeSpan.FromSeconds(20));
        without.RunFor(TimeSpan.FromSeconds(20));

        Assert.InRange(seen.Frames.Count, 20, 100_000);
        Assert.Equal(usual.Frames.Select(frame => Encoding.UTF8.GetString(frame.Payload.Span)), seen.Frames.Select(frame => Encoding.UTF8.GetString(frame.Payload.Span)));
    }

    [Fact]
    public void An_order_arrives_at_its_time_and_a_later_cancellation_at_its_own()
    {
        MarketLab lab = Lab();
        long arrivesNs = lab.NowNs + SecondNs, cancelledNs = arrivesNs + 2 * SecondNs;
        long id = lab.Place(OrderTicket.Limit(Venue.Kucoin, "ETH-USDT", Side.Sell, 4_000m, 1m), arrivesNs);
        lab.Cancel(id, cancelledNs);

        Assert.Equal((OrderState.Scheduled, null), (lab.Order(id).State, lab.Order(id).VenueOrderId));
        lab.RunTo(arrivesNs - 1);
        Assert.Equal(OrderState.Scheduled, lab.Order(id).State);
        lab.RunTo(arrivesNs);
        Assert.Equal(OrderState.Open, lab.Order(id).State);
        lab.RunTo(cancelledNs + SecondNs);
        Assert.Equal((OrderState.Cancelled, arrivesNs, cancelledNs), (lab.Order(id).State, lab.Order(id).ArrivesNs, lab.Order(id).EndedNs));
    }

    [Fact]
    public void What_is_no_order_is_refused_with_the_field()
    {
        MarketLab lab = Lab();
        string Refusal(OrderTicket ticket, long? atNs = null) => Assert.Throws<ArgumentException>(() => lab.Place(ticket, atNs)).Message;

        OrderTicket good = OrderTicket.Limit(Venue.Binance, "BTCUSDT", Side.Buy, 90_000m, 1m);
        Assert.Contains("'BTC' is not listed at binance", Refusal(good with { Symbol = "BTC" }), StringComparison.Ordinal);
        Assert.Contains("price must be given", Refusal(good with { Price = null }), StringComparison.Ordinal);
        Assert.Contains("quantity must be above 0", Refusal(good with { Quantity = 0.000000001m }), StringComparison.Ordinal);
        Assert.Contains("price must be left out", Refusal(good with { Kind = OrderKind.Market }), StringComparison.Ordinal);
        Assert.Contains("one of quantity and quoteQuantity", Refusal(OrderTicket.Market(Venue.Binance, "BTCUSDT", Side.Buy, 1m) with { QuoteQuantity = 5m }), StringComparison.Ordinal);
        Assert.Contains("has passed", Refusal(good, lab.NowNs - 1), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => lab.Connect(Venue.Binance, "btcusdt@nothing"));
    }

    private static MarketLab Lab() => new(seed: 31, Start, TimeSpan.FromMinutes(1));

    private static (string Bytes, string Fills) Experiment(bool withOrders, long sliceNs)
    {
        MarketLab lab = Lab();
        LabClient client = lab.Connect(Venue.Binance, Streams);
        long endNs = lab.NowNs + 60 * SecondNs;
        List<long> ids = [];
        for (int number = 0; withOrders && number < 10; number++)
        {
            ids.Add(lab.Place(OrderTicket.Limit(Venue.Binance, "BTCUSDT", number % 2 == 0 ? Side.Buy : Side.Sell, 95_000m + 10 * number, 0.05m), lab.NowNs + number * SecondNs + 7));
            ids.Add(lab.Place(OrderTicket.Market(Venue.Binance, "BTCUSDT", Side.Buy, 0.01m), lab.NowNs + number * 2 * SecondNs));
        }
        while (lab.NowNs < endNs)
            lab.RunTo(Math.Min(endNs, lab.NowNs + sliceNs));
        byte[] all = [.. client.Frames.SelectMany(frame => frame.Payload.ToArray())];
        return (Convert.ToHexString(SHA256.HashData(all)), string.Join('\n', ids.SelectMany(id => lab.Order(id).Fills)));
    }

    private static Dictionary<long, JsonElement> Tape(LabClient client) => client.Frames
        .Select(frame => JsonElement.Parse(frame.Payload.Span).GetProperty("data"))
        .Where(data => data.TryGetProperty("t", out _))
        .ToDictionary(data => data.GetProperty("t").GetInt64());

    private static decimal LevelOf(MarketLab lab, string side, decimal price)
    {
        using JsonDocument book = JsonDocument.Parse(lab.Depth(Venue.Binance, "BTCUSDT", 5_000));
        return book.RootElement.GetProperty(side).EnumerateArray().Where(level => DictionaryBook.Number(level[0]) == price).Sum(level => DictionaryBook.Number(level[1]));
    }
}
