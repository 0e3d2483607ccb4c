using TradingBot.Engine.Executions;

namespace TradingBot.Engine.Tests.Scenarios;

public class QueueModelTests
{
    // Of 12 at the level 8 were ahead and 4 behind; 3 are taken back. The formulas of hftbacktest's documentation, worked by hand:
    // p is the share of the decrease behind, ahead afterwards is 8 - (1 - p) * 3.
    [Theory]
    [InlineData(QueueModel.Pessimistic, 8.0)]
    [InlineData(QueueModel.Proportional, 6.0)]
    [InlineData(QueueModel.Square, 5.6)]
    [InlineData(QueueModel.Cube, 5.3333333)]
    [InlineData(QueueModel.SquareOfShareBehind, 5.3333333)]
    [InlineData(QueueModel.CubeOfShareBehind, 5.1111111)]
    [InlineData(QueueModel.SquareOfShareAhead, 6.6666667)]
    [InlineData(QueueModel.CubeOfShareAhead, 7.1111111)]
    [InlineData(QueueModel.Front, 5.0)]
    public void Cancellations_fall_ahead_and_behind_by_the_models_formula(QueueModel model, double expected)
    {
        const long Unit = 100_000_000;
        double ahead = QueueFormulas.AheadAfter(model, 8 * Unit, 12 * Unit, 3 * Unit) / (double)Unit;
        Assert.Equal(expected, ahead, 6);
    }

    [Theory]
    [InlineData(QueueModel.Logarithmic)]
    [InlineData(QueueModel.LogarithmicOfWhole)]
    public void Logarithmic_shares_are_those_of_the_formula(QueueModel model)
    {
        foreach ((long front, long back) in (ReadOnlySpan<(long, long)>)[(1, 1), (8, 4), (1, 1_000_000), (1_000_000_000_000, 3), (long.MaxValue / 4, long.MaxValue / 4)])
        {
            double logarithm = Math.Log(1.0 + back);
            double expected = model == QueueModel.Logarithmic ? logarithm / (logarithm + Math.Log(1.0 + front)) : logarithm / Math.Log(1.0 + front + back);
            Assert.Equal(expected, QueueFormulas.ShareBehind(model, front, back) / (double)(1L << 30), 7);
        }
    }

    [Fact]
    public void What_is_ahead_never_grows_never_falls_below_zero_and_behind_gives_no_more_than_it_has()
    {
        Random random = new(7);
        foreach (QueueModel model in Enum.GetValues<QueueModel>())
        {
            for (int round = 0; round < 2_000; round++)
            {
                long total = random.NextInt64(1, round % 2 == 0 ? 20 : 1_000_000_000_000_000);
                long ahead = random.NextInt64(0, total + 1);
                long cancelled = random.NextInt64(1, total + 1);
                long after = QueueFormulas.AheadAfter(model, ahead, total, cancelled);
                Assert.InRange(after, 0, ahead);
                // The pessimistic model leaves it to the level to bound the queue.
                if (model != QueueModel.Pessimistic) Assert.InRange(after, 0, total - cancelled);
            }
        }
    }

    [Fact]
    public void The_proportional_queue_shortens_with_cancellations_that_trades_do_not_explain() => Scenario.Play(With(QueueModel.Proportional), """
        book 8@99 | 1@100                           -> -
        buy 2 99                                    -> #1 locks 198 USDT
        delta 12@99 |                               -> -
        waits #1                                    -> 8 BTC are ahead of it at its price
        delta 9@99 |                                -> -
        waits #1                                    -> 6 BTC are ahead of it at its price
        trade sell 2@99                             -> -
        waits #1                                    -> 4 BTC are ahead of it at its price
        delta 7@99 |                                -> -
        waits #1                                    -> 4 BTC are ahead of it at its price
        trade sell 5@99                             -> #1 makes[4000>0] 1@99 fee 0.0005 BTC
        trade sell 2@98.5                           -> #1 makes[0>0] 1@99 fee 0.0005 BTC
        """);

    [Fact]
    public void The_front_of_the_queue_is_filled_by_the_first_trade_at_its_price() => Scenario.Play(With(QueueModel.Front), """
        book 8@99 | 1@100                           -> -
        buy 2 99                                    -> #1 locks 198 USDT
        trade buy 2@99                              -> -
        trade sell 0.5@99                           -> #1 makes[0>0] 0.5@99 fee 0.00025 BTC
        """);

    [Fact]
    public void Liquidity_of_the_other_side_at_the_price_meets_a_resting_order_once() => Scenario.Play(With(QueueModel.Proportional, makesFromBook: true), """
        book 5@99 5@98 | 1@100                      -> -
        buy 2 99                                    -> #1 locks 198 USDT
        delta 0@99 |                                -> -
        delta | 0.5@98.5                            -> #1 makes[0>0] 0.5@99 fee 0.00025 BTC
        delta 4@97 |                                -> -
        delta | 0.75@98.5                           -> #1 makes[0>0] 0.75@99 fee 0.000375 BTC
        delta | 3@98.75                             -> #1 makes[0>0] 0.75@99 fee 0.000375 BTC
        """);

    private static TradingSession With(QueueModel queue, bool makesFromBook = false) => TradingSession.Running(
        model: new ExecutionModel { Name = "test", Queue = queue, Latency = LatencyModel.None, MakesFromBook = makesFromBook });
}
