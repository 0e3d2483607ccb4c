namespace TradingBot.Engine.Tests.Scenarios;

public class MakerTests
{
    [Fact]
    public void A_resting_order_waits_for_the_queue_ahead_and_fills_from_trades_only() => Scenario.Play(TradingSession.Running(), """
        book 5@99 5@98 | 1@100                      -> -
        buy 2 99                                    -> #1 locks 198 USDT
        waits #1                                    -> 5 BTC are ahead of it at its price
        trade sell 3@99                             -> -
        waits #1                                    -> 2 BTC are ahead of it at its price
        trade buy 9@100                             -> -
        trade sell 2.5@99                           -> #1 makes[2000>0] 0.5@99 fee 0.00025 BTC
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        locked USDT                                 -> 148.5
        trade sell 0.4@99                           -> #1 makes[0>0] 0.4@99 fee 0.0002 BTC
        trade sell 9@99                             -> #1 makes[0>0] 1.1@99 fee 0.00055 BTC
        locked USDT                                 -> 0
        """);

    [Fact]
    public void A_book_change_alone_never_fills_even_when_it_moves_through_the_price() => Scenario.Play(TradingSession.Running(), """
        book 5@99 5@98 | 1@100                      -> -
        buy 2 99                                    -> #1 locks 198 USDT
        delta 0@99 | 1@98.5 0@100                   -> -
        delta 0@98 5@97 | 1@97.5                    -> -
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        trade buy 0.5@97.5                          -> #1 makes[0>0] 0.5@99 fee 0.00025 BTC
        """);

    [Fact]
    public void The_queue_ahead_is_never_more_than_the_level_shows_and_grows_for_nobody() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@100                           -> -
        buy 2 99                                    -> #1 locks 198 USDT
        delta 1@99 |                                -> -
        waits #1                                    -> 1 BTC are ahead of it at its price
        delta 9@99 |                                -> -
        waits #1                                    -> 1 BTC are ahead of it at its price
        trade sell 1.5@99                           -> #1 makes[1000>0] 0.5@99 fee 0.00025 BTC
        """);

    [Fact]
    public void A_trade_that_the_book_already_shows_does_not_shorten_the_queue_twice() => Scenario.Play(TradingSession.Running(), """
        book 13@99 | 1@100                          -> -
        buy 2 99                                    -> #1 locks 198 USDT
        delta 5@99 |                                -> -
        waits #1                                    -> 5 BTC are ahead of it at its price
        trade sell 8@99 early                       -> -
        waits #1                                    -> 5 BTC are ahead of it at its price
        trade sell 6@99                             -> #1 makes[5000>0] 1@99 fee 0.0005 BTC
        """);

    [Fact]
    public void A_trade_from_before_the_order_does_not_reach_it() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@100                           -> -
        buy 2 99.5                                  -> #1 locks 199 USDT
        trade sell 3@99 early                       -> -
        trade sell 3@99                             -> #1 makes[0>0] 2@99.5 fee 0.001 BTC
        """);

    [Fact]
    public void A_taker_on_the_orders_own_side_does_not_fill_it_at_its_price() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@100                           -> -
        buy 2 99.5                                  -> #1 locks 199 USDT
        trade buy 3@99.5                            -> -
        trade sell 1@99.5                           -> #1 makes[0>0] 1@99.5 fee 0.0005 BTC
        """);

    [Fact]
    public void Orders_of_one_account_share_a_trade_best_price_first_then_in_time_order() => Scenario.Play(TradingSession.Running(), """
        book 1@99 | 1@100                           -> -
        buy 2 99                                    -> #1 locks 198 USDT
        buy 1 99                                    -> #2 locks 99 USDT
        buy 1 99.5                                  -> #3 locks 99.5 USDT
        trade sell 3.5@99                           -> #3 makes[0>0] 1@99.5 fee 0.0005 BTC; #1 makes[1000>0] 1.5@99 fee 0.00075 BTC
        trade sell 1@99                             -> #1 makes[0>0] 0.5@99 fee 0.00025 BTC; #2 makes[0>0] 0.5@99 fee 0.00025 BTC
        """);

    [Fact]
    public void A_price_deeper_than_the_book_shows_has_an_unknown_queue_until_it_is_seen() => Scenario.Play(TradingSession.Running(), """
        book 5@99 5@98 | 1@100                      -> -
        buy 1 97                                    -> #1 locks 97 USDT
        waits #1                                    -> its price is deeper than the book shows, so the queue ahead is not known; only a trade through its price fills it
        trade sell 5@97                             -> -
        delta 4@97 4@96 |                           -> -
        waits #1                                    -> 4 BTC are ahead of it at its price
        trade sell 5@97                             -> #1 makes[4000>0] 1@97 fee 0.0005 BTC
        """);

    [Fact]
    public void A_marketable_limit_order_takes_first_and_rests_with_the_remainder() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@100 1@101                     -> -
        buy 3 100                                   -> #1 locks 300 USDT; #1 takes 1@100 fee 0.001 BTC
        locked USDT                                 -> 200
        delta 2@100 | 0@100                         -> -
        trade sell 0.5@100                          -> #1 makes[0>0] 0.5@100 fee 0.00025 BTC
        locked USDT                                 -> 150
        """);
}
