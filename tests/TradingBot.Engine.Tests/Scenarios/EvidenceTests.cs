using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Tests.Scenarios;

public class EvidenceTests
{
    [Theory]
    [InlineData(Venue.Binance, "taker 0.1 % in BTC", "maker 0.05 % in BTC")]
    [InlineData(Venue.KuCoin, "taker 0.1 % in USDT", "maker 0.05 % in USDT")]
    public void An_execution_says_by_which_rule_its_fee_was_charged(Venue venue, string taker, string maker)
    {
        TradingSession session = TradingSession.Running(venue);
        session.Book("5@99", "1@100");
        session.Place(Side.Buy, OrderType.Market, 1, null, TimeInForce.ImmediateOrCancel);
        session.Place(Side.Buy, OrderType.Limit, 1, 99.5m);
        session.Trade(1, 99.5m, Side.Sell);
        ExecutionEvidence[] evidence = [.. session.EventsOf<OrderExecuted>().Select(executed => executed.Execution.Evidence)];
        Assert.Equal([taker, maker], evidence.Select(known => known.FeeRule));
        Assert.All(evidence, known => Assert.Equal("immediate/1", known.ExecutionModel));
    }
}
