using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests.Scenarios;

public class RiskTests
{
    private static readonly RiskLimits Narrow = new()
    {
        MaxOrderNotional = Money.FromDecimal(300),
        MaxPositionNotional = Money.FromDecimal(500),
        MaxDrawdownPartsPerMillion = 10_000,
        MaxOpenOrders = 2,
    };

    [Fact]
    public void Limits_on_order_position_and_open_orders_hold() => Scenario.Play(TradingSession.Running(limits: Narrow), """
        book 50@99 | 50@100                         -> -
        buy 3.01 market                             -> #1 RiskOrderNotional: the order's notional 301 USDT is above the account's maximum 300
        buy 3 market                                -> #2 locks 300 USDT; #2 takes 3@100 fee 0.003 BTC
        buy 2 99                                    -> #3 locks 198 USDT
        buy 0.1 50                                  -> #4 RiskPosition: position, open buys and this order are 501.2015 USDT, above the account's maximum position 500 USDT
        sell 1 110                                  -> #5 locks 1 BTC
        sell 1 111                                  -> #6 RiskOpenOrders: the account has its maximum of 2 open orders; cancel one first
        sell 1 market                               -> #7 locks 1 BTC; #7 takes 1@99 fee 0.099 USDT
        """);

    [Fact]
    public void A_drawdown_acts_on_the_event_that_causes_it_and_new_limits_lift_it()
    {
        TradingSession session = TradingSession.Running(cash: 1_000m, limits: Narrow);
        Scenario.Play(session, """
            book 50@99.9 | 50@100                       -> -
            buy 3 market                                -> #1 locks 300 USDT; #1 takes 3@100 fee 0.003 BTC
            equity                                      -> 999.55015 peak 1000
            buy 1 99                                    -> #2 locks 99 USDT
            sell 1 120                                  -> #3 locks 1 BTC
            delta 50@96.5 0@99.9 | 50@96.6 0@100        -> ReduceOnly: drawdown 1.06 % from the highest equity 1000 USDT reached the maximum of 1 %; #2 Canceled by Risk, 1 left
            buy 1 97                                    -> #4 RiskDrawdown: the account takes only reducing orders: drawdown 1.06 % from the highest equity 1000 USDT reached the maximum of 1 %
            sell 1 market                               -> #5 locks 1 BTC; #5 takes 1@96.5 fee 0.0965 USDT
            delta 50@110 | 0@96.6 50@111                -> -
            buy 1 97                                    -> #6 RiskDrawdown: the account takes only reducing orders: drawdown 1.06 % from the highest equity 1000 USDT reached the maximum of 1 %
            """);
        session.Command(id => new SetRiskLimits(id, TradingSession.Alice, Narrow with { MaxDrawdownPartsPerMillion = 20_000 }));
        Assert.Equal(RiskState.Active, session.View().RiskState);
        Assert.Equal("new limits allow the drawdown of 0 %", Assert.Single(session.Last.Events.OfType<RiskStateChanged>()).Reason);
    }

    [Fact]
    public void An_account_in_an_asset_without_a_price_can_not_buy_until_there_is_one()
    {
        TradingSession session = TradingSession.Running();
        session.Send(new EngineInput
        {
            Kind = EngineInputKind.InstrumentDefined,
            Definition = TradingSession.BtcAt(Venue.Binance, 2) with { Symbol = "ETH-EUR", VenueSymbol = "ETHEUR", BaseAsset = "ETH", QuoteAsset = "EUR" },
        });
        session.Status(MarketStatus.Live, 2);
        session.Open(new(Guid.AllBitsSet), TradingSession.WideLimits, ("EUR", 1_000m));
        session.Book("1@99", "1@100", 2);

        CommandAnswer answer = session.Place(Side.Buy, OrderType.Market, 1m, null, account: new(Guid.AllBitsSet), instrument: 2);

        Assert.Equal("the order can't be valued in USDT: no price of EUR is known yet", answer.Message);
        Assert.Equal(["EUR"], session.View(new(Guid.AllBitsSet)).MissingMarks);
    }

    [Fact]
    public void Coins_bought_at_one_venue_are_not_sold_at_the_other()
    {
        TradingSession session = TradingSession.Running();
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.KuCoin, 2) });
        session.Status(MarketStatus.Live, 2);
        session.Book("9@99", "9@100");
        session.Book("9@99", "9@100", 2);
        Assert.Null(session.Place(Side.Buy, OrderType.Market, 2m, null).Message);

        Assert.Equal("the order needs 1 BTC, free to sell at KuCoin are 0", session.Place(Side.Sell, OrderType.Market, 1m, null, instrument: 2).Message);
        Assert.Null(session.Place(Side.Sell, OrderType.Market, 1m, null).Message);
    }

    [Fact]
    public void Deposited_coins_can_be_sold_and_realize_no_invented_profit()
    {
        TradingSession session = TradingSession.Running();
        session.Open(new(Guid.AllBitsSet), TradingSession.WideLimits, ("BTC", 2m), ("USDT", 100m));
        session.Book("9@99", "9@100");

        Assert.Null(session.Place(Side.Sell, OrderType.Market, 1m, null, account: new(Guid.AllBitsSet)).Message);

        OrderExecuted executed = Assert.Single(session.EventsOf<OrderExecuted>());
        Assert.Equal(Money.Zero, executed.Execution.RealizedProfit);
        Assert.Equal("298.401", session.View(new(Guid.AllBitsSet)).Equity.ToString());
    }
}
