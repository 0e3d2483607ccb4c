using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>Every order type under every time in force in every situation, for a buy of 1.5 (told) and the sell that mirrors it.</summary>
public class OrderGridTests
{
    [Fact]
    public void A_book_that_has_enough() => OrderGrid.Check("""
                        gtc     gtd                     ioc               fok                post
        market          filled  !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled  !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled  filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    open    open                    expired           !CannotFillInFull  open
        iceberg         open    !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        stop-limit      open    open                    open              open               !TimeInForceNotAllowed
        take            open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open    open                    open              open               !TimeInForceNotAllowed
        trail-distance  open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        trail-share     open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        bracket         filled  filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, _ => { });

    [Fact]
    public void A_book_that_has_a_part_within_the_limit() => OrderGrid.Check("""
                        gtc        gtd                     ioc               fok                post
        market          expired:1  !TimeInForceNotAllowed  expired:1         !CannotFillInFull  !TimeInForceNotAllowed
        market-quote    filled     !TimeInForceNotAllowed  filled            !CannotFillInFull  !TimeInForceNotAllowed
        limit-across    open:1     open:1                  expired:1         !CannotFillInFull  !WouldTakeLiquidity
        limit-behind    open       open                    expired           !CannotFillInFull  open
        iceberg         open       !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            open       !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        stop-limit      open       open                    open              open               !TimeInForceNotAllowed
        take            open       !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open       open                    open              open               !TimeInForceNotAllowed
        trail-distance  open       !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        trail-share     open       !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        bracket         open:1     open:1                  expired:1         !CannotFillInFull  !WouldTakeLiquidity
        """, grid => grid.Book("9@99", "1@100"), _ => { });

    [Fact]
    public void A_book_that_has_nothing_on_the_other_side() => OrderGrid.Check("""
                        gtc           gtd                     ioc               fok                post
        market          !NoLiquidity  !TimeInForceNotAllowed  !NoLiquidity      !NoLiquidity       !TimeInForceNotAllowed
        market-quote    !NoLiquidity  !TimeInForceNotAllowed  !NoLiquidity      !NoLiquidity       !TimeInForceNotAllowed
        limit-across    open          open                    expired           !CannotFillInFull  open
        limit-behind    open          open                    expired           !CannotFillInFull  open
        iceberg         open          !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            open          !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        stop-limit      open          open                    open              open               !TimeInForceNotAllowed
        take            open          !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open          open                    open              open               !TimeInForceNotAllowed
        trail-distance  open          !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        trail-share     open          !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        bracket         open          open                    expired           !CannotFillInFull  open
        """, grid => grid.Book("9@99", ""), _ => { });

    [Fact]
    public void A_market_that_is_stale() => OrderGrid.Check("""
                        gtc             gtd                     ioc               fok               post
        market          !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        market-quote    !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        limit-across    open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        limit-behind    open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        iceberg         open            !IcebergNotValid        !IcebergNotValid  !IcebergNotValid  !IcebergNotValid
        stop            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        stop-limit      open            open                    open              open              !TimeInForceNotAllowed
        take            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        take-limit      open            open                    open              open              !TimeInForceNotAllowed
        trail-distance  open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        trail-share     open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        bracket         open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        """, grid => grid.Status(MarketStatus.Stale), _ => { });

    [Fact]
    public void A_stale_market_that_comes_back_with_a_new_book() => OrderGrid.Check("""
                        gtc             gtd                     ioc               fok               post
        market          !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        market-quote    !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        limit-across    filled          filled                  !MarketNotLive    !MarketNotLive    !MarketNotLive
        limit-behind    open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        iceberg         open            !IcebergNotValid        !IcebergNotValid  !IcebergNotValid  !IcebergNotValid
        stop            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        stop-limit      open            open                    open              open              !TimeInForceNotAllowed
        take            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        take-limit      open            open                    open              open              !TimeInForceNotAllowed
        trail-distance  open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        trail-share     open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        bracket         filled          filled                  !MarketNotLive    !MarketNotLive    !MarketNotLive
        """, grid => grid.Status(MarketStatus.Stale), grid =>
    {
        grid.Status(MarketStatus.Live);
        grid.Book("9@99", "1@100 9@101");
    });

    [Fact]
    public void A_book_that_is_crossed() => OrderGrid.Check("""
                        gtc             gtd                     ioc               fok               post
        market          !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        market-quote    !MarketNotLive  !TimeInForceNotAllowed  !MarketNotLive    !MarketNotLive    !TimeInForceNotAllowed
        limit-across    open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        limit-behind    open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        iceberg         open            !IcebergNotValid        !IcebergNotValid  !IcebergNotValid  !IcebergNotValid
        stop            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        stop-limit      open            open                    open              open              !TimeInForceNotAllowed
        take            open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        take-limit      open            open                    open              open              !TimeInForceNotAllowed
        trail-distance  open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        trail-share     open            !TimeInForceNotAllowed  open              open              !TimeInForceNotAllowed
        bracket         open            open                    !MarketNotLive    !MarketNotLive    !MarketNotLive
        """, grid => grid.Book("9@100.5", "9@100"), _ => { });

    [Fact]
    public void Trading_that_is_stopped() => OrderGrid.Check("""
                        gtc             gtd               ioc               fok               post
        market          !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        market-quote    !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        limit-across    !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        limit-behind    !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        iceberg         !TradingHalted  !IcebergNotValid  !IcebergNotValid  !IcebergNotValid  !IcebergNotValid
        stop            !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        stop-limit      !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        take            !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        take-limit      !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        trail-distance  !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        trail-share     !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        bracket         !TradingHalted  !TradingHalted    !TradingHalted    !TradingHalted    !TradingHalted
        """, grid => grid.Mode(TradingMode.Stopped), _ => { });

    [Fact]
    public void A_balance_that_does_not_pay_for_it() => OrderGrid.Check("""
                        gtc                   gtd                     ioc                   fok                   post
        market          !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        market-quote    !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        limit-across    !InsufficientBalance  !InsufficientBalance    !InsufficientBalance  !InsufficientBalance  !WouldTakeLiquidity
        limit-behind    !InsufficientBalance  !InsufficientBalance    !InsufficientBalance  !CannotFillInFull     !InsufficientBalance
        iceberg         !InsufficientBalance  !IcebergNotValid        !IcebergNotValid      !IcebergNotValid      !IcebergNotValid
        stop            !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        stop-limit      !InsufficientBalance  !InsufficientBalance    !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        take            !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        take-limit      !InsufficientBalance  !InsufficientBalance    !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        trail-distance  !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        trail-share     !InsufficientBalance  !TimeInForceNotAllowed  !InsufficientBalance  !InsufficientBalance  !TimeInForceNotAllowed
        bracket         !InsufficientBalance  !InsufficientBalance    !InsufficientBalance  !InsufficientBalance  !WouldTakeLiquidity
        """, _ => { }, _ => { }, isPoor: true);

    [Fact]
    public void A_price_that_comes_to_the_order_and_a_trade_that_reaches_it_in_part() => OrderGrid.Check("""
                        gtc       gtd                     ioc               fok                post
        market          filled    !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled    !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled    filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    open:1    open:1                  expired           !CannotFillInFull  open:1
        iceberg         open:0.5  !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            open      !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        stop-limit      open      open                    open              open               !TimeInForceNotAllowed
        take            open      !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open      open                    open              open               !TimeInForceNotAllowed
        trail-distance  open      !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        trail-share     open      !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        bracket         filled    filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, grid =>
    {
        grid.Book("9@97", "9@99");
        grid.Trade(1, 98, takesAsOrder: false);
    });

