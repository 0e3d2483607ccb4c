using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

public class AmendTests
{
    // The example of Binance's Order Amend Keep Priority FAQ: 1 is ahead of 5.50, which becomes 5.00 in place.
    [Fact]
    public void A_smaller_quantity_keeps_the_place_in_the_queue_at_Binance() => Scenario.Play(TradingSession.Running(cash: 1_000_000m), """
        book 1@87000 2@86999 | 9@87001              -> -
        buy 5.5 87000                               -> #1 locks 478500 USDT
        delta 5@87000 |                             -> -
        amend #1 quantity:5                         -> #1 amended, 5 left at 87000, locks 435000, keeps its place
        waits #1                                    -> 1 BTC are ahead of it at its price
        free USDT                                   -> 565000
        trade sell 2@87000                          -> #1 makes[1000>0] 1@87000 fee 0.0005 BTC
        amend #1 quantity:1                         -> refused AmendNotValid: quantity 1 must be above what is executed already, 1; cancel the order to end it
        amend #1 quantity:1.5                       -> #1 amended, 0.5 left at 87000, locks 43500, keeps its place
        restart                                     -> -
        """);

    [Fact]
    public void A_smaller_quantity_loses_the_place_at_KuCoin_which_knows_only_replacing() => Scenario.Play(TradingSession.Running(Venue.KuCoin), """
        book 1@99 2@98 | 9@101                      -> -
        buy 5 99                                    -> #1 locks 495.495 USDT
        delta 6@99 |                                -> -
        waits #1                                    -> 1 BTC are ahead of it at its price
        amend #1 quantity:4                         -> #1 amended, 4 left at 99, locks 396.396
        waits #1                                    -> 6 BTC are ahead of it at its price
        """);

    [Fact]
    public void A_larger_quantity_or_another_price_joins_as_a_newcomer_and_the_money_is_exact() => Scenario.Play(TradingSession.Running(), """
        book 1@99 2@98 | 3@101                      -> -
        buy 5 99                                    -> #1 locks 495 USDT
        delta 6@99 |                                -> -
        amend #1 quantity:6                         -> #1 amended, 6 left at 99, locks 594
        waits #1                                    -> 6 BTC are ahead of it at its price
        amend #1 price:98                           -> #1 amended, 6 left at 98, locks 588
        waits #1                                    -> 2 BTC are ahead of it at its price
        free USDT                                   -> 9412
        trade sell 2.5@98                           -> #1 makes[2000>0] 0.5@98 fee 0.00025 BTC
        amend #1 price:99.5 quantity:3              -> #1 amended, 2.5 left at 99.5, locks 248.75
        trade sell 0.5@99.5                         -> #1 makes[0>0] 0.5@99.5 fee 0.00025 BTC
        locked USDT                                 -> 199
        """);

    [Fact]
    public void A_new_price_that_meets_the_book_takes_and_rests_with_the_remainder() => Scenario.Play(TradingSession.Running(), """
        book 1@99 | 3@101 9@102                     -> -
        buy 5 99                                    -> #1 locks 495 USDT
        amend #1 price:101                          -> #1 amended, 5 left at 101, locks 505; #1 takes 3@101 fee 0.003 BTC
        locked USDT                                 -> 202
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        """);

    [Fact]
    public void A_conditional_order_is_amended_while_it_waits() => Scenario.Play(TradingSession.Running(), """
        book 1@99 | 3@101 9@106                     -> -
        buy 2 106 stop:105                          -> #1 locks 212 USDT
        amend #1 price:107 quantity:3               -> #1 amended, 3 left at 107, locks 321
        amend #1 quantity:1                         -> #1 amended, 1 left at 107, locks 107, keeps its place
        buy 1 market stop:105                       -> #2 locks 105 USDT
        amend #2 price:104                          -> refused PriceNotAllowed: price is not allowed: the order has no limit
        amend #2 quantity:2                         -> #2 amended, 2 left, locks 210
        restart                                     -> -
        trade buy 1@105                             -> #1 triggered at 105; #2 triggered at 105; #1 takes 1@106 fee 0.001 BTC; #2 relocks 212; #2 takes 2@106 fee 0.002 BTC
        """);

    [Fact]
    public void Whatever_a_new_order_would_be_refused_for_an_amendment_is_too_and_changes_nothing() => Scenario.Play(TradingSession.Running(), """
        book 1@99 | 3@101 9@102                     -> -
        buy 5 99 post                               -> #1 locks 495 USDT
        amend #1                                    -> refused AmendNotValid: price or quantity must be given: what the order shall have from now on
        amend #1 price:99 quantity:5                -> refused AmendNotValid: nothing would change: price and quantity are what they are
        amend #1 price:99.001                       -> refused PriceOffTick: price 99.001 is not a multiple of the tick size 0.01
        amend #1 quantity:0.0001                    -> refused QuantityOffLot: quantity 0.0001 is not a multiple of the lot size 0.001
        amend #1 quantity:2000                      -> refused QuantityTooLarge: quantity 2000 is above the maximum 1000
        amend #1 quantity:0.01                      -> refused NotionalTooSmall: price times quantity is 0.99 USDT, the minimum is 5
        amend #1 price:101                          -> refused WouldTakeLiquidity: price 101 would take liquidity: the best ask is 101
        amend #1 quantity:102                       -> refused InsufficientBalance: the order needs 10098 USDT, free are 10000
        mode Paused                                 -> -
        amend #1 quantity:6                         -> refused TradingHalted: trading is paused: test
        amend #1 quantity:4                         -> #1 amended, 4 left at 99, locks 396, keeps its place
        mode Running                                -> -
        waits #1                                    -> 1 BTC are ahead of it at its price
        cancel #1                                   -> #1 Canceled by Requested, 4 left
        """);

    [Fact]
    public void An_amended_order_is_held_to_the_accounts_limits_without_counting_itself_twice() => Scenario.Play(
        TradingSession.Running(limits: TradingSession.WideLimits with
        {
            MaxPositionNotional = Money.FromDecimal(500),
            MaxOrderNotional = Money.FromDecimal(400),
            MaxOpenOrders = 1,
        }), """
        book 1@99 | 3@101 9@102                     -> -
        buy 3 99                                    -> #1 locks 297 USDT
        amend #1 quantity:4                         -> #1 amended, 4 left at 99, locks 396
        amend #1 quantity:4.1                       -> refused RiskOrderNotional: the order's notional 405.9 USDT is above the account's maximum 400
        """);
}
