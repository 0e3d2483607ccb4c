using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>Pairs of which one cancels the other.</summary>
public class PairTests
{
    [Fact]
    public void A_pair_locks_what_its_dearer_order_needs_and_the_first_execution_ends_the_other() => Scenario.Play(TradingSession.Running(coins: 10), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 4 110 90                          -> #1 locks 4 BTC; #2 locks 0 BTC
        locked BTC                                  -> 4
        restart                                     -> -
        waits #2                                    -> waits for a trade at or below 90
        trade buy 1.5@110.01                        -> #1 makes[?>0] 1.5@110 fee 0.0825 USDT; #2 Canceled by Linked, 4 left
        locked BTC                                  -> 2.5
        cancel #1                                   -> #1 Canceled by Requested, 2.5 left
        free BTC                                    -> 8.5
        """);

    [Fact]
    public void The_stop_ends_the_limit_order_and_takes_its_lock_over() => Scenario.Play(TradingSession.Running(coins: 10), """
        book 5@89 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 4 110 90                          -> #1 locks 4 BTC; #2 locks 0 BTC
        trade sell 1@90                             -> #2 triggered at 90; #1 Canceled by Linked, 4 left; #2 relocks 4; #2 takes 4@89 fee 0.356 USDT
        locked BTC                                  -> 0
        free BTC                                    -> 6
        """);

    [Fact]
    public void A_stop_limit_of_a_pair_rests_when_it_was_set_off() => Scenario.Play(TradingSession.Running(coins: 10), """
        book 1@89 5@80 | 5@101                      -> -
        trade buy 1@100                             -> -
        pair sell 4 110 90 88                       -> #1 locks 4 BTC; #2 locks 0 BTC
        trade sell 1@90                             -> #2 triggered at 90; #1 Canceled by Linked, 4 left; #2 relocks 4; #2 takes 1@89 fee 0.089 USDT
        locked BTC                                  -> 3
        restart                                     -> -
        cancel #2                                   -> #2 Canceled by Requested, 3 left
        """);

    [Fact]
    public void A_pair_to_buy_locks_the_dearer_price_once() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair buy 10 90 110 112                      -> #1 locks 900 USDT; #2 locks 220 USDT
        locked USDT                                 -> 1120
        trade sell 4@89.99                          -> #1 makes[?>0] 4@90 fee 0.002 BTC; #2 Canceled by Linked, 10 left
        locked USDT                                 -> 540
        cancel #1                                   -> #1 Canceled by Requested, 6 left
        pair buy 10 90 110 112                      -> #3 locks 900 USDT; #4 locks 220 USDT
        book 5@110 | 9@111                          -> -
        trade buy 1@110                             -> #4 triggered at 110; #3 Canceled by Linked, 10 left; #4 relocks 1120; #4 takes 9@111 fee 0.009 BTC
        locked USDT                                 -> 112
        """);

    [Fact]
    public void Cancelling_one_ends_both_by_whatever_way() => Scenario.Play(TradingSession.Running(coins: 10), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 1 110 90                          -> #1 locks 1 BTC; #2 locks 0 BTC
        cancel #2                                   -> #2 Canceled by Requested, 1 left; #1 Canceled by Linked, 1 left
        pair sell 1 110 90                          -> #3 locks 1 BTC; #4 locks 0 BTC
        cancel all                                  -> #3 Canceled by Requested, 1 left; #4 Canceled by Linked, 1 left
        pair sell 1 110 90                          -> #5 locks 1 BTC; #6 locks 0 BTC
        amend #5 price:120                          -> refused AmendNotValid: the order is one of a pair; cancel it, which ends both, and place another
        mode Stopped                                -> #5 Canceled by EmergencyStop, 1 left; #6 Canceled by Linked, 1 left
        free BTC                                    -> 10
        """);

    [Fact]
    public void What_is_wrong_with_a_pair_is_named_and_nothing_of_it_is_placed() => Scenario.Play(
        TradingSession.Running(coins: 10, limits: TradingSession.WideLimits with { MaxOpenOrders = 2 }), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 1 90 110                          -> #1 ExitNotValid: price 90 must be above stopPrice 110 to sell
        pair buy 1 110 90                           -> #2 ExitNotValid: price 110 must be below stopPrice 90 to buy
        pair sell 1 99 90                           -> #3 WouldTakeLiquidity: price 99 would take liquidity: the best bid is 99
        pair sell 1 110 100                         -> #4 WouldTriggerAtOnce: triggerPrice 100 must be below the present price 100
        pair sell 11 110 90                         -> #5 InsufficientBalance: the order needs 11 BTC, free to sell at Binance are 10
        buy 1 50                                    -> #6 locks 50 USDT
        pair sell 1 110 90                          -> #7 RiskOpenOrders: the account has its maximum of 2 open orders; cancel one first
        cancel #6                                   -> #6 Canceled by Requested, 1 left
        pair sell 1 110 90                          -> #8 locks 1 BTC; #9 locks 0 BTC
        free BTC                                    -> 9
        """);

    [Fact]
    public void Under_way_a_pair_arrives_as_one_and_its_cancel_ends_both() => Scenario.Play(
        TradingSession.Running(coins: 10, model: ExecutionModel.Immediate with { Name = "slow", Latency = LatencyModel.Constant(50, 50) }), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 1 110 90                          -> #1 locks 1 BTC; #2 locks 0 BTC
        tick 1                                      -> #2 arrives; #1 arrives
        cancel #1                                   -> #1 cancel under way
        tick 1                                      -> #1 Canceled by Requested, 1 left; #2 Canceled by Linked, 1 left
        """);

    [Fact]
    public void A_pair_to_buy_counts_once_for_the_greatest_position() => Scenario.Play(
        TradingSession.Running(limits: TradingSession.WideLimits with { MaxPositionNotional = Money.FromDecimal(1_200) }), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair buy 5 90 110                           -> #1 locks 450 USDT; #2 locks 100 USDT
        buy 6 100                                   -> #3 locks 600 USDT
        buy 1 100                                   -> #4 RiskPosition: position, open buys and this order are 1250 USDT, above the account's maximum position 1200 USDT
        """);

    [Fact]
    public void The_venue_limits_how_many_pairs_are_open() => Scenario.Play(Limited(), """
        book 5@99 | 5@101                           -> -
        trade buy 1@100                             -> -
        pair sell 1 110 90                          -> #1 locks 1 BTC; #2 locks 0 BTC
        pair sell 1 110 90                          -> #3 VenueLists: Binance allows 1 open pairs of orders in BTC-USDT; cancel one first
        """);

    private static TradingSession Limited()
    {
        TradingSession session = TradingSession.Running(coins: 10);
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.Binance) with { Filters = new() { MaxLists = 1 } } });
        return session;
    }
}
