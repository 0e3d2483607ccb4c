using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Makes an order's amounts exact and holds them to the venue's rules, in the order in which the venue's documents list its filters.</summary>
/// <remarks>Sources: Binance, Filters and Errors (the order); KuCoin, Get All Symbols.</remarks>
internal static class AmountChecks
{
    // Beyond it no amount of money can be stored.
    private const decimal AmountLimit = 1_000_000_000_000m;

    /// <summary>Price, then quantity or amount of the quote asset, then what they make together.</summary>
    internal static Refusal Check(Market market, in OrderRequest request, long nowNs, out Price? limit, out Quantity quantity, out Money? quote)
    {
        (limit, quantity, quote) = (null, default, null);
        Instrument instrument = market.Definition!;
        if (CheckPrice(market, request, nowNs, out limit) is { IsRefused: true } badPrice) return badPrice;
        if (request.Options.QuoteQuantity is { } amount)
        {
            if (CheckFunds(instrument, amount, out Money funds) is { IsRefused: true } badFunds) return badFunds;
            quote = funds;
        }
        else if (CheckQuantity(instrument, request.Quantity, out quantity) is { IsRefused: true } badQuantity)
        {
            return badQuantity;
        }

        if (limit is { } at && CheckNotional(instrument, at, quantity) is { IsRefused: true } badNotional) return badNotional;
        return request.Type == OrderType.Market && CheckMarketOrder(market, quantity, quote, nowNs) is { IsRefused: true } badMarketOrder
            ? badMarketOrder
            : TermChecks.CheckTimeInForce(request);
    }

    /// <summary>Whether price and quantity make neither too little nor too much; nothing is said where no price can be told.</summary>
    internal static Refusal CheckNotional(Instrument instrument, Price? price, Quantity quantity)
    {
        if (price is not { } at) return Refusal.None;
        Money notional = instrument.NotionalRoundedDown(at, quantity);
        if (notional < instrument.MinNotional) return NotionalTooSmall(instrument, notional);
        return instrument.Filters.MaxNotional is { } most && instrument.NotionalRoundedUp(at, quantity) > most ? NotionalTooLarge(instrument, notional, most) : Refusal.None;
    }

    internal static Refusal CheckQuantity(Instrument instrument, decimal wanted, out Quantity quantity)
    {
        quantity = default;
        if (wanted <= 0) return Refuse(RejectReason.QuantityOffLot, $"quantity {Text(wanted)} must be greater than zero");
        return instrument.TryQuantity(wanted, out quantity) && instrument.IsOnLot(quantity)
            ? CheckQuantityBounds(instrument, quantity)
            : Refuse(RejectReason.QuantityOffLot,
                $"quantity {Text(wanted)} is not a multiple of the lot size {Text(instrument.ToDecimal(new Quantity(instrument.LotSize)))}");
    }

    internal static Refusal CheckQuantityBounds(Instrument instrument, Quantity quantity)
    {
        string wanted = Text(instrument.ToDecimal(quantity));
        if (quantity < instrument.MinQuantity)
            return Refuse(RejectReason.QuantityTooSmall, $"quantity {wanted} is below the minimum {Text(instrument.ToDecimal(instrument.MinQuantity))}");
        return quantity > instrument.MaxQuantity
            ? Refuse(RejectReason.QuantityTooLarge, $"quantity {wanted} is above the maximum {Text(instrument.ToDecimal(instrument.MaxQuantity))}")
            : Refusal.None;
    }

    /// <summary>A limit price within the venue's bounds, on its step, and not too far from the average.</summary>
    internal static Refusal CheckBand(Market market, Side side, Price price, long nowNs)
    {
        Instrument instrument = market.Definition!;
        VenueFilters filters = instrument.Filters;
        if (filters.BandOf(side) is not { } band) return Refusal.None;
        (Int128 notional, Int128 quantity) = market.AverageOver(filters.BandMinutes, nowNs);
        if (quantity == 0) return Refusal.None;
        // price <= average * share, with the average a ratio: exact, whatever the size.
        System.Numerics.BigInteger scaled = (System.Numerics.BigInteger)price.Units * quantity * 1_000_000;
        bool isHigh = scaled > (System.Numerics.BigInteger)notional * band.UpPartsPerMillion;
        if (!isHigh && scaled >= (System.Numerics.BigInteger)notional * band.DownPartsPerMillion) return Refusal.None;
        string average = Text(instrument.ToDecimal(new Price((long)(notional / quantity))));
        long share = isHigh ? band.UpPartsPerMillion : band.DownPartsPerMillion;
        return Refuse(RejectReason.PriceTooFar,
            $"price {Text(instrument.ToDecimal(price))} is too far from the average price {average}: a {(side == Side.Buy ? "buy" : "sell")} must be at {(isHigh ? "most" : "least")} {Text(share / 1_000_000m)} times that");
    }

