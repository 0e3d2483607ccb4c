using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Tests.Scenarios;

public class RefusalTests
{
    [Fact]
    public void Each_refusal_names_the_field_and_what_would_be_right() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 1@100                           -> -
        buy 1 99.123                                -> #1 PriceOffTick: price 99.123 is not a multiple of the tick size 0.01
        buy 1 -5                                    -> #2 PriceOffTick: price -5 must be greater than zero
        buy 0.0005 99                               -> #3 QuantityOffLot: quantity 0.0005 is not a multiple of the lot size 0.001
        buy 0 99                                    -> #4 QuantityOffLot: quantity 0 must be greater than zero
        buy 1000.001 99                             -> #5 QuantityTooLarge: quantity 1000.001 is above the maximum 1000
        buy 0.05 99                                 -> #6 NotionalTooSmall: price times quantity is 4.95 USDT, the minimum is 5
        buy 0.049 market                            -> #7 NotionalTooSmall: price times quantity is 4.9 USDT, the minimum is 5
        buy 1 market post                           -> #8 TimeInForceNotAllowed: timeInForce PostOnly does not go with a market order; use IOC or FOK
        buy 101.011 99                              -> #9 InsufficientBalance: the order needs 10000.089 USDT, free are 10000
        buy 100 1000000000000                       -> #10 InsufficientBalance: the order needs 100000000000000 USDT, free are 10000
        sell 0.1 market                             -> #11 InsufficientBalance: the order needs 0.1 BTC, free to sell at Binance are 0
        cancel #11                                  -> refused OrderNotOpen: order ORDER11 has ended already
        cancel #12                                  -> refused UnknownOrder: order ORDER12 is not known
        free USDT                                   -> 10000
        """.Replace("ORDER11", DerivedId.Order(TradingSession.Alice, 11).ToString(), StringComparison.Ordinal)
           .Replace("ORDER12", DerivedId.Order(TradingSession.Alice, 12).ToString(), StringComparison.Ordinal));

    [Fact]
    public void A_market_that_is_not_live_fills_nothing_and_says_why() => Scenario.Play(TradingSession.Running(), """
        buy 1 99                                    -> #1 locks 99 USDT
        waits #1                                    -> no book has been received yet
        book 5@99 | 1@100                           -> -
        waits #1                                    -> 5 BTC are ahead of it at its price
        status Stale                                -> -
        buy 1 market                                -> #2 MarketNotLive: the market of BTC-USDT is not usable now (Stale); a GTC limit order would wait for it
        buy 1 100 ioc                               -> #3 MarketNotLive: the market of BTC-USDT is not usable now (Stale); a GTC limit order would wait for it
        buy 1 90 post                               -> #4 MarketNotLive: the market of BTC-USDT is not usable now (Stale); a GTC limit order would wait for it
        trade sell 50@98                            -> -
        waits #1                                    -> the market is not usable now (Stale)
        status Live                                 -> -
        delta 1@100 |                               -> -
        waits #1                                    -> the market is not usable now (Crossed)
        buy 1 market                                -> #5 MarketNotLive: the market of BTC-USDT is not usable now (Crossed); a GTC limit order would wait for it
        trade sell 50@98                            -> -
        delta 0@100 |                               -> -
        trade sell 50@98                            -> #1 makes[5000>0] 1@99 fee 0.0005 BTC
        """);

    [Fact]
    public void Modes_decide_what_is_taken_and_filled() => Scenario.Play(TradingSession.Running(), """
        book 5@99 | 1@100                           -> -
        buy 1 99                                    -> #1 locks 99 USDT
        mode Paused                                 -> -
        buy 1 market                                -> #2 TradingHalted: trading is paused: test
        trade sell 9@98                             -> -
        waits #1                                    -> trading is Paused: test
        mode Maintenance                            -> -
        buy 1 market                                -> #3 TradingHalted: trading is under maintenance: test
        trade sell 0.4@98                           -> #1 makes[5000>0] 0.4@99 fee 0.0002 BTC
        mode Stopped                                -> #1 Canceled by EmergencyStop, 0.6 left
        locked USDT                                 -> 0
        buy 1 market                                -> #4 TradingHalted: trading is stopped: test
        mode Running                                -> -
        buy 1 market                                -> #5 locks 100 USDT; #5 takes 1@100 fee 0.001 BTC
        """);

    [Fact]
    public void Nothing_is_traded_before_the_control_state_is_known()
    {
        TradingSession session = new();
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.Binance) });
        session.Status(MarketStatus.Live);
        session.Book("1@99", "1@100");
        session.Open(TradingSession.Alice, TradingSession.WideLimits, ("USDT", 100m));

        CommandAnswer answer = session.Place(Side.Buy, OrderType.Limit, 1m, 90m);

        Assert.Equal(RejectReason.TradingHalted, answer.Reason);
        Assert.Contains("no control state", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_terms_and_unknown_things_are_refused_before_anything_else()
    {
        TradingSession session = TradingSession.Running();
        Assert.Equal(RejectReason.UnknownInstrument, session.Place(Side.Buy, OrderType.Market, 1m, null, instrument: 9).Reason);
        Assert.Equal(RejectReason.UnknownAccount, session.Place(Side.Buy, OrderType.Market, 1m, null, account: new(Guid.Empty)).Reason);
        Assert.Equal(RejectReason.PriceMissing, session.Place(Side.Buy, OrderType.Limit, 1m, null).Reason);
        Assert.Equal(RejectReason.PriceNotAllowed, session.Place(Side.Buy, OrderType.Market, 1m, 100m).Reason);
        Assert.Equal(RejectReason.InvalidParameter, session.Place((Side)7, OrderType.Market, 1m, null).Reason);
        Assert.Equal(RejectReason.InvalidParameter, session.Place(Side.Buy, (OrderType)70, 1m, null).Reason);
        Assert.Equal(RejectReason.InvalidParameter, session.Place(Side.Buy, OrderType.Market, 1m, null, (TimeInForce)70).Reason);
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.Binance) with { IsTrading = false } });
        Assert.Equal(RejectReason.UnknownInstrument, session.Place(Side.Buy, OrderType.Market, 1m, null).Reason);
    }

    [Theory]
    [InlineData("", "USDT", 1, "name must be 1 to 64 characters")]
    [InlineData("Ann", "US DT", 1, "reportingAsset must be an asset code of 1 to 16 letters and digits, such as USDT")]
    [InlineData("Ann", "USDT", 0, "deposits: the amount of USDT must be greater than zero")]
    public void A_wrong_opening_is_refused(string name, string asset, int cash, string message)
    {
        TradingSession session = TradingSession.Running();
        Dictionary<string, Money> deposits = new() { ["USDT"] = Money.FromDecimal(cash) };
        CommandAnswer answer = session.Command(id => new OpenAccount(id, new(Guid.AllBitsSet), name, asset, deposits, TradingSession.WideLimits));
        Assert.Equal((RejectReason.InvalidParameter, message), (answer.Reason, answer.Message));
        Assert.Empty(session.Last.Events);
        Assert.Single(session.Engine.Accounts);
    }

    [Fact]
    public void An_account_is_opened_once_and_its_limits_are_checked()
    {
        TradingSession session = TradingSession.Running();
        CommandAnswer answer = session.Open(TradingSession.Alice, TradingSession.WideLimits, ("USDT", 1m));
        Assert.Equal((RejectReason.InvalidParameter, $"account {TradingSession.Alice} exists already"), (answer.Reason, answer.Message));
        answer = session.Open(new(Guid.AllBitsSet), TradingSession.WideLimits with { MaxOpenOrders = -1 }, ("USDT", 1m));
        Assert.Equal("maxOpenOrders must not be negative", answer.Message);
        answer = session.Command(id => new SetRiskLimits(id, TradingSession.Alice, TradingSession.WideLimits with { MaxDrawdownPartsPerMillion = 2_000_000 }));
        Assert.Equal("maxDrawdown must be 0 to 1,000,000 parts per million", answer.Message);
        Assert.Empty(session.Last.Events);
    }

    [Theory]
    [InlineData("ma-cross", "fastBars", 0, "parameter fastBars must be 1 to 500, not 0")]
    [InlineData("ma-cross", "fastBars", 2.5, "parameter fastBars must be a whole number, not 2.5")]
    [InlineData("ma-cross", "fastBars", 8, "parameter fastBars must be less than slowBars")]
    [InlineData("rsi-reversion", "buyBelow", 70, "parameter buyBelow must be less than sellAbove")]
    [InlineData("learned", "sellBelow", 0.9, "parameter sellBelow must not be above buyAbove")]
    [InlineData("learned", "epochs", 3, "parameter epochs is not known to learned; known are horizonBars, samplesNeeded, buyAbove, sellBelow, orderNotional, equityShare, slippageBasisPoints")]
    [InlineData("magic", "x", 1, "kind magic is not known; known are ma-cross, rsi-reversion, learned")]
    public void A_wrong_strategy_is_refused(string kind, string parameter, double value, string message)
    {
        TradingSession session = TradingSession.Running();
        StrategyDefinition definition = new("one", kind, new(1), 5, new Dictionary<string, decimal> { [parameter] = (decimal)value });
        CommandAnswer answer = session.Command(id => new ConfigureStrategy(id, TradingSession.Alice, definition, IsRunning: true));
        Assert.Equal((RejectReason.InvalidParameter, message), (answer.Reason, answer.Message));
        Assert.Empty(session.Last.Events);
    }

    [Fact]
    public void A_strategy_needs_a_valid_name_interval_and_instrument_and_keeps_its_instrument()
    {
        TradingSession session = TradingSession.Running();
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.KuCoin, 2) });
        StrategyDefinition good = new("one", "ma-cross", new(1), 5, new Dictionary<string, decimal>());
        Assert.Null(Configure(good).Message);
        Assert.Equal("strategyId must be 1 to 64 characters of a-z, 0-9 and dash", Configure(good with { StrategyId = "One!" }).Message);
        Assert.Equal("barSeconds must be 1 to 86,400", Configure(good with { BarSeconds = 0 }).Message);
        Assert.Equal(RejectReason.UnknownInstrument, Configure(good with { Instrument = new(77) }).Reason);
        Assert.StartsWith("instrument of a strategy can't be changed", Configure(good with { Instrument = new(2) }).Message, StringComparison.Ordinal);
        Assert.Equal(0.05m, session.View().Strategies.Single().Definition.Parameters["equityShare"]);

        CommandAnswer Configure(StrategyDefinition definition) =>
            session.Command(id => new ConfigureStrategy(id, TradingSession.Alice, definition, IsRunning: true));
    }
}
