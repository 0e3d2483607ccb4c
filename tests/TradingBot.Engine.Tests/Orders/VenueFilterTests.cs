using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Tests.Scenarios;

namespace TradingBot.Engine.Tests.Orders;

/// <summary>The venues' filters as their documents state them (Binance, Filters; KuCoin, Get All Symbols), each with its own reason.</summary>
public class VenueFilterTests
{
    private static readonly VenueFilters Binance = new()
    {
        MinPrice = new(1_00),
        MaxPrice = new(1000_00),
        BuyBand = new(1_200_000, 200_000),
        SellBand = new(5_000_000, 800_000),
        BandMinutes = 1,
        MaxNotional = Money.FromDecimal(10_000),
        NotionalMinutes = 5,
        MarketLotSize = 100,
        MinMarketQuantity = new(200),
        MaxMarketQuantity = new(5_000),
        MaxPosition = Money.FromDecimal(200),
        MaxOrders = 4,
        MaxAlgoOrders = 2,
        MinTrailingAbove = 10,
        MaxTrailingAbove = 2000,
        MinTrailingBelow = 20,
        MaxTrailingBelow = 1000,
        MaxAmends = 2,
    };

    [Fact]
    public void Binance_refuses_prices_by_PRICE_FILTER_and_PERCENT_PRICE_BY_SIDE() => Scenario.Play(Session(Binance), """
        book 20@99 | 20@101                          -> -
        trade buy 1@100                              -> -
        buy 1 0.99                                   -> #1 PriceTooLow: price 0.99 is below the minimum 1
        buy 1 1000.01                                -> #2 PriceTooHigh: price 1000.01 is above the maximum 1000
        buy 1 market stop:1000.01                    -> #3 PriceTooHigh: triggerPrice 1000.01 is above the maximum 1000
        buy 1 121                                    -> #4 PriceTooFar: price 121 is too far from the average price 100: a buy must be at most 1.2 times that
        buy 1 19.99                                  -> #5 PriceTooFar: price 19.99 is too far from the average price 100: a buy must be at least 0.2 times that
        buy 1 20                                     -> #6 locks 20 USDT
        sell 1 79.99                                 -> #7 PriceTooFar: price 79.99 is too far from the average price 100: a sell must be at least 0.8 times that
        sell 1 500.01                                -> #8 PriceTooFar: price 500.01 is too far from the average price 100: a sell must be at most 5 times that
        sell 1 500                                   -> #9 locks 1 BTC
        trade buy 3@104                              -> -
        buy 1 123.61                                 -> #10 PriceTooFar: price 123.61 is too far from the average price 103: a buy must be at most 1.2 times that
        tick 70                                      -> -
        buy 1 124.81                                 -> #11 PriceTooFar: price 124.81 is too far from the average price 104: a buy must be at most 1.2 times that
        amend #6 price:20.79                         -> refused PriceTooFar: price 20.79 is too far from the average price 104: a buy must be at least 0.2 times that
        amend #6 price:20.8                          -> #6 amended, 1 left at 20.8, locks 20.8
        """);

    [Fact]
    public void The_least_and_the_greatest_price_are_allowed_themselves() => Scenario.Play(
        Session(Binance with { BuyBand = null, SellBand = null, MaxPosition = null, MaxNotional = null }), """
        book 20@99 | 20@101                          -> -
        buy 5 1                                      -> #1 locks 5 USDT
        sell 1 1000                                  -> #2 locks 1 BTC
        """);

    [Fact]
    public void Binance_tells_a_market_orders_notional_by_the_average_price_and_has_lots_of_its_own_for_it() => Scenario.Play(
        Session(Binance with { MaxNotionalForMarket = true, MaxNotional = Money.FromDecimal(400), MaxPosition = null }), """
        book 20@10 | 20@10.1                         -> -
        trade buy 1@100 early                        -> -
        buy 0.049 market                             -> #1 NotionalTooSmall: price times quantity is 4.9 USDT, the minimum is 5
        buy 4.1 market                               -> #2 NotionalTooLarge: price times quantity is 410 USDT, the maximum is 400
        buy 0.25 market                              -> #3 MarketQuantityOffLot: quantity 0.25 of a market order is not a multiple of 0.1
        buy 0.1 market                               -> #4 MarketQuantityTooSmall: quantity 0.1 of a market order is below the minimum 0.2
        buy quote:4.99 market                        -> #5 NotionalTooSmall: price times quantity is 4.99 USDT, the minimum is 5
        buy quote:401 market                         -> #6 NotionalTooLarge: price times quantity is 401 USDT, the maximum is 400
        buy quote:60 market                          -> #7 MarketQuantityTooLarge: quantity 5.94 of a market order is above the maximum 5
        buy 0.2 market                               -> #8 locks 2.02 USDT; #8 takes 0.2@10.1 fee 0.0002 BTC
        buy 45 20                                    -> #9 NotionalTooLarge: price times quantity is 900 USDT, the maximum is 400
        """);

