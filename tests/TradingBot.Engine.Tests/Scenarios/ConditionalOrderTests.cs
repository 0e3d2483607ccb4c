using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

public class ConditionalOrderTests
{
    [Fact]
    public void A_stop_sells_into_the_book_that_is_there_when_a_trade_falls_to_its_trigger() => Scenario.Play(TradingSession.Running(), """
        book 1@99 5@98 | 2@100                      -> -
        buy 2 market                                -> #1 locks 200 USDT; #1 takes 2@100 fee 0.002 BTC
        sell 1.5 market stop:99                     -> #2 locks 1.5 BTC
        waits #2                                    -> waits for a trade at or below 99
        trade sell 0.1@99.5                         -> -
        delta 0@99 3@98 | 2@99                      -> -
        waits #2                                    -> waits for a trade at or below 99
        trade buy 0.1@99                            -> #2 triggered at 99; #2 takes 1.5@98 fee 0.147 USDT
        locked BTC                                  -> 0
        """);

    [Fact]
    public void A_gap_through_the_trigger_executes_at_the_next_real_price_not_at_the_trigger() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 2 market                                -> #1 locks 200 USDT; #1 takes 2@100 fee 0.002 BTC
        sell 1 market stop:95                       -> #2 locks 1 BTC
        delta 0@99 4@80 | 2@81                      -> -
        trade sell 0.5@80                           -> #2 triggered at 80; #2 takes 1@80 fee 0.08 USDT
        """);

    [Fact]
    public void What_the_triggering_trade_took_from_the_book_is_not_there_for_the_order() => Scenario.Play(TradingSession.Running(), """
        book 2@99 5@98 4@97 | 9@100                 -> -
        buy 5 market                                -> #1 locks 500 USDT; #1 takes 5@100 fee 0.005 BTC
        sell 4 market stop:98                       -> #2 locks 4 BTC
        trade sell 3@98                             -> #2 triggered at 98; #2 takes 2@98 fee 0.196 USDT; #2 takes 2@97 fee 0.194 USDT
        """);

    [Fact]
    public void A_stop_limit_takes_up_to_its_limit_and_rests_with_the_remainder() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@101 5@103                     -> -
        buy 2 102 stop:101                          -> #1 locks 204 USDT
        trade buy 0.4@101                           -> #1 triggered at 101; #1 takes 0.6@101 fee 0.0006 BTC
        locked USDT                                 -> 142.8
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        trade sell 1@102                            -> #1 makes[0>0] 1@102 fee 0.0005 BTC
        cancel #1                                   -> #1 Canceled by Requested, 0.4 left
        """);

    [Fact]
    public void Time_in_force_begins_when_the_order_is_set_off() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@101 5@103                     -> -
        buy 2 102 fok stop:101                      -> #1 locks 204 USDT
        buy 2 102 ioc stop:101                      -> #2 locks 204 USDT
        trade buy 0.4@101                           -> #1 triggered at 101; #2 triggered at 101; #1 Expired by TimeInForce, 2 left; #2 takes 0.6@101 fee 0.0006 BTC; #2 Expired by TimeInForce, 1.4 left
        locked USDT                                 -> 0
        """);

    [Fact]
    public void A_take_profit_waits_for_the_better_price() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        trade buy 0.1@100                           -> -
        book 5@99 | 2@100                           -> -
        buy 1 market                                -> #1 locks 100 USDT; #1 takes 1@100 fee 0.001 BTC
        sell 0.5 market take:110                    -> #2 locks 0.5 BTC
        sell 0.4 109 take:110                       -> #3 locks 0.4 BTC
        waits #2                                    -> waits for a trade at or above 110
        book 5@110 | 5@111                          -> -
        trade buy 0.1@111                           -> #2 triggered at 111; #3 triggered at 111; #2 takes 0.5@110 fee 0.055 USDT; #3 takes 0.4@110 fee 0.044 USDT
        """);

    [Fact]
    public void A_trailing_stop_follows_the_highest_price_and_never_steps_back() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market                                -> #1 locks 100 USDT; #1 takes 1@100 fee 0.001 BTC
        trade buy 0.1@100                           -> -
        sell 0.9 market trail:5                     -> #2 locks 0.9 BTC
        waits #2                                    -> waits for a trade at or below 95, behind the highest price so far 100
        tick 2                                      -> -
        book 5@108 | 2@109                          -> -
        trade buy 0.1@109                           -> #2 trails 109
        trade sell 0.1@106                          -> -
        trade sell 0.1@104.01                       -> -
        waits #2                                    -> waits for a trade at or below 104, behind the highest price so far 109
        restart                                     -> -
        waits #2                                    -> waits for a trade at or below 104, behind the highest price so far 109
        book 5@103 | 2@105                          -> -
        trade sell 0.1@103.5                        -> #2 triggered at 103.5; #2 takes 0.9@103 fee 0.0927 USDT
        """);

    [Fact]
    public void A_trailing_stop_of_a_share_waits_for_its_activation_price() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        trade buy 0.1@100                           -> -
        buy 1 market trail:1% from:95               -> #1 locks 95.95 USDT
        waits #1                                    -> waits for a trade at or below its activation price 95; from there its trigger follows the price
        trade sell 0.1@96                           -> -
        tick 2                                      -> -
        book 5@93 | 2@94                            -> -
        trade sell 0.1@93.33                        -> #1 trails 93.33
        waits #1                                    -> waits for a trade at or above 94.27, behind the lowest price so far 93.33
        trade buy 0.1@94.26                         -> -
        book 5@94 | 2@94.5                          -> -
        trade sell 0.1@94.27                        -> #1 triggered at 94.27; #1 relocks 94.5; #1 takes 1@94.5 fee 0.001 BTC
        """);

    [Fact]
    public void The_best_price_can_be_watched_instead_of_trades() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market stop:105 on:best               -> #1 locks 105 USDT
        waits #1                                    -> waits for a best ask at or above 105
        trade buy 0.1@106                           -> -
        book 5@99 | 3@105                           -> #1 triggered at 105; #1 takes 1@105 fee 0.001 BTC
        buy 1 market stop:104 on:best               -> #2 WouldTriggerAtOnce: triggerPrice 104 must be above the present price 105
        """);

    [Fact]
    public void A_trigger_seen_while_the_market_is_not_usable_works_with_the_next_good_book() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market                                -> #1 locks 100 USDT; #1 takes 1@100 fee 0.001 BTC
        sell 0.5 market stop:95                     -> #2 locks 0.5 BTC
        status Syncing                              -> -
        trade sell 1@94                             -> #2 triggered at 94
        waits #2                                    -> the market is not usable now (Syncing)
        restart                                     -> -
        book 5@92 | 2@93                            -> -
        status Live                                 -> #2 takes 0.5@92 fee 0.046 USDT
        """);

    [Fact]
    public void A_trigger_seen_while_trading_is_paused_works_when_it_goes_on() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market stop:101                       -> #1 locks 101 USDT
        mode Paused                                 -> -
        trade buy 1@101                             -> #1 triggered at 101
        waits #1                                    -> trading is Paused: test
        book 5@99 | 2@102                           -> -
        mode Running                                -> #1 relocks 102; #1 takes 1@102 fee 0.001 BTC
        """);

    [Fact]
    public void A_buy_that_meets_a_higher_price_than_its_trigger_takes_what_the_balance_pays() => Scenario.Play(TradingSession.Running(Venue.KuCoin, cash: 110m), """
        book 5@99 | 2@100                           -> -
        buy 1 market stop:101                       -> #1 locks 101.101 USDT
        book 5@99 | 0.5@104 3@120                   -> -
        trade buy 0.1@104                           -> #1 triggered at 104; #1 relocks 109.98988; #1 takes 0.4@104 fee 0.0416 USDT; #1 takes 0.569@120 fee 0.06828 USDT; #1 Expired by InsufficientBalance, 0.031 left
        free USDT                                   -> 0.01012
        locked USDT                                 -> 0
        """);

    [Fact]
    public void A_stop_that_finds_no_liquidity_ends_and_says_so() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market                                -> #1 locks 100 USDT; #1 takes 1@100 fee 0.001 BTC
        sell 0.5 market stop:95                     -> #2 locks 0.5 BTC
        book | 2@100                                -> -
        trade sell 9@90                             -> #2 triggered at 90; #2 Expired by NoLiquidity, 0.5 left
        """);

    [Fact]
    public void Wrong_conditions_are_refused_by_name() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 market trail:5                        -> #1 MarketNotLive: no price of BTC-USDT is known yet for a trailing stop to follow; give an activationPrice, or wait for one
        trade buy 0.1@100                           -> -
        buy 1 market stop:100                       -> #2 WouldTriggerAtOnce: triggerPrice 100 must be above the present price 100
        buy 1 market take:101                       -> #3 WouldTriggerAtOnce: triggerPrice 101 must be below the present price 100
        buy 1 market stop:101.001                   -> #4 TriggerNotValid: triggerPrice 101.001 is not a multiple of the tick size 0.01
        buy 1 market stop:-1                        -> #5 TriggerNotValid: triggerPrice -1 must be greater than zero
        buy 1 market trail:0                        -> #6 TriggerNotValid: trailingDistance 0 must be greater than zero
        buy 1 market trail:51%                      -> #7 TriggerNotValid: trailingPercent 51 must be 0.01 to 50 with at most four decimal places
        buy 1 market trail:1% trail:5               -> #8 TriggerNotValid: a trailing stop needs either trailingDistance or trailingPercent
        buy 1 market from:90                        -> #9 TriggerNotValid: trailingDistance, trailingPercent and activationPrice go only with a trailing stop
        buy 1 101 post stop:101                     -> #10 TimeInForceNotAllowed: timeInForce PostOnly does not go with a conditional order; use GTC, GTD, IOC or FOK
        buy 0.04 market stop:120                    -> #11 NotionalTooSmall: price times quantity is 4.8 USDT, the minimum is 5
        buy 100 market stop:101                     -> #12 InsufficientBalance: the order needs 10100 USDT, free are 10000
        sell 1 market stop:99                       -> #13 InsufficientBalance: the order needs 1 BTC, free to sell at Binance are 0
        """);

    [Fact]
    public void A_good_till_date_order_ends_by_itself() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 99 gtd:10                             -> #1 locks 99 USDT
        buy 1 market stop:105 gtd:20                -> #2 TimeInForceNotAllowed: timeInForce GTD goes only with an order that may stay in the book: give it a price
        buy 1 106 gtd:20 stop:105                   -> #3 locks 106 USDT
        tick 9                                      -> -
        tick 1                                      -> #1 Expired by TimeInForce, 1 left
        tick 5                                      -> -
        restart                                     -> -
        tick 5                                      -> #3 Expired by TimeInForce, 1 left
        buy 1 99 gtd:-1                             -> #4 ExpiryNotValid: expireAt is over already; it must be a time to come
        """);

    [Fact]
    public void A_reduce_only_order_sells_no_more_than_the_position() => Scenario.Play(TradingSession.Running(Venue.KuCoin), """
        book 5@99 | 2@100                           -> -
        sell 1 market reduce                        -> #1 InsufficientBalance: the order needs 1 BTC, free to sell at KuCoin are 0
        buy 1 market reduce                         -> #2 WouldNotReduce: reduceOnly does not go with a buy: spot has no short position that it could reduce
        buy 1 market                                -> #3 locks 100.1 USDT; #3 takes 1@100 fee 0.1 USDT
        sell 1 market stop:95 reduce                -> #4 locks 1 BTC
        """);

    [Fact]
    public void A_market_order_can_be_for_an_amount_of_the_quote_asset() => Scenario.Play(TradingSession.Running(), """
        book 1@99 5@98 | 1@100 5@101                -> -
        buy quote:150 market                        -> #1 locks 149.995 USDT; #1 takes 1@100 fee 0.001 BTC; #1 takes 0.495@101 fee 0.000495 BTC
        sell quote:100 market                       -> #2 locks 1.01 BTC; #2 takes 1@99 fee 0.099 USDT; #2 takes 0.01@98 fee 0.00098 USDT
        buy quote:4 market                          -> #3 NotionalTooSmall: price times quantity is 3.939 USDT, the minimum is 5
        buy quote:0.05 market                       -> #4 NoLiquidity: the book of BTC-USDT shows nothing to buy now
        """);

    [Fact]
    public void Orders_can_be_cancelled_by_instrument() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 2@100                           -> -
        buy 1 99                                    -> #1 locks 99 USDT
        buy 1 market stop:105                       -> #2 locks 105 USDT
        cancel all 2                                -> -
        cancel all 1                                -> #1 Canceled by Requested, 1 left; #2 Canceled by Requested, 1 left
        locked USDT                                 -> 0
        """);
}