    [Fact]
    public void A_trade_through_the_price() => OrderGrid.Check("""
                        gtc         gtd                     ioc                       fok                post
        market          filled      !TimeInForceNotAllowed  filled                    filled             !TimeInForceNotAllowed
        market-quote    filled      !TimeInForceNotAllowed  filled                    filled             !TimeInForceNotAllowed
        limit-across    filled      filled                  filled                    filled             !WouldTakeLiquidity
        limit-behind    filled      filled                  expired                   !CannotFillInFull  filled
        iceberg         filled      !IcebergNotValid        !IcebergNotValid          !IcebergNotValid   !IcebergNotValid
        stop            open        !TimeInForceNotAllowed  open                      open               !TimeInForceNotAllowed
        stop-limit      open        open                    open                      open               !TimeInForceNotAllowed
        take            set:filled  !TimeInForceNotAllowed  set:filled                set:filled         !TimeInForceNotAllowed
        take-limit      set:open    set:open                set:expired(NoLiquidity)  set:expired        !TimeInForceNotAllowed
        trail-distance  open        !TimeInForceNotAllowed  open                      open               !TimeInForceNotAllowed
        trail-share     open        !TimeInForceNotAllowed  open                      open               !TimeInForceNotAllowed
        bracket         filled      filled                  filled                    filled             !WouldTakeLiquidity
        """, _ => { }, grid => grid.Trade(5, 97, takesAsOrder: false));