    private static Refusal CheckPrice(Market market, in OrderRequest request, long nowNs, out Price? limit)
    {
        limit = null;
        if (request.Type.HasLimit() && request.LimitPrice is null)
            return Refuse(RejectReason.PriceMissing, "price is missing: a limit order needs one");
        if (!request.Type.HasLimit() && request.LimitPrice is not null)
            return Refuse(RejectReason.PriceNotAllowed, "price is not allowed: only an order with a limit has one");
        if (request.LimitPrice is not { } wanted) return Refusal.None;
        if (PriceChecks.Check(market.Definition!, wanted, "price", RejectReason.PriceOffTick, out Price price) is { IsRefused: true } badPrice) return badPrice;
        limit = price;
        return CheckBand(market, request.Side, price, nowNs);
    }

    private static Refusal CheckFunds(Instrument instrument, decimal amount, out Money funds)
    {
        funds = Money.Zero;
        if (amount <= 0 || amount >= AmountLimit || decimal.Round(amount, Money.Scale) != amount)
            return Refuse(RejectReason.InvalidParameter, $"quoteQuantity {Text(amount)} must be greater than zero, below {Text(AmountLimit)}, with at most {Money.Scale} decimal places");
        funds = Money.FromDecimal(amount);
        VenueFilters filters = instrument.Filters;
        if (filters.QuoteStep is { } step && funds.Units % step.Units != 0)
            return Refuse(RejectReason.FundsOffStep, $"quoteQuantity {Text(amount)} is not a multiple of the venue's step {step}");
        if (filters.MinQuote is { } least && funds < least)
            return Refuse(RejectReason.FundsTooSmall, $"quoteQuantity {Text(amount)} is below the minimum {least}");
        return filters.MaxQuote is { } most && funds > most
            ? Refuse(RejectReason.FundsTooLarge, $"quoteQuantity {Text(amount)} is above the maximum {most}")
            : Refusal.None;
    }

    // A market order has no price: the venue tells its notional by the average of the last trades, or leaves it to the book.
    private static Refusal CheckMarketOrder(Market market, Quantity quantity, Money? quote, long nowNs)
    {
        Instrument instrument = market.Definition!;
        VenueFilters filters = instrument.Filters;
        if (filters.NotionalMinutes is { } minutes)
        {
            (Int128 traded, Int128 units) = market.AverageOver(minutes, nowNs);
            if (quote is null && units == 0) return CheckMarketLot(instrument, quantity);
            Money notional = quote ?? instrument.NotionalRoundedDown(new Price((long)(traded / units)), quantity);
            if (filters.MinNotionalForMarket && notional < instrument.MinNotional) return NotionalTooSmall(instrument, notional);
            if (filters is { MaxNotionalForMarket: true, MaxNotional: { } most } && notional > most) return NotionalTooLarge(instrument, notional, most);
        }

        return quote is null ? CheckMarketLot(instrument, quantity) : Refusal.None;
    }

    /// <summary>The quantity that an amount of the quote asset became.</summary>
    internal static Refusal CheckMarketQuantity(Instrument instrument, Quantity quantity) =>
        CheckQuantityBounds(instrument, quantity) is { IsRefused: true } outOfBounds ? outOfBounds : CheckMarketLot(instrument, quantity, isOnStep: true);

    private static Refusal CheckMarketLot(Instrument instrument, Quantity quantity, bool isOnStep = false)
    {
        VenueFilters filters = instrument.Filters;
        string wanted = Text(instrument.ToDecimal(quantity));
        if (!isOnStep && filters.MarketLotSize > 0 && quantity.Units % filters.MarketLotSize != 0)
            return Refuse(RejectReason.MarketQuantityOffLot, $"quantity {wanted} of a market order is not a multiple of {Text(instrument.ToDecimal(new Quantity(filters.MarketLotSize)))}");
        if (filters.MinMarketQuantity is { } least && quantity < least)
            return Refuse(RejectReason.MarketQuantityTooSmall, $"quantity {wanted} of a market order is below the minimum {Text(instrument.ToDecimal(least))}");
        return filters.MaxMarketQuantity is { } most && quantity > most
            ? Refuse(RejectReason.MarketQuantityTooLarge, $"quantity {wanted} of a market order is above the maximum {Text(instrument.ToDecimal(most))}")
            : Refusal.None;
    }

    internal static Refusal NotionalTooSmall(Instrument instrument, Money notional) => Refuse(RejectReason.NotionalTooSmall,
        $"price times quantity is {notional} {instrument.QuoteAsset}, the minimum is {instrument.MinNotional}");

    private static Refusal NotionalTooLarge(Instrument instrument, Money notional, Money most) => Refuse(RejectReason.NotionalTooLarge,
        $"price times quantity is {notional} {instrument.QuoteAsset}, the maximum is {most}");

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);

    private static string Text(decimal value) => PriceChecks.Text(value);
}