    [Fact]
    public void Where_no_trade_is_known_yet_the_book_tells_a_market_orders_notional() => Scenario.Play(Session(Binance), """
        book 20@9 | 20@10                            -> -
        buy 0.4 market                               -> #1 NotionalTooSmall: price times quantity is 4 USDT, the minimum is 5
        buy 0.5 market                               -> #2 locks 5 USDT; #2 takes 0.5@10 fee 0.0005 BTC
        """);

    [Fact]
    public void A_venue_whose_least_notional_is_not_for_market_orders_takes_small_ones() => Scenario.Play(
        Session(Binance with { MinNotionalForMarket = false, MinMarketQuantity = null }), """
        book 20@9 | 20@10                            -> -
        trade buy 1@10                               -> -
        buy 0.1 market                               -> #1 locks 1 USDT; #1 takes 0.1@10 fee 0.0001 BTC
        buy 0.1 10                                   -> #2 NotionalTooSmall: price times quantity is 1 USDT, the minimum is 5
        """);

    [Fact]
    public void Binance_counts_positions_orders_conditional_orders_and_amendments() => Scenario.Play(Session(Binance), """
        book 20@99 | 20@101                          -> -
        trade buy 1@100                              -> -
        buy 60 95                                    -> #1 locks 5700 USDT
        buy 40.001 95                                -> #2 VenuePosition: with open buys and this order the account would own 200.001 BTC, Binance allows 200
        buy 40 95                                    -> #3 locks 3800 USDT
        amend #3 quantity:41                         -> refused VenuePosition: with open buys and this order the account would own 201 BTC, Binance allows 200
        cancel #3                                    -> #3 Canceled by Requested, 40 left
        sell 1 market stop:90                        -> #4 locks 1 BTC
        sell 1 market stop:91                        -> #5 locks 1 BTC
        sell 1 market stop:92                        -> #6 VenueAlgoOrders: Binance allows 2 open stop and take-profit orders in BTC-USDT; cancel one first
        sell 1 120                                   -> #7 locks 1 BTC
        sell 1 121                                   -> #8 VenueOrders: Binance allows 4 open orders in BTC-USDT; cancel one first
        sell 1 99 ioc                                -> #9 locks 1 BTC; #9 takes 1@99 fee 0.099 USDT
        amend #1 quantity:50                         -> #1 amended, 50 left at 95, locks 4750, keeps its place
        amend #1 quantity:40                         -> #1 amended, 40 left at 95, locks 3800, keeps its place
        amend #1 quantity:30                         -> refused VenueAmends: Binance allows 2 amendments of an order that keep its place in the queue; cancel it and place another
        restart                                      -> -
        amend #1 quantity:30                         -> refused VenueAmends: Binance allows 2 amendments of an order that keep its place in the queue; cancel it and place another
        amend #1 price:94                            -> #1 amended, 40 left at 94, locks 3760
        amend #1 quantity:30                         -> #1 amended, 30 left at 94, locks 2820, keeps its place
        """);

    [Fact]
    public void Binance_bounds_trailing_distances_by_where_they_wait() => Scenario.Play(Session(Binance), """
        book 20@99 | 20@101                          -> -
        trade buy 1@100                              -> -
        buy 1 market trail:0.09%                     -> #1 TrailingOutOfRange: trailingPercent 0.09 must be 0.1 to 20
        buy 1 market trail:20.01%                    -> #2 TrailingOutOfRange: trailingPercent 20.01 must be 0.1 to 20
        sell 1 market trail:0.19%                    -> #3 TrailingOutOfRange: trailingPercent 0.19 must be 0.2 to 10
        sell 1 market trail:10%                      -> #4 locks 1 BTC
        """);

