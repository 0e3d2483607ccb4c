using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;
using TradingBot.Storage;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Commands;

/// <summary>From what a client wrote to what the engine takes; what cannot be said in the engine's terms is refused here, naming the field.</summary>
internal sealed class CommandTranslation(IReadOnlyList<Instrument> instruments)
{
    // Above this an amount of money could overflow the columns it is stored in.
    private const decimal AmountMax = 1_000_000_000_000m;

    /// <summary>Translates a command.</summary>
    /// <param name="pending">The command.</param>
    /// <param name="existing">The strategy's stored definition, for a change of one.</param>
    /// <param name="command">The engine's command.</param>
    /// <param name="refusal">Why it cannot be one.</param>
    public bool TryTranslate(PendingCommand pending, StoredStrategy? existing, out Command? command, out CommandReply? refusal)
    {
        AccountId account = new(pending.AccountId);
        refusal = null;
        command = pending.Body switch
        {
            OpenAccountBody open => Open(pending.CommandId, account, open, ref refusal),
            PlaceOrderBody place => Place(pending.CommandId, account, place, ref refusal),
            PlacePairBody pair => Pair(pending.CommandId, account, pair, ref refusal),
            CancelOrderBody cancel => new CancelOrder(pending.CommandId, account, cancel.OrderId),
            AmendOrderBody amend => new AmendOrder(pending.CommandId, account, amend.OrderId, amend.Price, amend.Quantity),
            CancelAllBody all => CancelAll(pending.CommandId, account, all, ref refusal),
            ConfigureStrategyBody configure => Configure(pending.CommandId, account, configure, existing, ref refusal),
            SetRiskLimitsBody limits => LimitsOf(limits, ref refusal) is { } known ? new SetRiskLimits(pending.CommandId, account, known) : null,
            SetExecutionModelBody model => ModelOf(model.ExecutionModel, ref refusal) is { } known ? new SetExecutionModel(pending.CommandId, account, known) : null,
            _ => null,
        };
        if (command is null) refusal ??= Invalid($"a command of kind {pending.Body.Kind} is not carried out by the engine");
        return command is not null;
    }

    private static OpenAccount? Open(Guid id, AccountId account, OpenAccountBody open, ref CommandReply? refusal)
    {
        Dictionary<string, Money> deposits = [];
        foreach ((string asset, decimal amount) in open.Deposits)
        {
            if (!TryMoney(amount, $"deposits.{asset}", out Money money, ref refusal)) return null;
            deposits.Add(asset, money);
        }
        ExecutionModel? model = open.ExecutionModel is { } named ? ModelOf(named, ref refusal) : null;
        if (refusal is not null) return null;
        decimal cash = open.Deposits.GetValueOrDefault(open.ReportingAsset);
        SetRiskLimitsBody limits = open.Limits ?? new(decimal.Round(cash * 0.25m, 2), decimal.Round(cash * 0.5m, 2), 0.2m, 50);
        return LimitsOf(limits, ref refusal) is { } known ? new(id, account, open.Name, open.ReportingAsset, deposits, known, model) : null;
    }

    private static ExecutionModel? ModelOf(string name, ref CommandReply? refusal)
    {
        ExecutionModel? model = ExecutionModel.Find(name);
        if (model is null) refusal = Invalid($"executionModel is '{name}'; it should be one of {string.Join(", ", ExecutionModel.All.Select(known => known.Name))}");
        return model;
    }

