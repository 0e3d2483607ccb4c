using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

// Inputs are a millisecond apart; orders and cancels take two seconds unless said otherwise.
public class LatencyTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_taker_walks_the_book_that_is_there_when_it_arrives() => Scenario.Play(Slow(), """
        book 5@99 | 1@100 5@101                     -> -
        buy 2 market                                -> #1 locks 201 USDT
        waits #1                                    -> is under way to the venue
        delta | 0@100 1@102                         -> -
        tick 3                                      -> #1 arrives; #1 relocks 202; #1 takes 2@101 fee 0.002 BTC
        locked USDT                                 -> 0
        """);

    [Fact]
    public void What_happens_before_it_arrives_does_not_reach_it() => Scenario.Play(Slow(), """
        book 5@99 | 1@100                           -> -
        buy 2 99.5                                  -> #1 locks 199 USDT
        trade sell 9@99                             -> -
        tick 3                                      -> #1 arrives
        trade sell 1@99.5                           -> #1 makes[0>0] 1@99.5 fee 0.0005 BTC
        """);

    [Fact]
    public void An_order_may_be_filled_while_its_cancel_is_under_way() => Scenario.Play(Slow(), """
        book 5@99 | 1@100                           -> -
        buy 2 99.5                                  -> #1 locks 199 USDT
        tick 3                                      -> #1 arrives
        cancel #1                                   -> #1 cancel under way
        trade sell 0.5@99.5                         -> #1 makes[0>0] 0.5@99.5 fee 0.00025 BTC
        cancel #1                                   -> -
        tick 3                                      -> #1 Canceled by Requested, 1.5 left
        trade sell 9@99                             -> -
        """);

    [Fact]
    public void A_cancel_does_not_overtake_its_order_and_neither_gets_lost_in_a_restart() => Scenario.Play(Slow(), """
        book 5@99 | 1@100 5@101                     -> -
        buy 2 100                                   -> #1 locks 200 USDT
        cancel #1                                   -> #1 cancel under way
        restart                                     -> -
        delta 6@99 |                                -> -
        tick 3                                      -> #1 arrives; #1 takes 1@100 fee 0.001 BTC; #1 Canceled by Requested, 1 left
        """);

    [Fact]
    public void A_trailing_stop_that_was_under_way_at_a_restart_follows_from_where_it_began() => Scenario.Play(Slow(), """
        book 5@99 | 5@100                           -> -
        trade buy 1@100                             -> -
        buy 1 market trail:2                        -> #1 locks 102 USDT
        restart                                     -> -
        tick 3                                      -> #1 arrives
        delta | 0@100 5@102                         -> -
        trade buy 1@102                             -> #1 triggered at 102; #1 takes 1@102 fee 0.001 BTC
        """);

    [Fact]
    public void Post_only_and_fill_or_kill_are_decided_by_the_book_that_they_meet() => Scenario.Play(Slow(), """
        book 5@99 | 1@100 1@101                     -> -
        buy 1 100 post                              -> #1 locks 100 USDT
        buy 2 101 fok                               -> #2 locks 202 USDT
        sell 1 99                                   -> #3 InsufficientBalance: the order needs 1 BTC, free to sell at Binance are 0
        tick 1                                      -> -
        delta | 0@100                               -> -
        tick 2                                      -> #1 arrives; #2 arrives; #2 Expired by TimeInForce, 2 left
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price
        buy 1 101 post                              -> #4 locks 101 USDT
        tick 3                                      -> #4 arrives; #4 Expired by TimeInForce, 1 left
        """);

    [Fact]
    public void Where_the_market_is_not_usable_an_arrived_order_waits_and_says_so() => Scenario.Play(Slow(), """
        book 5@99 | 1@100 1@101                     -> -
        buy 1 market                                -> #1 locks 100 USDT
        status Stale                                -> -
        tick 3                                      -> #1 arrives
        waits #1                                    -> the market is not usable now (Stale)
        status Live                                 -> #1 takes 1@100 fee 0.001 BTC
        """);

    [Fact]
    public void A_market_order_by_amount_spends_no_more_than_the_amount_at_the_prices_it_meets() => Scenario.Play(Slow(), """
        book 5@99 | 1@100 9@200                     -> -
        buy quote:300 market                        -> #1 locks 300 USDT
        delta | 0@100                               -> -
        tick 3                                      -> #1 arrives; #1 takes 1.5@200 fee 0.0015 BTC; #1 Expired by TimeInForce, 0.5 left
        """);

    [Fact]
    public void The_emergency_stop_cancels_at_once_what_is_under_way() => Scenario.Play(Slow(), """
        book 5@99 | 1@100                           -> -
        buy 1 market                                -> #1 locks 100 USDT
        mode Stopped                                -> #1 Canceled by EmergencyStop, 1 left
        tick 3                                      -> -
        """);

    [Fact]
    public void Each_execution_tells_the_latency_and_the_model()
    {
        TradingSession session = Slow();
        session.Book("5@99", "5@100");
        session.Place(Side.Buy, OrderType.Market, 1, null);
        session.Tick(TimeSpan.FromSeconds(3));
        ExecutionEvidence evidence = session.EventsOf<OrderExecuted>().Single().Execution.Evidence;
        Assert.Equal((2 * Second, "slow/1", TakerWalk.Model), (evidence.LatencyNs, evidence.ExecutionModel, evidence.Model));
    }

    [Fact]
    public void Draws_follow_the_quantiles_and_depend_on_seed_account_order_and_leg_only()
    {
        LatencyRange range = new(10, 100, 1_000, 5_000);
        LatencyModel model = LatencyModel.Sampled(range, seed: 3) with { Acknowledge = LatencyRange.Constant(0) };
        long[] draws = [.. Enumerable.Range(1, 20_000).Select(number => model.Draw(TradingSession.Alice, number, LatencyLeg.Submit, 0)).Order()];
        Assert.InRange(draws[0], 10, 20);
        Assert.InRange(draws[10_000], 95, 110);
        Assert.InRange(draws[19_600], 900, 1_000);
        Assert.InRange(draws[^1], 1_001, 5_000);
        AccountId other = new(Guid.Parse("00000000-0000-7000-8000-000000000002"));
        Assert.Equal(model.Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0), model.Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0));
        Assert.NotEqual(model.Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0), model.Draw(other, 5, LatencyLeg.Submit, 0));
        Assert.NotEqual(model.Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0), model.Draw(TradingSession.Alice, 5, LatencyLeg.Cancel, 0));
        Assert.NotEqual(model.Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0), (model with { Seed = 4 }).Draw(TradingSession.Alice, 5, LatencyLeg.Submit, 0));
    }

    [Fact]
    public void Measured_latency_is_the_last_round_trip_of_the_orders_venue()
    {
        TradingSession session = TradingSession.Running(
            model: new() { Name = "measured", Queue = QueueModel.Pessimistic, Latency = LatencyModel.Constant(Second, 0) with { Source = LatencySource.Measured } });
        session.Book("5@99", "5@100");
        session.Send(new EngineInput { Kind = EngineInputKind.RoundTripMeasured, RoundTrip = new(Venue.KuCoin, 7 * Second) });
        session.Place(Side.Buy, OrderType.Limit, 1, 99);
        session.Send(new EngineInput { Kind = EngineInputKind.RoundTripMeasured, RoundTrip = new(Venue.Binance, 30_000_000) });
        session.Place(Side.Buy, OrderType.Limit, 1, 99);
        long[] latencies = [.. session.EventsOf<OrderAccepted>().Select(accepted => accepted.Terms.ArrivesAtNs - accepted.TimeNs)];
        Assert.Equal([Second, 30_000_000], latencies);
    }

    [Fact]
    public void A_model_that_can_not_be_is_refused_and_names_the_field()
    {
        TradingSession session = TradingSession.Running();
        ExecutionModel wrong = ExecutionModel.Expected with { Latency = LatencyModel.Sampled(new(5, 4, 6, 7), 1) };
        Assert.Equal(RejectReason.InvalidParameter, session.Command(id => new Commands.SetExecutionModel(id, TradingSession.Alice, wrong)).Reason);
        Assert.StartsWith("executionModel.latency", session.LastAnswer!.Message, StringComparison.Ordinal);
        Assert.All(ExecutionModel.All, model => Assert.Null(model.Fault()));
        Assert.Equal(ExecutionModel.Expected, ExecutionModel.Find("expected"));
    }

    private static TradingSession Slow() => TradingSession.Running(
        model: new() { Name = "slow", Queue = QueueModel.Pessimistic, Latency = LatencyModel.Constant(Second, Second) });
}
