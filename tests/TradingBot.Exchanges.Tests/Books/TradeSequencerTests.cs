using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;

namespace TradingBot.Exchanges.Tests.Books;

public sealed class TradeSequencerTests
{
    [Fact]
    public void A_hole_in_contiguous_ids_holds_trades_until_the_history_fills_it()
    {
        TradeSequencer trades = new(isContiguous: true);
        Assert.Equal(TradeOutcome.Passed, trades.Offer(Trade(10)));
        Assert.Equal(TradeOutcome.Gap, trades.Offer(Trade(13)));
        Assert.Equal(TradeOutcome.Held, trades.Offer(Trade(14)));
        TradeHistory tooShort = new([Trade(11)], Complete: true);
        Assert.False(trades.IsClosedBy(tooShort));
        TradeHistory whole = new([Trade(11), Trade(12), Trade(13)], Complete: true);
        Assert.True(trades.IsClosedBy(whole));
        Assert.Equal([11, 12, 13, 14], Ids(trades.EndRecovery(whole, out int recovered)));
        Assert.Equal(3, recovered);
        Assert.False(trades.IsRecovering);
        Assert.Equal(TradeOutcome.Passed, trades.Offer(Trade(15)));
    }

    [Fact]
    public void What_the_history_does_not_have_is_a_hole_and_the_rest_goes_on()
    {
        TradeSequencer trades = new(isContiguous: true);
        trades.Offer(Trade(10));
        trades.Offer(Trade(20));
        Assert.False(trades.IsClosedBy(new([], Complete: false)));
        Assert.Equal([20], Ids(trades.EndRecovery(new([], Complete: false), out _)));
        Assert.Equal(TradeOutcome.Passed, trades.Offer(Trade(21)));
    }

    [Fact]
    public void A_second_hole_among_held_trades_is_recovered_too()
    {
        TradeSequencer trades = new(isContiguous: true);
        trades.Offer(Trade(10));
        trades.Offer(Trade(12));
        trades.Offer(Trade(15));
        Assert.Equal([11, 12], Ids(trades.EndRecovery(new([Trade(11)], Complete: true), out _)));
        Assert.True(trades.IsRecovering);
        Assert.Equal([13, 14, 15], Ids(trades.EndRecovery(new([Trade(13), Trade(14)], Complete: true), out _)));
        Assert.False(trades.IsRecovering);
    }

    [Fact]
    public void Trades_seen_twice_pass_once()
    {
        TradeSequencer trades = new(isContiguous: false);
        Assert.Equal(TradeOutcome.Passed, trades.Offer(Trade(10)));
        Assert.Equal(TradeOutcome.Ignored, trades.Offer(Trade(10)));
        Assert.Equal(TradeOutcome.Ignored, trades.Offer(Trade(9)));
        Assert.Equal(TradeOutcome.Passed, trades.Offer(Trade(17)));
    }

    [Fact]
    public void After_a_disconnection_trades_wait_for_the_history_where_ids_skip()
    {
        TradeSequencer trades = new(isContiguous: false);
        Assert.False(trades.TryBeginRecovery());
        trades.Offer(Trade(10));
        Assert.True(trades.TryBeginRecovery());
        Assert.Equal(TradeOutcome.Held, trades.Offer(Trade(30)));
        Assert.False(trades.IsClosedBy(new([Trade(17), Trade(22)], Complete: true)));
        TradeHistory history = new([Trade(17), Trade(22), Trade(30)], Complete: true);
        Assert.True(trades.IsClosedBy(history));
        Assert.Equal([17, 22, 30], Ids(trades.EndRecovery(history, out _)));
    }

    [Fact]
    public void Held_trades_of_a_lost_connection_come_from_the_history()
    {
        TradeSequencer trades = new(isContiguous: true);
        trades.Offer(Trade(10));
        trades.Offer(Trade(12));
        trades.Disconnected();
        Assert.Equal([11, 12, 13], Ids(trades.EndRecovery(new([Trade(11), Trade(12), Trade(13)], Complete: true), out _)));
    }

    private static TradePrint Trade(long id) => new(id, new(100), new(1), Side.Buy, id);

    private static IEnumerable<int> Ids(IReadOnlyList<TradePrint> trades) => trades.Select(trade => (int)trade.TradeId);
}
