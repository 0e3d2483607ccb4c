using System.Globalization;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Engine.Orders;

/// <summary>Makes what an author wrote a price of the instrument, or says what would be right.</summary>
internal static class PriceChecks
{
    internal static Refusal Check(Instrument instrument, decimal wanted, string field, RejectReason reason, out Price price)
    {
        price = default;
        if (wanted <= 0) return new(reason, $"{field} {Text(wanted)} must be greater than zero");
        if (!instrument.TryPrice(wanted, out price) || !instrument.IsOnTick(price))
            return new(reason, $"{field} {Text(wanted)} is not a multiple of the tick size {Text(instrument.ToDecimal(new Price(instrument.TickSize)))}");
        if (instrument.Filters.MinPrice is { } least && price < least)
            return new(RejectReason.PriceTooLow, $"{field} {Text(wanted)} is below the minimum {Text(instrument.ToDecimal(least))}");
        return instrument.Filters.MaxPrice is { } most && price > most
            ? new(RejectReason.PriceTooHigh, $"{field} {Text(wanted)} is above the maximum {Text(instrument.ToDecimal(most))}")
            : Refusal.None;
    }

    internal static string Text(decimal value) => value.ToString("0.##################", CultureInfo.InvariantCulture);
}
