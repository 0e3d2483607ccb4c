using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>A conditional order's trigger in the instrument's units, and the price that a trailing stop follows from.</summary>
internal readonly record struct CheckedTrigger(TriggerTerms? Terms, Price? FollowsFrom);

/// <summary>Checks what sets a conditional order off, and that it would not be at once.</summary>
internal static class TriggerChecks
{
    private const decimal LeastPercent = 0.01m;
    private const decimal GreatestPercent = 50m;
    private const decimal PercentParts = 10_000m;

    /// <summary>Whether the options go with the type, before any amount is looked at.</summary>
    internal static Refusal CheckOptions(in OrderRequest request, long nowNs)
    {
        OrderOptions options = request.Options;
        bool isTrailing = request.Type == OrderType.TrailingStop;
        if (!Enum.IsDefined(options.TriggerSource)) return Invalid("triggerSource must be lastTrade or bestPrice");
        if (request.Type.IsConditional() && !isTrailing && options.TriggerPrice is null)
            return new(RejectReason.TriggerNotValid, "triggerPrice is missing: a stop or take-profit order needs one");
        if (options.TriggerPrice is not null && (isTrailing || !request.Type.IsConditional()))
            return new(RejectReason.TriggerNotValid, "triggerPrice goes only with a stop or take-profit order");
        if (!isTrailing && (options.TrailingDistance ?? options.TrailingPercent ?? options.ActivationPrice) is not null)
            return new(RejectReason.TriggerNotValid, "trailingDistance, trailingPercent and activationPrice go only with a trailing stop");
        if (isTrailing && options.TrailingDistance is null == options.TrailingPercent is null)
            return new(RejectReason.TriggerNotValid, "a trailing stop needs either trailingDistance or trailingPercent");
        return CheckTime(request, nowNs);
    }

    /// <summary>Makes the trigger exact.</summary>
    internal static Refusal Check(Market market, in OrderRequest request, out CheckedTrigger trigger)
    {
        trigger = default;
        if (!request.Type.IsConditional()) return Refusal.None;
        Price watched = market.Watched(request.Options.TriggerSource, request.Side);
        return request.Type == OrderType.TrailingStop
            ? CheckTrailing(market.Definition!, request, watched, out trigger)
            : CheckFixed(market.Definition!, request, watched, out trigger);
    }

    private static Refusal CheckTime(in OrderRequest request, long nowNs)
    {
        if (request.TimeInForce == TimeInForce.GoodTillDate != request.Options.ExpireTimeNs is not null)
            return new(RejectReason.ExpiryNotValid, "expireAt is needed for timeInForce GTD, and goes only with it");
        return request.Options.ExpireTimeNs <= nowNs ? new(RejectReason.ExpiryNotValid, "expireAt is over already; it must be a time to come") : Refusal.None;
    }

    private static Refusal CheckFixed(Instrument instrument, in OrderRequest request, Price watched, out CheckedTrigger trigger)
    {
        trigger = default;
        if (PriceChecks.Check(instrument, request.Options.TriggerPrice!.Value, "triggerPrice", RejectReason.TriggerNotValid, out Price price) is { IsRefused: true } refusal)
            return refusal;
        bool isStop = request.Type is OrderType.Stop or OrderType.StopLimit;
        TriggerTerms terms = new()
        {
            Price = price,
            Direction = isStop == (request.Side == Side.Buy) ? TriggerDirection.RisesTo : TriggerDirection.FallsTo,
            Source = request.Options.TriggerSource,
        };
        trigger = new(terms, null);
        if (!watched.IsValid || !terms.IsReached(watched, price)) return Refusal.None;
        string direction = terms.Direction == TriggerDirection.RisesTo ? "above" : "below";
        return new(RejectReason.WouldTriggerAtOnce,
            $"triggerPrice {PriceChecks.Text(request.Options.TriggerPrice.Value)} must be {direction} the present price {PriceChecks.Text(instrument.ToDecimal(watched))}");
    }

    private static Refusal CheckTrailing(Instrument instrument, in OrderRequest request, Price watched, out CheckedTrigger trigger)
    {
        trigger = default;
        OrderOptions options = request.Options;
        if (CheckDistance(instrument, request, out Price distance, out int parts) is { IsRefused: true } wrongDistance) return wrongDistance;
        Price? activation = null;
        if (options.ActivationPrice is { } wanted)
        {
            if (PriceChecks.Check(instrument, wanted, "activationPrice", RejectReason.TriggerNotValid, out Price at) is { IsRefused: true } wrongPrice) return wrongPrice;
            activation = at;
        }

        TriggerDirection direction = request.Side == Side.Buy ? TriggerDirection.RisesTo : TriggerDirection.FallsTo;
        bool isActive = watched.IsValid && (activation is not { } begin || (direction == TriggerDirection.FallsTo ? watched >= begin : watched <= begin));
        if (!isActive && activation is null)
            return new(RejectReason.MarketNotLive, $"no price of {instrument.Symbol} is known yet for a trailing stop to follow; give an activationPrice, or wait for one");
        TriggerTerms terms = new()
        {
            Price = default,
            Direction = direction,
            Source = options.TriggerSource,
            TrailingDistance = distance.Units,
            TrailingPartsPerMillion = parts,
            ActivationPrice = activation,
        };
        Price from = isActive ? watched : activation!.Value;
        if (direction == TriggerDirection.FallsTo && distance >= from)
            return new(RejectReason.TriggerNotValid, $"trailingDistance {PriceChecks.Text(options.TrailingDistance!.Value)} must be below the price that it follows, {PriceChecks.Text(instrument.ToDecimal(from))}");
        trigger = new(terms with { Price = terms.LevelBehind(from) }, isActive ? watched : null);
        return Refusal.None;
    }

    private static Refusal CheckDistance(Instrument instrument, in OrderRequest request, out Price distance, out int partsPerMillion)
    {
        (distance, partsPerMillion) = (default, 0);
        OrderOptions options = request.Options;
        if (options.TrailingDistance is { } units) return PriceChecks.Check(instrument, units, "trailingDistance", RejectReason.TriggerNotValid, out distance);
        decimal percent = options.TrailingPercent!.Value;
        if (percent is < LeastPercent or > GreatestPercent || percent * PercentParts != decimal.Truncate(percent * PercentParts))
            return new(RejectReason.TriggerNotValid, $"trailingPercent {PriceChecks.Text(percent)} must be {PriceChecks.Text(LeastPercent)} to {PriceChecks.Text(GreatestPercent)} with at most four decimal places");
        partsPerMillion = (int)(percent * PercentParts);
        return CheckRange(instrument.Filters, request.Side, percent);
    }

    // A trailing stop to buy waits for a rise, one to sell for a fall.
    private static Refusal CheckRange(VenueFilters filters, Side side, decimal percent)
    {
        (int least, int most) = side == Side.Buy ? (filters.MinTrailingAbove, filters.MaxTrailingAbove) : (filters.MinTrailingBelow, filters.MaxTrailingBelow);
        decimal hundredths = percent * 100;
        return hundredths < least || most > 0 && hundredths > most
            ? new(RejectReason.TrailingOutOfRange, $"trailingPercent {PriceChecks.Text(percent)} must be {PriceChecks.Text(least / 100m)} to {PriceChecks.Text(most > 0 ? most / 100m : GreatestPercent)}")
            : Refusal.None;
    }

    private static Refusal Invalid(string message) => new(RejectReason.InvalidParameter, message);
}
