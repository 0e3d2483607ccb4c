using TradingBot.Engine.Accounts;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>The scenarios B to G of Binance's Self Trade Prevention FAQ (A and H need modes that this system does not offer), and what they leave open.</summary>
public class SelfTradeTests
{
    private const string ThreeMakers = """
        book 0.5@90 | 1@200                         -> -
        buy 1.2 120                                 -> #1 locks 144 USDT
        buy 1.3 110                                 -> #2 locks 143 USDT
        buy 8.1 100                                 -> #3 locks 810 USDT

        """;

    [Fact]
    public void B_expire_maker_ends_the_resting_orders_and_the_new_one_rests() => Scenario.Play(WithCoins(), ThreeMakers + """
        sell 3 100 stp:ExpireMaker                  -> #4 locks 3 BTC; #4 meets #1, prevents 1.2@120; #1 Expired by SelfTrade, 1.2 left; #4 meets #2, prevents 1.3@110; #2 Expired by SelfTrade, 1.3 left; #4 meets #3, prevents 3@100; #3 Expired by SelfTrade, 8.1 left
        waits #4                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        locked USDT                                 -> 0
        locked BTC                                  -> 3
        restart                                     -> -
        """);

    [Fact]
    public void What_stands_behind_the_own_order_at_its_price_is_taken_after_it_has_ended() => Scenario.Play(WithCoins(), """
        book 4@99 | 1@200                           -> -
        buy 1 99                                    -> #1 locks 99 USDT
        delta 10@99 |                               -> -
        sell 6 market stp:ExpireMaker               -> #2 locks 6 BTC; #2 takes 4@99 fee 0.396 USDT; #2 meets #1, prevents 1@99; #1 Expired by SelfTrade, 1 left; #2 takes 2@99 fee 0.198 USDT
        locked USDT                                 -> 0
        """);

    [Fact]
    public void C_expire_taker_ends_the_new_order_and_the_resting_ones_stay() => Scenario.Play(WithCoins(), ThreeMakers + """
        sell 3 100 stp:ExpireTaker                  -> #4 locks 3 BTC; #4 meets #1, prevents 1.2@120; #4 Expired by SelfTrade, 3 left
        locked USDT                                 -> 1097
        locked BTC                                  -> 0
        """);

    [Fact]
    public void D_expire_both_ends_both() => Scenario.Play(WithCoins(), """
        book 0.5@90 | 1@200                         -> -
        buy 1 100                                   -> #1 locks 100 USDT
        sell 3 100 stp:ExpireBoth                   -> #2 locks 3 BTC; #2 meets #1, prevents 1@100; #1 Expired by SelfTrade, 1 left; #2 Expired by SelfTrade, 3 left
        """);

    [Fact]
    public void E_the_mode_of_the_arriving_order_decides() => Scenario.Play(WithCoins(), """
        book 0.5@90 | 1@200                         -> -
        buy 1 100 stp:ExpireMaker                   -> #1 locks 100 USDT
        sell 1 100 stp:ExpireTaker                  -> #2 locks 1 BTC; #2 meets #1, prevents 1@100; #2 Expired by SelfTrade, 1 left
        """);

    [Fact]
    public void F_a_market_order_that_finds_only_the_own_order_ends_too_for_want_of_liquidity() => Scenario.Play(WithCoins(), """
        book | 1@200                                -> -
        buy 1 100                                   -> #1 locks 100 USDT
        sell 1 market stp:ExpireMaker               -> #2 locks 0 BTC; #2 meets #1, prevents 1@100; #1 Expired by SelfTrade, 1 left; #2 Expired by NoLiquidity, 1 left
        sell 1 market stp:ExpireMaker               -> #3 NoLiquidity: the book of BTC-USDT shows nothing to sell to now
        """);