    private PlaceOrder? Place(Guid id, AccountId account, PlaceOrderBody place, ref CommandReply? refusal)
    {
        if (Find(place.Venue, place.Symbol, ref refusal) is not { } instrument) return null;
        TriggerSource source = TriggerSource.LastTrade;
        SelfTradePrevention prevention = SelfTradePrevention.ExpireMaker;
        if (!StoredNames.TrySide(place.Side, out Side side)) refusal = Invalid($"side is '{place.Side}'; it should be buy or sell");
        else if (!StoredNames.TryOrderType(place.Type, out OrderType type)) refusal = Invalid($"type is '{place.Type}'; it should be market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop");
        else if (!TryTimeInForce(place.TimeInForce, type, out TimeInForce timeInForce))
            refusal = Invalid($"timeInForce is '{place.TimeInForce}'; it should be gtc, gtd, ioc, fok or postOnly");
        else if (place.TriggerSource is not null && !StoredNames.TryTriggerSource(place.TriggerSource, out source))
            refusal = Invalid($"triggerSource is '{place.TriggerSource}'; it should be lastTrade or bestPrice");
        else if (place.SelfTradePrevention is not null && !StoredNames.TrySelfTradePrevention(place.SelfTradePrevention, out prevention))
            refusal = Invalid($"selfTradePrevention is '{place.SelfTradePrevention}'; it should be expireMaker, expireTaker, expireBoth or decrement");
        else return new(id, account, instrument.Id, side, type, place.Quantity, place.Price, timeInForce, OptionsOf(place, source) with { SelfTradePrevention = prevention });
        return null;
    }

    private static OrderOptions OptionsOf(PlaceOrderBody place, TriggerSource source) => new()
    {
        TriggerPrice = place.TriggerPrice,
        TriggerSource = source,
        TrailingDistance = place.TrailingDistance,
        TrailingPercent = place.TrailingPercent,
        ActivationPrice = place.ActivationPrice,
        ExpireTimeNs = place.ExpireAt is { } time ? UnixTime.ToNanoseconds(time) : null,
        IsReduceOnly = place.ReduceOnly ?? false,
        QuoteQuantity = place.QuoteQuantity,
        DisplayQuantity = place.DisplayQuantity,
        Exits = (place.TakeProfitPrice ?? place.StopPrice ?? place.StopLimitPrice) is null ? null : new(place.TakeProfitPrice, place.StopPrice, place.StopLimitPrice),
    };

    private PlacePair? Pair(Guid id, AccountId account, PlacePairBody pair, ref CommandReply? refusal)
    {
        if (Find(pair.Venue, pair.Symbol, ref refusal) is not { } instrument) return null;
        TriggerSource source = TriggerSource.LastTrade;
        SelfTradePrevention prevention = SelfTradePrevention.ExpireMaker;
        if (!StoredNames.TrySide(pair.Side, out Side side)) refusal = Invalid($"side is '{pair.Side}'; it should be buy or sell");
        else if (pair.TriggerSource is not null && !StoredNames.TryTriggerSource(pair.TriggerSource, out source))
            refusal = Invalid($"triggerSource is '{pair.TriggerSource}'; it should be lastTrade or bestPrice");
        else if (pair.SelfTradePrevention is not null && !StoredNames.TrySelfTradePrevention(pair.SelfTradePrevention, out prevention))
            refusal = Invalid($"selfTradePrevention is '{pair.SelfTradePrevention}'; it should be expireMaker, expireTaker, expireBoth or decrement");
        else return new(id, account, instrument.Id, side, pair.Quantity, pair.Price, pair.StopPrice, pair.StopLimitPrice, source, prevention);
        return null;
    }

    private CancelAllOrders? CancelAll(Guid id, AccountId account, CancelAllBody all, ref CommandReply? refusal)
    {
        if (all.Venue is null && all.Symbol is null) return new(id, account, OrderEndReason.Requested, null, all.StrategyId);
        return Find(all.Venue ?? "", all.Symbol ?? "", ref refusal) is { } instrument ? new(id, account, OrderEndReason.Requested, instrument.Id, all.StrategyId) : null;
    }

