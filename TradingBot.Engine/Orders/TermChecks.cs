using TradingBot.Engine.Accounts;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Orders;

/// <summary>Checks of an order that need neither its instrument's rules nor its market: whether its words go together, and whether anything may be ordered now.</summary>
internal static class TermChecks
{
    internal static Refusal CheckMode(AccountState account, ControlState control)
    {
        if (control.Mode != TradingMode.Running)
            return Refuse(RejectReason.TradingHalted, $"trading is {ModeWord(control.Mode)}: {control.Reason}");
        return account.RiskState == RiskState.Halted ? Refuse(RejectReason.AccountHalted, $"the account is halted: {account.RiskReason}") : Refusal.None;
    }

    internal static Refusal CheckTerms(in OrderRequest request)
    {
        if (!Enum.IsDefined(request.Side)) return Refuse(RejectReason.InvalidParameter, "side must be buy or sell");
        if (!Enum.IsDefined(request.Type)) return Refuse(RejectReason.InvalidParameter, "type must be market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop");
        if (!Enum.IsDefined(request.TimeInForce)) return Refuse(RejectReason.InvalidParameter, "timeInForce must be GTC, GTD, IOC, FOK or PostOnly");
        if (!Enum.IsDefined(request.Options.SelfTradePrevention))
            return Refuse(RejectReason.InvalidParameter, "selfTradePrevention must be expireMaker, expireTaker, expireBoth or decrement");
        if (request.Options.QuoteQuantity is null) return Refusal.None;
        if (request.Type != OrderType.Market) return Refuse(RejectReason.InvalidParameter, "quoteQuantity goes only with a market order");
        return request.Quantity == 0 ? Refusal.None : Refuse(RejectReason.InvalidParameter, "quantity and quoteQuantity exclude each other");
    }

    internal static Refusal CheckTimeInForce(in OrderRequest request)
    {
        if (!request.Type.HasLimit() && request.TimeInForce == TimeInForce.PostOnly)
            return Refuse(RejectReason.TimeInForceNotAllowed, "timeInForce PostOnly does not go with a market order; use IOC or FOK");
        if (request.Type.IsConditional() && request.TimeInForce == TimeInForce.PostOnly)
            return Refuse(RejectReason.TimeInForceNotAllowed, "timeInForce PostOnly does not go with a conditional order; use GTC, GTD, IOC or FOK");
        return !request.Type.HasLimit() && request.TimeInForce == TimeInForce.GoodTillDate
            ? Refuse(RejectReason.TimeInForceNotAllowed, "timeInForce GTD goes only with an order that may stay in the book: give it a price")
            : Refusal.None;
    }

    private static string ModeWord(TradingMode mode) => mode switch
    {
        TradingMode.Running => "running",
        TradingMode.Paused => "paused",
        TradingMode.Stopped => "stopped",
        TradingMode.Maintenance => "under maintenance",
        _ => throw new InvariantViolationException($"unknown mode {mode}"),
    };

    private static Refusal Refuse(RejectReason reason, string message) => new(reason, message);
}
