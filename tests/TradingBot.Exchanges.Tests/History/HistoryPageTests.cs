using TradingBot.Engine.Bars;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.History;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests.History;

public sealed class HistoryPageTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_candle_page_tells_what_the_venue_lists_and_where_it_has_nothing()
    {
        CandlePage page = BinanceHistory.Page([BarAt(2), BarAt(3)], [Ms(2), Ms(3), Ms(4), Ms(6)], 60, At(0), At(8));
        Assert.Equal(At(8), page.Reached);
        Assert.Equal([new(At(0), At(2), false), new(At(2), At(5), true), new(At(5), At(6), false), new(At(6), At(7), true), new KnownTime(At(7), At(8), false)], page.Known);
    }

    [Fact]
    public void A_full_candle_page_goes_on_after_its_last_row()
    {
        long[] times = [.. Enumerable.Range(0, BinanceHistory.RowLimit).Select(minute => Ms(minute))];
        CandlePage page = BinanceHistory.Page([], times, 60, At(0), At(5_000));
        Assert.Equal((At(1_000), new KnownTime(At(0), At(1_000), true)), (page.Reached, Assert.Single(page.Known)));
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(4, 4)]
    [InlineData(3, 9)]
    public void Candles_out_of_order_or_out_of_range_are_not_believed(int first, int second) =>
        Assert.Throws<AnswerShapeException>(() => BinanceHistory.Page([], [Ms(first), Ms(second)], 60, At(0), At(8)));

    [Fact]
    public void A_candle_that_cannot_be_is_not_believed() =>
        Assert.Throws<AnswerShapeException>(() => BinanceHistory.Page([BarAt(2) with { Low = new(200) }], [Ms(2)], 60, At(0), At(8)));

    [Fact]
    public void Trades_before_the_end_are_taken_and_the_whole_range_is_known()
    {
        TradePage page = BinanceHistory.Page([Trade(7, 1), Trade(8, 2), Trade(9, 9)], new(At(0)), At(8), reachesBack: true);
        Assert.Equal([7, 8], page.Trades.Select(trade => trade.RowId));
        Assert.Equal((new KnownTime(At(0), At(8), true), new TradeCursor(At(8))), (Assert.Single(page.Known), page.Next));
    }

    [Fact]
    public void A_full_page_of_trades_goes_on_by_number_and_its_last_millisecond_stays_open()
    {
        HistoricalTrade[] rows = [.. Enumerable.Range(0, BinanceHistory.RowLimit).Select(number => Trade(number + 1, number))];
        TradePage page = BinanceHistory.Page(rows, new(At(0)), At(5_000), reachesBack: true);
        Assert.Equal((new KnownTime(At(0), At(999), true), new TradeCursor(At(999), 1_001, 1_000)), (Assert.Single(page.Known), page.Next));
    }

    [Fact]
    public void Trades_that_the_venue_itself_lacks_are_told()
    {
        TradePage page = BinanceHistory.Page([Trade(7, 1), Trade(10, 4)], new(At(0), 7, 6), At(8), reachesBack: true);
        Assert.Equal([new(At(0), At(1).AddMilliseconds(1), true), new(At(1).AddMilliseconds(1), At(4), false), new KnownTime(At(4), At(8), true)], page.Known);
    }

    [Fact]
    public void A_history_that_begins_later_than_asked_is_told()
    {
        TradePage page = BinanceHistory.Page([Trade(7, 3)], new(At(0)), At(8), reachesBack: false);
        Assert.Equal([new(At(0), At(3), false), new KnownTime(At(3), At(8), true)], page.Known);
    }

    [Fact]
    public void Of_the_last_trades_only_what_lies_between_the_first_and_the_last_is_known()
    {
        TradePrint[] last = [new(11, new(1), new(1), Side.Buy, At(3).ToUnixTimeMilliseconds() * 1_000_000 + 999), new(15, new(1), new(1), Side.Sell, At(5).ToUnixTimeMilliseconds() * 1_000_000)];
        TradePage page = KuCoinHistory.Page(last, At(0), At(8));
        Assert.Equal([new(At(0), At(3), false), new KnownTime(At(3), At(5).AddMicroseconds(1), true)], page.Known);
        Assert.Equal([11, 15], page.Trades.Select(trade => trade.RowId));
        Assert.Empty(KuCoinHistory.Page(last, At(0), At(2)).Trades);
        Assert.Equal(new KnownTime(At(0), At(2), false), Assert.Single(KuCoinHistory.Page(last, At(0), At(2)).Known));
        Assert.Empty(KuCoinHistory.Page(last, At(6), At(8)).Known);
    }

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    private static long Ms(int minute) => At(minute).ToUnixTimeMilliseconds();

    private static Bar BarAt(int minute) => new(Ms(minute) * 1_000_000, 60, new(100), new(101), new(99), new(100), new(5), 3);

    private static HistoricalTrade Trade(long id, int minute) => new(id, id, id, new(100), new(1), Side.Buy, Ms(minute) * 1_000_000);
}
