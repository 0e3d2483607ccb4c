using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Checks what a bracket is to place when its entry has bought.</summary>
internal static class ExitChecks
{
    internal static Refusal CheckOptions(in OrderRequest request)
    {
        if (request.Options.Exits is not { } exits) return Refusal.None;
        if (request.Side != Side.Buy) return Wrong("takeProfitPrice and stopPrice go only with a buy: they sell what it bought");
        if (exits.TakeProfitPrice is null && exits.StopPrice is null) return Wrong("a bracket needs takeProfitPrice, stopPrice or both");
        return exits.StopLimitPrice is not null && exits.StopPrice is null ? Wrong("stopLimitPrice goes only with a stopPrice") : Refusal.None;
    }

    /// <summary>Makes the exits exact; <paramref name="entry"/> is the price that the entry executes at or better, where one can be told.</summary>
    internal static Refusal Check(Instrument instrument, in OrderRequest request, Price? entry, Quantity quantity, out ExitTerms? exits)
    {
        exits = null;
        if (request.Options.Exits is not { } wanted) return Refusal.None;
        if (Exact(instrument, wanted.TakeProfitPrice, "takeProfitPrice", out Price? takeProfit) is { IsRefused: true } badProfit) return badProfit;
        if (Exact(instrument, wanted.StopPrice, "stopPrice", out Price? stop) is { IsRefused: true } badStop) return badStop;
        if (Exact(instrument, wanted.StopLimitPrice, "stopLimitPrice", out Price? stopLimit) is { IsRefused: true } badLimit) return badLimit;
        if (takeProfit is { } high && stop is { } low && high <= low) return Wrong("takeProfitPrice must be above stopPrice");
        if (entry is { } at && takeProfit is { } profit && profit <= at) return Wrong($"takeProfitPrice must be above the entry's price {PriceChecks.Text(instrument.ToDecimal(at))}");
        if (entry is { } from && stop is { } loss && loss >= from) return Wrong($"stopPrice must be below the entry's price {PriceChecks.Text(instrument.ToDecimal(from))}");
        if (!quantity.IsZero && AmountChecks.CheckNotional(instrument, Least(takeProfit, stopLimit ?? stop), quantity) is { IsRefused: true } small) return small;
        exits = new() { TakeProfit = takeProfit, Stop = stop, StopLimit = stopLimit };
        return Refusal.None;
    }

    private static Price? Least(Price? left, Price? right) => left is { } a && right is { } b ? (a < b ? a : b) : left ?? right;

    private static Refusal Exact(Instrument instrument, decimal? wanted, string field, out Price? price)
    {
        price = null;
        if (wanted is not { } value) return Refusal.None;
        if (PriceChecks.Check(instrument, value, field, RejectReason.ExitNotValid, out Price exact) is { IsRefused: true } wrong) return wrong;
        price = exact;
        return Refusal.None;
    }

    private static Refusal Wrong(string message) => new(RejectReason.ExitNotValid, message);
}
