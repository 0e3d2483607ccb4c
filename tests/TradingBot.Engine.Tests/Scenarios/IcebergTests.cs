using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Tests.Scenarios;

/// <summary>Orders that show a part of themselves at a time.</summary>
public class IcebergTests
{
    [Fact]
    public void Each_part_joins_the_queue_anew_behind_what_its_level_shows() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 5@101                           -> -
        buy 5 99 show:2                             -> #1 locks 495 USDT
        waits #1                                    -> 2 BTC are ahead of it at its price; it shows 2 of 5
        trade sell 3@99                             -> #1 makes[2000>0] 1@99 fee 0.0005 BTC
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price; it shows 1 of 4
        delta 4@99 |                                -> -
        trade sell 9@99                             -> #1 makes[0>0] 1@99 fee 0.0005 BTC
        waits #1                                    -> 4 BTC are ahead of it at its price; it shows 2 of 3
        restart                                     -> -
        trade sell 5@99                             -> #1 makes[4000>0] 1@99 fee 0.0005 BTC
        trade sell 9@98.99                          -> #1 makes[0>0] 2@99 fee 0.001 BTC
        free USDT                                   -> 9505
        """);

    [Fact]
    public void What_it_takes_on_arrival_it_takes_whole() => Scenario.Play(TradingSession.Running(), """
        book 2@99 | 3@101                           -> -
        buy 5 101 show:1                            -> #1 locks 505 USDT; #1 takes 3@101 fee 0.003 BTC
        waits #1                                    -> first in the queue by the pessimistic model; waits for a trade to reach its price; it shows 1 of 2
        amend #1 quantity:4.5                       -> #1 amended, 1.5 left at 101, locks 151.5, keeps its place
        amend #1 quantity:1                         -> refused AmendNotValid: quantity 1 must be above what is executed already, 3; cancel the order to end it
        """);

    [Fact]
    public void What_is_wrong_with_what_it_shows_is_named() => Scenario.Play(Limited(), """
        book 2@99 | 3@101                           -> -
        buy 5 market show:1                         -> #1 IcebergNotValid: displayQuantity goes only with an order that has a limit and is good till cancelled
        buy 5 99 post show:1                        -> #2 IcebergNotValid: displayQuantity goes only with an order that has a limit and is good till cancelled
        buy 5 99 show:0.0001                        -> #3 IcebergNotValid: displayQuantity 0.0001 must be a multiple of the lot size 0.001
        buy 5 99 show:5                             -> #4 IcebergNotValid: displayQuantity 5 must be below the quantity 5; leave it out to show all
        buy 5 99 show:0.499                         -> #5 IcebergParts: the order would show itself in 11 parts, Binance allows 10: show more at a time
        buy 5 99 show:0.5                           -> #6 locks 495 USDT
        buy 5 99 show:1                             -> #7 VenueIcebergOrders: Binance allows 1 open iceberg orders in BTC-USDT; cancel one first
        amend #6 quantity:5.1                       -> refused IcebergParts: the order would show itself in 11 parts, Binance allows 10: show more at a time
        amend #6 quantity:0.4                       -> refused AmendNotValid: quantity 0.4 must be above what the iceberg order shows at a time
        """);

    private static TradingSession Limited()
    {
        TradingSession session = TradingSession.Running();
        VenueFilters filters = new() { MaxIcebergParts = 10, MaxIcebergOrders = 1 };
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = TradingSession.BtcAt(Venue.Binance) with { Filters = filters } });
        return session;
    }
}
