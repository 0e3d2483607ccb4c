using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Orders;

/// <summary>A symbol's rules for orders, with each venue's own words for what breaks them.</summary>
internal static class OrderRules
{
    /// <summary>How many times a price may be above or below the average: Binance's PERCENT_PRICE_BY_SIDE, as /api/v3/exchangeInfo tells it.</summary>
    private const long FarthestPrice = 5;

    private const long BinanceMostNotional = 9_000_000;
    private const long KucoinMostFunds = 99_999_999;
    private const long KucoinFundsUnits = 100;

    public static readonly OrderRefusal WouldMatch = new("-2010", "Order would immediately match and take.");

    /// <summary>Why the venue refuses an order with these amounts (10^-8; a market order has no price, one by quote amount no quantity), or null.</summary>
    public static OrderRefusal? Refusal(PublicMarket market, OrderTicket ticket, bool hasRoom, long nowMs) =>
        market.Display.State != TradingState.Trading ? Closed(market) : market.Instrument.Venue == Venue.Binance ? Binance(market, ticket, hasRoom, nowMs) : Kucoin(market, ticket, hasRoom);

    private static OrderRefusal? Binance(PublicMarket market, OrderTicket ticket, bool hasRoom, long nowMs)
    {
        Instrument instrument = market.Display.Rules;
        bool isMarket = ticket.Kind == OrderKind.Market;
        long average = AveragePrice.Of(market, nowMs);
        if (!isMarket)
        {
            long price = Amounts.Checked(ticket.Price);
            if (price > instrument.LargestPriceUnits || price < instrument.TickUnits || price % instrument.TickUnits != 0)
                return Filter("PRICE_FILTER");
            if (price > average * FarthestPrice || price < average / FarthestPrice)
                return Filter("PERCENT_PRICE_BY_SIDE");
        }
        if (ticket.Quantity is not null)
        {
            long quantity = Amounts.Checked(ticket.Quantity);
            if (quantity < instrument.MinimumQuantityUnits || quantity > instrument.MaximumQuantityUnits || quantity % instrument.LotUnits != 0)
                return Filter("LOT_SIZE");
            if (isMarket && quantity > instrument.MaximumQuantityUnits / 100)
                return Filter("MARKET_LOT_SIZE");
        }
        Int128 notional = Notional(ticket, isMarket ? average : Amounts.Checked(ticket.Price));
        if (notional < instrument.MinimumNotionalUnits || !isMarket && notional > (Int128)BinanceMostNotional * Amounts.Unit)
            return Filter("NOTIONAL");
        return !hasRoom && !isMarket ? Filter("MAX_NUM_ORDERS") : null;
    }

    private static OrderRefusal? Kucoin(PublicMarket market, OrderTicket ticket, bool hasRoom)
    {
        Instrument instrument = market.Display.Rules;
        bool isMarket = ticket.Kind == OrderKind.Market;
        long price = isMarket ? market.ReferencePrice : Amounts.Checked(ticket.Price);
        if (!isMarket && price % instrument.TickUnits != 0)
            return Parameter("Price increment invalid.");
        if (!isMarket && (price > market.ReferencePrice * FarthestPrice || price < market.ReferencePrice / FarthestPrice))
            return Parameter("Order price is too far from the last price.");
        if (ticket.Quantity is not null)
        {
            long quantity = Amounts.Checked(ticket.Quantity);
            if (quantity < instrument.MinimumQuantityUnits)
                return Parameter("Order size below the minimum requirement.");
            if (quantity > instrument.MaximumQuantityUnits)
                return Parameter("Order size above the maximum requirement.");
            if (quantity % instrument.LotUnits != 0)
                return Parameter("Order size increment invalid.");
        }
        else if (Amounts.Checked(ticket.QuoteQuantity) % KucoinFundsUnits != 0)
            return Parameter("Funds increment invalid.");
        Int128 funds = Notional(ticket, price);
        if (funds > (Int128)KucoinMostFunds * Amounts.Unit)
            return Parameter("Order size above the maximum requirement.");
        if (funds < instrument.MinimumNotionalUnits)
            return Parameter(FormattableString.Invariant($"The order funds should more than {Amounts.ToDecimal(instrument.MinimumNotionalUnits)} {instrument.QuoteAsset}."));
        return !hasRoom && !isMarket ? Parameter("The number of active orders has reached the maximum.") : null;
    }

    /// <summary>Value of the order in 10^-8 of the quote asset, rounded down.</summary>
    private static Int128 Notional(OrderTicket ticket, long priceUnits) => ticket.QuoteQuantity is null
        ? (Int128)priceUnits * Amounts.Checked(ticket.Quantity) / Amounts.Unit
        : Amounts.Checked(ticket.QuoteQuantity);

    private static OrderRefusal Closed(PublicMarket market) =>
        market.Instrument.Venue == Venue.Binance ? new("-1013", "Market is closed.") : Parameter("Trading of this symbol is not enabled.");

    private static OrderRefusal Filter(string name) => new("-1013", $"Filter failure: {name}");

    private static OrderRefusal Parameter(string message) => new("400100", message);
}