    [Fact]
    public void KuCoin_refuses_by_increments_least_sizes_and_funds() => Scenario.Play(Session(new()
    {
        QuoteStep = Money.FromDecimal(0.01m),
        MinQuote = Money.FromDecimal(0.1m),
        MaxQuote = Money.FromDecimal(5_000m),
    }, Venue.KuCoin, minQuantity: 10), """
        book 20@99 | 20@100                          -> -
        buy 1 99.001                                 -> #1 PriceOffTick: price 99.001 is not a multiple of the tick size 0.01
        buy 1.0001 99                                -> #2 QuantityOffLot: quantity 1.0001 is not a multiple of the lot size 0.001
        buy 0.009 99                                 -> #3 QuantityTooSmall: quantity 0.009 is below the minimum 0.01
        buy 0.01 99                                  -> #4 NotionalTooSmall: price times quantity is 0.99 USDT, the minimum is 5
        buy quote:10.001 market                      -> #5 FundsOffStep: quoteQuantity 10.001 is not a multiple of the venue's step 0.01
        buy quote:0.09 market                        -> #6 FundsTooSmall: quoteQuantity 0.09 is below the minimum 0.1
        buy quote:5000.01 market                     -> #7 FundsTooLarge: quoteQuantity 5000.01 is above the maximum 5000
        buy quote:4 market                           -> #8 NotionalTooSmall: price times quantity is 4 USDT, the minimum is 5
        """);

    /// <summary>An order that breaks every filter is refused for the first in the venue's order; mended one by one, for the next.</summary>
    [Fact]
    public void The_first_broken_filter_in_the_venues_order_answers() => Scenario.Play(Session(Binance with { MaxOrders = 1, MaxAlgoOrders = 1 }), """
        book 20@99 | 20@101                          -> -
        trade buy 1@100                              -> -
        buy 1 market stop:110                        -> #1 locks 110 USDT
        buy 0.0005 1000.001 stop:1000.001            -> #2 PriceOffTick: price 1000.001 is not a multiple of the tick size 0.01
        buy 0.0005 1000.01 stop:1000.001             -> #3 PriceTooHigh: price 1000.01 is above the maximum 1000
        buy 0.0005 130 stop:1000.001                 -> #4 PriceTooFar: price 130 is too far from the average price 100: a buy must be at most 1.2 times that
        buy 0.0005 110 stop:1000.001                 -> #5 QuantityOffLot: quantity 0.0005 is not a multiple of the lot size 0.001
        buy 1000.001 110 stop:1000.001               -> #6 QuantityTooLarge: quantity 1000.001 is above the maximum 1000
        buy 100 110 stop:1000.001                    -> #7 NotionalTooLarge: price times quantity is 11000 USDT, the maximum is 10000
        buy 90 110 stop:1000.001 post                -> #8 TimeInForceNotAllowed: timeInForce PostOnly does not go with a conditional order; use GTC, GTD, IOC or FOK
        buy 100 100 stop:1000.001                    -> #9 TriggerNotValid: triggerPrice 1000.001 is not a multiple of the tick size 0.01
        buy 100 100 stop:99                          -> #10 WouldTriggerAtOnce: triggerPrice 99 must be above the present price 100
        buy 99.001 100 stop:101                      -> #11 VenuePosition: with open buys and this order the account would own 200.001 BTC, Binance allows 200
        buy 99 100 stop:101                          -> #12 VenueOrders: Binance allows 1 open orders in BTC-USDT; cancel one first
        """);

    /// <summary>The enum is declared in the order of the checks, and no number was given twice.</summary>
    [Fact]
    public void Reasons_have_lasting_numbers()
    {
        short[] numbers = [.. Enum.GetValues<RejectReason>().Select(reason => (short)reason)];
        Assert.Equal(numbers.Length, numbers.Distinct().Count());
        Assert.Equal((22, 23, 26, 30, 60, 74), ((int)RejectReason.PriceOffTick, (int)RejectReason.QuantityOffLot, (int)RejectReason.NotionalTooSmall, (int)RejectReason.MarketNotLive,
            (int)RejectReason.PriceTooLow, (int)RejectReason.VenueAmends));
    }

    private static TradingSession Session(VenueFilters filters, Venue venue = Venue.Binance, long minQuantity = 1)
    {
        TradingSession session = TradingSession.Running(venue, coins: 100);
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(venue) with { Filters = filters, MinQuantity = new(minQuantity) } });
        return session;
    }
}
