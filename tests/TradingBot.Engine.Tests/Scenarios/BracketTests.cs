using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>Brackets: an entry that is followed by its exits.</summary>
public class BracketTests
{
    [Fact]
    public void When_the_entry_is_filled_its_exits_sell_what_it_brought_net_of_the_fee() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 3@100 9@101                     -> -
        trade buy 1@99.5                            -> -
        buy 2 market exits:110/90                   -> #1 locks 200 USDT; #1 takes 2@100 fee 0.002 BTC; #2 locks 1.998 BTC; #3 locks 0 BTC
        position                                    -> 1.998 cost 200 average 100.100100100101 realized 0 unrealized -1.199
        restart                                     -> -
        trade buy 3@110.01                          -> #2 makes[?>0] 1.998@110 fee 0.10989 USDT; #3 Canceled by Linked, 1.998 left
        free BTC                                    -> 0
        """);

    [Fact]
    public void A_resting_entry_is_followed_when_it_is_filled_in_full_at_KuCoin_in_full_lots() => Scenario.Play(TradingSession.Running(Venue.KuCoin), """
        book 5@99 | 3@101                           -> -
        buy 2 98 exits:110/90/89                    -> #1 locks 196.196 USDT
        trade sell 1@97.99                          -> #1 makes[?>0] 1@98 fee 0.049 USDT
        trade sell 1@97.99                          -> #1 makes[?>0] 1@98 fee 0.049 USDT; #2 locks 2 BTC; #3 locks 0 BTC
        book 5@89.5 | 3@101                         -> -
        trade sell 1@90                             -> #3 triggered at 90; #2 Canceled by Linked, 2 left; #3 relocks 2; #3 takes 2@89.5 fee 0.179 USDT
        """);

    [Fact]
    public void One_exit_alone_is_no_pair() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 3@100 9@101                     -> -
        buy 1 market exits:110                      -> #1 locks 100 USDT; #1 takes 1@100 fee 0.001 BTC; #2 locks 0.999 BTC
        buy 1 market exits:/90                      -> #3 locks 100 USDT; #3 takes 1@100 fee 0.001 BTC; #4 locks 0.999 BTC
        cancel #2                                   -> #2 Canceled by Requested, 0.999 left
        waits #4                                    -> waits for a trade at or below 90
        """);

    [Fact]
    public void What_an_entry_got_before_its_time_was_over_is_protected_but_not_what_its_owner_cancelled() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 3@100 9@105                     -> -
        buy 4 101 ioc exits:110/90                  -> #1 locks 404 USDT; #1 takes 3@100 fee 0.003 BTC; #1 Expired by TimeInForce, 1 left; #2 locks 2.997 BTC; #3 locks 0 BTC
        book 5@99 | 3@101 9@105                     -> -
        buy 4 102 exits:110/90                      -> #4 locks 408 USDT; #4 takes 3@101 fee 0.003 BTC
        cancel #4                                   -> #4 Canceled by Requested, 1 left
        cancel all                                  -> #2 Canceled by Requested, 2.997 left; #3 Canceled by Linked, 2.997 left
        free BTC                                    -> 5.994
        """);

    [Fact]
    public void Exits_that_the_price_has_passed_already_work_at_once() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 3@100                           -> -
        buy 3 101 stop:100.5 exits:110/90           -> #1 locks 303 USDT
        book 4@111 | 3@112                          -> -
        trade buy 1@112                             -> #1 triggered at 112
        delta 4@108 0@111 | 1@112                   -> -
        trade sell 3@100.9                          -> #1 makes[?>0] 3@101 fee 0.0015 BTC; #2 locks 2.998 BTC; #3 locks 0 BTC
        """);

    [Fact]
    public void An_entry_that_left_too_little_says_so() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 0.001@100 9@105                 -> -
        buy 4 101 ioc exits:110/90                  -> #1 locks 404 USDT; #1 takes 0.001@100 fee 0.000001 BTC; #1 Expired by TimeInForce, 3.999 left; #2 QuantityTooSmall: the entry left 0 BTC to sell, the minimum is 0.001
        """);

    [Fact]
    public void What_is_wrong_with_exits_is_named() => Scenario.Play(TradingSession.Running(coins: 5), """
        book 5@99 | 3@100                           -> -
        sell 1 market exits:110/90                  -> #1 ExitNotValid: takeProfitPrice and stopPrice go only with a buy: they sell what it bought
        buy 1 99 exits:/                            -> #2 ExitNotValid: a bracket needs takeProfitPrice, stopPrice or both
        buy 1 99 exits:110//80                      -> #3 ExitNotValid: stopLimitPrice goes only with a stopPrice
        buy 1 99 exits:90/95                        -> #4 ExitNotValid: takeProfitPrice must be above stopPrice
        buy 1 99 exits:98/90                        -> #5 ExitNotValid: takeProfitPrice must be above the entry's price 99
        buy 1 99 exits:110/99                       -> #6 ExitNotValid: stopPrice must be below the entry's price 99
        buy 1 99 exits:110.001/90                   -> #7 ExitNotValid: takeProfitPrice 110.001 is not a multiple of the tick size 0.01
        buy 0.1 99 exits:110/49                     -> #8 NotionalTooSmall: price times quantity is 4.9 USDT, the minimum is 5
        """);
}
