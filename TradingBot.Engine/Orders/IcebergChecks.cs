using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Orders;

/// <summary>Checks what an iceberg order shows of itself.</summary>
/// <remarks>Sources: Binance, New order (icebergQty goes with orders that have a limit, good till cancelled only) and Filters (LOT_SIZE, ICEBERG_PARTS).</remarks>
internal static class IcebergChecks
{
    internal static Refusal CheckOptions(in OrderRequest request)
    {
        if (request.Options.DisplayQuantity is null) return Refusal.None;
        return request.Type.HasLimit() && request.TimeInForce == TimeInForce.GoodTillCancel
            ? Refusal.None
            : new(RejectReason.IcebergNotValid, "displayQuantity goes only with an order that has a limit and is good till cancelled");
    }

    internal static Refusal Check(Instrument instrument, in OrderRequest request, Quantity quantity, out Quantity? display)
    {
        display = null;
        if (request.Options.DisplayQuantity is not { } wanted) return Refusal.None;
        string text = PriceChecks.Text(wanted);
        if (wanted <= 0 || !instrument.TryQuantity(wanted, out Quantity shown) || !instrument.IsOnLot(shown))
            return new(RejectReason.IcebergNotValid, $"displayQuantity {text} must be a multiple of the lot size {PriceChecks.Text(instrument.ToDecimal(new Quantity(instrument.LotSize)))}");
        if (shown < instrument.MinQuantity)
            return new(RejectReason.IcebergNotValid, $"displayQuantity {text} is below the minimum {PriceChecks.Text(instrument.ToDecimal(instrument.MinQuantity))}");
        if (shown >= quantity) return new(RejectReason.IcebergNotValid, $"displayQuantity {text} must be below the quantity {PriceChecks.Text(request.Quantity)}; leave it out to show all");
        display = shown;
        return CheckParts(instrument, quantity, shown);
    }

    internal static Refusal CheckParts(Instrument instrument, Quantity quantity, Quantity shown)
    {
        long parts = (quantity.Units + shown.Units - 1) / shown.Units;
        return instrument.Filters.MaxIcebergParts is > 0 and int most && parts > most
            ? new(RejectReason.IcebergParts, $"the order would show itself in {parts} parts, {instrument.Venue} allows {most}: show more at a time")
            : Refusal.None;
    }
}