    private ConfigureStrategy? Configure(Guid id, AccountId account, ConfigureStrategyBody configure, StoredStrategy? existing, ref CommandReply? refusal)
    {
        if (existing is null && configure.StrategyKind is null)
        {
            refusal = new(StoredNames.Of(RejectReason.UnknownStrategy), $"strategy {configure.StrategyId} is not known; to add it, kind, venue and symbol are needed");
            return null;
        }
        InstrumentId instrument;
        if (configure.Venue is null && configure.Symbol is null && existing is not null) instrument = existing.Definition.Instrument;
        else if (Find(configure.Venue ?? "", configure.Symbol ?? "", ref refusal) is { } found) instrument = found.Id;
        else return null;
        string kind = configure.StrategyKind ?? existing!.Definition.Kind;
        StrategyDefinition definition = new(configure.StrategyId, kind, instrument, configure.BarSeconds ?? existing?.Definition.BarSeconds ?? 60,
            configure.Parameters ?? (kind == existing?.Definition.Kind ? existing.Definition.Parameters : new Dictionary<string, decimal>()));
        return new(id, account, definition, configure.IsRunning ?? existing?.IsRunning ?? true);
    }

    private static RiskLimits? LimitsOf(SetRiskLimitsBody limits, ref CommandReply? refusal)
    {
        if (!TryMoney(limits.MaxOrderNotional, "maxOrderNotional", out Money order, ref refusal)) return null;
        if (!TryMoney(limits.MaxPositionNotional, "maxPositionNotional", out Money position, ref refusal)) return null;
        if (limits.MaxDrawdown is < 0 or > 1)
        {
            refusal = Invalid($"maxDrawdown is {limits.MaxDrawdown}; it should be a fraction from 0 to 1");
            return null;
        }
        return new() { MaxOrderNotional = order, MaxPositionNotional = position, MaxDrawdownPartsPerMillion = (int)(limits.MaxDrawdown * 1_000_000m), MaxOpenOrders = limits.MaxOpenOrders };
    }

    private Instrument? Find(string venueName, string symbol, ref CommandReply? refusal)
    {
        if (!StoredNames.TryVenue(venueName, out Venue venue))
        {
            refusal = Invalid($"venue is '{venueName}'; it should be binance or kucoin");
            return null;
        }
        Instrument[] traded = [.. instruments.Where(instrument => instrument.Venue == venue)];
        Instrument? found = traded.FirstOrDefault(instrument =>
            instrument.Symbol.Equals(symbol, StringComparison.OrdinalIgnoreCase) || instrument.VenueSymbol.Equals(symbol, StringComparison.OrdinalIgnoreCase));
        if (found is null)
        {
            refusal = new(StoredNames.Of(RejectReason.UnknownInstrument),
                $"symbol is '{symbol}'; on {StoredNames.Of(venue)} there are {(traded.Length == 0 ? "none yet" : string.Join(", ", traded.Select(instrument => instrument.Symbol)))}");
        }
        return found;
    }

    private static bool TryTimeInForce(string? given, OrderType type, out TimeInForce timeInForce)
    {
        bool hasLimit = type is OrderType.Limit or OrderType.StopLimit or OrderType.TakeProfitLimit;
        timeInForce = hasLimit ? TimeInForce.GoodTillCancel : TimeInForce.ImmediateOrCancel;
        return given is null || StoredNames.TryTimeInForce(given, out timeInForce);
    }

    private static bool TryMoney(decimal amount, string field, out Money money, ref CommandReply? refusal)
    {
        money = default;
        if (amount is < 0 or > AmountMax || decimal.Round(amount, Money.Scale) != amount)
        {
            refusal = Invalid($"{field} is {amount}; it should be 0 to {AmountMax:0} with at most {Money.Scale} decimal places");
            return false;
        }
        money = Money.FromDecimal(amount);
        return true;
    }

    private static CommandReply Invalid(string message) => new(StoredNames.Of(RejectReason.InvalidParameter), message);
}

/// <summary>A strategy as it is stored.</summary>
internal sealed record StoredStrategy(StrategyDefinition Definition, bool IsRunning);
