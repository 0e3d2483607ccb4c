using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

public class TakerTests
{
    [Fact]
    public void A_market_order_walks_the_book_level_by_level_and_never_past_it() => Scenario.Play(TradingSession.Running(), """
        book 2@99 3@98 | 1@100 1@101                -> -
        buy 1.5 market                              -> #1 locks 150.5 USDT; #1 takes 1@100 fee 0.001 BTC; #1 takes 0.5@101 fee 0.0005 BTC
        position                                    -> 1.4985 cost 150.5 average 100.433767100434 realized 0 unrealized -1.39925
        free USDT                                   -> 9849.5
        free BTC                                    -> 1.4985
        delta | 1@100 1@101.5                       -> -
        sell 6 market                               -> #2 InsufficientBalance: the order needs 5 BTC, free to sell at Binance are 1.4985
        sell 1 market                               -> #3 locks 1 BTC; #3 takes 1@99 fee 0.099 USDT
        free USDT                                   -> 9948.401
        position                                    -> 0.4985 cost 50.066232899566 average 100.433767100434 realized -1.532767100434 unrealized -0.465482899566
        buy 50 market                               -> #4 locks 152 USDT; #4 takes 0.5@101 fee 0.0005 BTC; #4 takes 1@101.5 fee 0.001 BTC; #4 Expired by TimeInForce, 48.5 left
        """);

    [Fact]
    public void Liquidity_that_was_taken_is_gone_until_the_level_changes() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 1@100 1@101                     -> -
        buy 0.4 market                              -> #1 locks 40 USDT; #1 takes 0.4@100 fee 0.0004 BTC
        buy 1 market                                -> #2 locks 100.4 USDT; #2 takes 0.6@100 fee 0.0006 BTC; #2 takes 0.4@101 fee 0.0004 BTC
        buy 1 100 ioc                               -> #3 locks 100 USDT; #3 Expired by TimeInForce, 1 left
        delta 3@99 |                                -> -
        buy 1 100 fok                               -> #4 CannotFillInFull: only 0 of 1 can be filled at once
        delta | 0.7@100                             -> -
        buy 1 100 ioc                               -> #5 locks 100 USDT; #5 takes 0.7@100 fee 0.0007 BTC; #5 Expired by TimeInForce, 0.3 left
        book 2@99 | 0.7@100 1@101                   -> -
        buy 1 100 ioc                               -> #6 locks 100 USDT; #6 Expired by TimeInForce, 1 left
        buy 1 market                                -> #7 locks 60.6 USDT; #7 takes 0.6@101 fee 0.0006 BTC; #7 Expired by TimeInForce, 0.4 left
        buy 1 market                                -> #8 NoLiquidity: the book of BTC-USDT shows nothing to buy now
        """);

    [Fact]
    public void Time_in_force_decides_what_becomes_of_the_rest() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 1@100 1@101                     -> -
        buy 3 101 fok                               -> #1 CannotFillInFull: only 2 of 3 can be filled at once
        buy 3 market fok                            -> #2 CannotFillInFull: only 2 of 3 can be filled at once
        buy 2 101 fok                               -> #3 locks 202 USDT; #3 takes 1@100 fee 0.001 BTC; #3 takes 1@101 fee 0.001 BTC
        book 2@99 | 1@100 1@101                     -> -
        delta | 1.5@100                             -> -
        buy 2 100 ioc                               -> #4 locks 200 USDT; #4 takes 1.5@100 fee 0.0015 BTC; #4 Expired by TimeInForce, 0.5 left
        delta | 1@100                               -> -
        buy 2 100 gtc                               -> #5 locks 200 USDT; #5 takes 1@100 fee 0.001 BTC
        locked USDT                                 -> 100
        delta | 0@100                               -> -
        buy 1 101 post                              -> #6 WouldTakeLiquidity: price 101 would take liquidity: the best ask is 101
        sell 1 99 post                              -> #7 WouldTakeLiquidity: price 99 would take liquidity: the best bid is 99
        buy 1 100.99 post                           -> #8 locks 100.99 USDT
        cancel all                                  -> #5 Canceled by Requested, 1 left; #8 Canceled by Requested, 1 left
        locked USDT                                 -> 0
        """);

    [Fact]
    public void KuCoin_charges_in_the_quote_asset_and_locks_the_fee() => Scenario.Play(TradingSession.Running(Venue.KuCoin), """
        book 2@99 | 1@100                           -> -
        buy 1 market                                -> #1 locks 100.1 USDT; #1 takes 1@100 fee 0.1 USDT
        position                                    -> 1 cost 100.1 average 100.1 realized 0 unrealized -0.6
        buy 2 98                                    -> #2 locks 196.196 USDT
        sell 0.5 market                             -> #3 locks 0.5 BTC; #3 takes 0.5@99 fee 0.0495 USDT
        position                                    -> 0.5 cost 50.05 average 100.1 realized -0.5995 unrealized -0.3
        trade sell 1@97                             -> #2 makes[?>0] 1@98 fee 0.049 USDT
        locked USDT                                 -> 98.098
        cancel #2                                   -> #2 Canceled by Requested, 1 left
        locked USDT                                 -> 0
        free USDT                                   -> 9851.3015
        """);

    [Fact]
    public void A_sell_locks_the_base_asset_and_may_rest() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 3@100                           -> -
        buy 2 market                                -> #1 locks 200 USDT; #1 takes 2@100 fee 0.002 BTC
        sell 1.998 103                              -> #2 locks 1.998 BTC
        sell 0.1 103                                -> #3 InsufficientBalance: the order needs 0.1 BTC, free to sell at Binance are 0
        trade buy 1@104                             -> #2 makes[?>0] 1@103 fee 0.0515 USDT
        locked BTC                                  -> 0.998
        position                                    -> 0.998 cost 99.899899899899 average 100.1001001001 realized 2.848399899899 unrealized -0.598899899899
        """);
}
