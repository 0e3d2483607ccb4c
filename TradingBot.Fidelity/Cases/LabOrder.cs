using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.ExchangeSim.Orders;
using EngineTime = TradingBot.Engine.Orders.TimeInForce;
using SimSide = TradingBot.ExchangeSim.Matching.Side;
using SimTime = TradingBot.ExchangeSim.Orders.TimeInForce;

namespace TradingBot.Fidelity.Cases;

/// <summary>A case with the price and quantity that its author chose by what the public data showed when it was decided.</summary>
/// <param name="Case">What it asks for.</param>
/// <param name="Price">Limit price; none for a market order.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="DecidedNs">When it was decided.</param>
/// <param name="EndsNs">When its cancel is sent, or its date.</param>
/// <param name="Shown">What the data showed when it was decided.</param>
internal sealed record LabOrder(LabCase Case, decimal? Price, decimal Quantity, long DecidedNs, long EndsNs, ShownMarket Shown)
{
    /// <summary>The market that it is for.</summary>
    public LabBook Book => LabBook.All[Case.Book];

    /// <summary>When it reaches the matching engine.</summary>
    public long ArrivesNs => DecidedNs + Case.RoundTripNs;

    /// <summary>When what is left of it ends at the venue.</summary>
    public long EndsAtVenueNs => Case.Kind == LabOrderKind.GoodTillDate ? EndsNs : EndsNs + Case.RoundTripNs;

    /// <summary>Makes an order of a case; none where a side of the book is empty.</summary>
    public static LabOrder? Of(LabCase wanted, BookView book, long decidedNs, long endsNs)
    {
        if (book.Bids.Count == 0 || book.Asks.Count == 0 || book.LastTrade is not { } last) return null;
        Instrument instrument = LabBook.All[wanted.Book].Instrument;
        bool buys = wanted.Side == Side.Buy;
        BookLevel own = buys ? book.Bids[0] : book.Asks[0], other = buys ? book.Asks[0] : book.Bids[0];
        long price = wanted.IsPassive ? Away(own.Price.Units, wanted.Distance * instrument.TickSize, !buys) : Away(other.Price.Units, Beyond(instrument, other.Price.Units, wanted.Distance), buys);
        long quantity = Lots(instrument, (wanted.IsPassive ? own : other).Quantity.Units * wanted.TouchPercent / 100, price);
        ShownMarket shown = new(instrument.ToDecimal(book.Bids[0].Price), instrument.ToDecimal(book.Asks[0].Price), instrument.ToDecimal(last.Price));
        return new(wanted, wanted.HasLimit ? instrument.ToDecimal(new Price(price)) : null, instrument.ToDecimal(new Quantity(quantity)), decidedNs, endsNs, shown);
    }

    /// <summary>The command that gives it to the engine.</summary>
    public PlaceOrder Command(Guid id, AccountId account) => new(
        id, account, Book.Instrument.Id, Case.Side, Case.HasLimit ? OrderType.Limit : OrderType.Market, Quantity, Price,
        Case.Kind switch
        {
            LabOrderKind.Market or LabOrderKind.ImmediateOrCancel => EngineTime.ImmediateOrCancel,
            LabOrderKind.FillOrKill => EngineTime.FillOrKill,
            LabOrderKind.PostOnly => EngineTime.PostOnly,
            LabOrderKind.GoodTillDate => EngineTime.GoodTillDate,
            _ => EngineTime.GoodTillCancel,
        },
        Case.Kind == LabOrderKind.GoodTillDate ? new OrderOptions { ExpireTimeNs = EndsNs } : null);

    /// <summary>The same order for the simulator's matching engine.</summary>
    public OrderTicket Ticket()
    {
        SimSide side = Case.Side == Side.Buy ? SimSide.Buy : SimSide.Sell;
        string symbol = Book.Instrument.VenueSymbol;
        return Price is not { } price ? OrderTicket.Market(Book.Venue, symbol, side, Quantity) : OrderTicket.Limit(Book.Venue, symbol, side, price, Quantity, Case.Kind switch
        {
            LabOrderKind.ImmediateOrCancel => SimTime.ImmediateOrCancel,
            LabOrderKind.FillOrKill => SimTime.FillOrKill,
            LabOrderKind.PostOnly => SimTime.PostOnly,
            _ => SimTime.GoodTillCancelled,
        });
    }

    private static long Away(long price, long distance, bool up) => up ? price + distance : price - distance;

    private static long Beyond(Instrument instrument, long price, int basisPoints) => price * basisPoints / 10_000 / instrument.TickSize * instrument.TickSize;

    // Whole lots, and no less than the venue takes.
    private static long Lots(Instrument instrument, long wanted, long price)
    {
        Int128 least = instrument.MinNotional.Units / instrument.NotionalRoundedDown(new Price(price), new Quantity(1)).Units + 1;
        long units = Math.Max(Math.Max(wanted, instrument.MinQuantity.Units), (long)(least + least / 50));
        return (units + instrument.LotSize - 1) / instrument.LotSize * instrument.LotSize;
    }
}

/// <summary>What public data showed at a moment, in the quote asset.</summary>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Last">Price of the last trade.</param>
internal sealed record ShownMarket(decimal Bid, decimal Ask, decimal Last);