    [Fact]
    public void G_decrement_takes_from_both_and_ends_the_smaller() => Scenario.Play(WithCoins(), """
        book 0.5@90 | 1@200                         -> -
        buy 6 100                                   -> #1 locks 600 USDT
        sell 2 100 stp:Decrement                    -> #2 locks 2 BTC; #2 meets #1, prevents 2@100; #2 Expired by SelfTrade, 0 left
        locked USDT                                 -> 400
        locked BTC                                  -> 0
        sell 4.5 100 stp:Decrement                  -> #3 locks 4.5 BTC; #3 meets #1, prevents 4@100; #1 Expired by SelfTrade, 0 left
        locked BTC                                  -> 0.5
        locked USDT                                 -> 0
        restart                                     -> -
        trade buy 1@100                             -> #3 makes[0>0] 0.5@100 fee 0.025 USDT
        """);

    [Fact]
    public void What_is_ahead_of_the_own_order_is_taken_before_it_is_met() => Scenario.Play(WithCoins(), """
        book 1@101 2@100 | 1@200                    -> -
        buy 1 100                                   -> #1 locks 100 USDT
        delta 5@100 |                               -> -
        sell 2.5 100 ioc stp:ExpireTaker            -> #2 locks 2.5 BTC; #2 takes 1@101 fee 0.101 USDT; #2 takes 1.5@100 fee 0.15 USDT
        sell 2 100 ioc stp:ExpireTaker              -> #3 locks 2 BTC; #3 takes 0.5@100 fee 0.05 USDT; #3 meets #1, prevents 1@100; #3 Expired by SelfTrade, 1.5 left
        sell 2 100 ioc stp:ExpireMaker              -> #4 locks 2 BTC; #4 meets #1, prevents 1@100; #1 Expired by SelfTrade, 1 left; #4 takes 2@100 fee 0.2 USDT
        """);

    [Fact]
    public void A_post_only_order_is_refused_where_it_would_meet_an_own_one_and_a_fill_or_kill_where_that_shortens_it() => Scenario.Play(WithCoins(), """
        book 1@90 | 1@200                           -> -
        buy 1 100                                   -> #1 locks 100 USDT
        sell 1 100 post                             -> #2 WouldTakeLiquidity: price 100 would meet the account's own order at 100
        sell 1 90 fok stp:ExpireTaker               -> #3 CannotFillInFull: only 0 of 1 can be filled at once: an own order is in the way
        sell 1 90 fok                               -> #4 locks 1 BTC; #4 meets #1, prevents 1@100; #1 Expired by SelfTrade, 1 left; #4 takes 1@90 fee 0.09 USDT
        """);

    [Fact]
    public void A_triggered_and_an_amended_order_meet_own_orders_as_a_new_one_does() => Scenario.Play(WithCoins(), """
        book 1@90 | 1@200                           -> -
        buy 1 100                                   -> #1 locks 100 USDT
        sell 1 150                                  -> #2 locks 1 BTC
        amend #2 price:100                          -> #2 amended, 1 left at 100, locks 1; #2 meets #1, prevents 1@100; #1 Expired by SelfTrade, 1 left
        cancel #2                                   -> #2 Canceled by Requested, 1 left
        buy 1 100                                   -> #3 locks 100 USDT
        sell 2 market stop:95 stp:Decrement         -> #4 locks 2 BTC
        trade sell 0.5@95                           -> #3 makes[0>0] 0.5@100 fee 0.00025 BTC; #4 triggered at 95; #4 meets #3, prevents 0.5@100; #3 Expired by SelfTrade, 0 left; #4 takes 1@90 fee 0.09 USDT; #4 Expired by TimeInForce, 0.5 left
        locked BTC                                  -> 0
        """);

    [Fact]
    public void Orders_of_another_account_are_not_met()
    {
        TradingSession session = WithCoins();
        session.Book("1@90", "1@200");
        AccountId other = new(Guid.AllBitsSet);
        session.Open(other, TradingSession.WideLimits, ("USDT", 1_000m));
        session.Place(Side.Buy, OrderType.Limit, 1m, 100m, account: other);
        session.Place(Side.Sell, OrderType.Limit, 1m, 95m);
        Assert.Empty(session.EventsOf<Events.SelfTradePrevented>());
        Assert.Single(session.View(other).OpenOrders);
    }

    private static TradingSession WithCoins() => TradingSession.Running(coins: 20m);
}