    [Fact]
    public void A_price_that_runs_away_over_the_triggers_by_a_gap() => OrderGrid.Check("""
                        gtc         gtd                     ioc                       fok                post
        market          filled      !TimeInForceNotAllowed  filled                    filled             !TimeInForceNotAllowed
        market-quote    filled      !TimeInForceNotAllowed  filled                    filled             !TimeInForceNotAllowed
        limit-across    filled      filled                  filled                    filled             !WouldTakeLiquidity
        limit-behind    open        open                    expired                   !CannotFillInFull  open
        iceberg         open        !IcebergNotValid        !IcebergNotValid          !IcebergNotValid   !IcebergNotValid
        stop            set:filled  !TimeInForceNotAllowed  set:filled                set:filled         !TimeInForceNotAllowed
        stop-limit      set:open    set:open                set:expired(NoLiquidity)  set:expired        !TimeInForceNotAllowed
        take            open        !TimeInForceNotAllowed  open                      open               !TimeInForceNotAllowed
        take-limit      open        open                    open                      open               !TimeInForceNotAllowed
        trail-distance  set:filled  !TimeInForceNotAllowed  set:filled                set:filled         !TimeInForceNotAllowed
        trail-share     set:filled  !TimeInForceNotAllowed  set:filled                set:filled         !TimeInForceNotAllowed
        bracket         filled      filled                  filled                    filled             !WouldTakeLiquidity
        """, _ => { }, grid =>
    {
        grid.Book("9@105", "1@106 9@107");
        grid.Trade(1, 106, takesAsOrder: true);
    });

    [Fact]
    public void A_condition_met_while_the_market_is_stale_works_in_the_next_book() => OrderGrid.Check("""
                        gtc         gtd                     ioc               fok                post
        market          filled      !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled      !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled      filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    open        open                    expired           !CannotFillInFull  open
        iceberg         open        !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        stop-limit      set:filled  set:filled              set:filled        set:filled         !TimeInForceNotAllowed
        take            open        !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open        open                    open              open               !TimeInForceNotAllowed
        trail-distance  set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        trail-share     set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        bracket         filled      filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, grid =>
    {
        grid.Status(MarketStatus.Stale);
        grid.Trade(1, 103, takesAsOrder: true);
        grid.Status(MarketStatus.Live);
        grid.Book("9@102", "1@103 9@104");
    });

    [Fact]
    public void A_condition_met_after_a_restart() => OrderGrid.Check("""
                        gtc         gtd                     ioc               fok                post
        market          filled      !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled      !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled      filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    open        open                    expired           !CannotFillInFull  open
        iceberg         open        !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        stop-limit      set:filled  set:filled              set:filled        set:filled         !TimeInForceNotAllowed
        take            open        !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open        open                    open              open               !TimeInForceNotAllowed
        trail-distance  set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        trail-share     set:filled  !TimeInForceNotAllowed  set:filled        set:filled         !TimeInForceNotAllowed
        bracket         filled      filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, grid =>
    {
        grid.Restart();
        grid.Book("9@102", "1@103 9@104");
        grid.Trade(1, 103, takesAsOrder: true);
    });

    [Fact]
    public void A_minute_that_passes() => OrderGrid.Check("""
                        gtc     gtd                     ioc               fok                post
        market          filled  !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled  !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled  filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    open    expired                 expired           !CannotFillInFull  open
        iceberg         open    !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        stop-limit      open    expired                 open              open               !TimeInForceNotAllowed
        take            open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        take-limit      open    expired                 open              open               !TimeInForceNotAllowed
        trail-distance  open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        trail-share     open    !TimeInForceNotAllowed  open              open               !TimeInForceNotAllowed
        bracket         filled  filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, grid => grid.Pass(61));

    [Fact]
    public void An_owner_who_cancels() => OrderGrid.Check("""
                        gtc       gtd                     ioc               fok                post
        market          filled    !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        market-quote    filled    !TimeInForceNotAllowed  filled            filled             !TimeInForceNotAllowed
        limit-across    filled    filled                  filled            filled             !WouldTakeLiquidity
        limit-behind    canceled  canceled                expired           !CannotFillInFull  canceled
        iceberg         canceled  !IcebergNotValid        !IcebergNotValid  !IcebergNotValid   !IcebergNotValid
        stop            canceled  !TimeInForceNotAllowed  canceled          canceled           !TimeInForceNotAllowed
        stop-limit      canceled  canceled                canceled          canceled           !TimeInForceNotAllowed
        take            canceled  !TimeInForceNotAllowed  canceled          canceled           !TimeInForceNotAllowed
        take-limit      canceled  canceled                canceled          canceled           !TimeInForceNotAllowed
        trail-distance  canceled  !TimeInForceNotAllowed  canceled          canceled           !TimeInForceNotAllowed
        trail-share     canceled  !TimeInForceNotAllowed  canceled          canceled           !TimeInForceNotAllowed
        bracket         filled    filled                  filled            filled             !WouldTakeLiquidity
        """, _ => { }, grid => grid.Cancel());
}
