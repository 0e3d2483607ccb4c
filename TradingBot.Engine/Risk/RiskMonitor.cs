using System.Globalization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Risk;

/// <summary>Watches every account's equity: acts on the event that breaches a limit, and journals the equity curve.</summary>
internal sealed partial class RiskMonitor(EngineSession session, OrderDesk desk)
{
    private const long MarkIntervalNs = 60_000_000_000;

    /// <summary>A market's mark moved: looks at all accounts that own something of it.</summary>
    internal void MarkMoved(Market market)
    {
        for (int index = 0; index < market.Holders.Count; index++) Look(market.Holders[index]);
    }

    /// <summary>Looks at all accounts that something happened to.</summary>
    internal void LookAtTouched()
    {
        if (session.Touched.Count == 0) return;
        // Looking may touch again, but only accounts that are in the list already.
        for (int index = 0; index < session.Touched.Count; index++) Look(session.Touched[index]);
        session.ClearTouched();
    }

    internal void Tick()
    {
        foreach (AccountState account in session.Accounts)
        {
            bool isDue = session.TimeNs - account.Record.MarkedTimeNs >= MarkIntervalNs;
            if ((isDue || account.HasLeftSimulation(session.World)) && session.Valuation.Equity(account) is { } equity && TryLeaveSimulation(account, equity) && isDue)
                Mark(account, equity);
        }
    }

    private void Look(AccountState account)
    {
        if (session.Valuation.Equity(account) is not { } equity || !TryLeaveSimulation(account, equity)) return;
        if (equity > account.Record.Peak) account.Record.Peak = equity;
        if (account.Record.MarkedTimeNs == 0) Mark(account, equity);
        int drawdown = RiskChecks.DrawdownPartsPerMillion(equity, account.Record.Peak);
        bool isBreached = drawdown > 0 && drawdown >= account.Limits.MaxDrawdownPartsPerMillion;
        if (isBreached == (account.RiskState == RiskState.ReduceOnly) || account.RiskState == RiskState.Halted) return;
        if (isBreached) Restrict(account, equity, drawdown);
    }

    /// <summary>Lifts reduce-only where new limits allow the present drawdown; a recovery of the price alone does not. Lets a halted account, which somebody has looked at then, go on.</summary>
    internal void LimitsChanged(AccountState account)
    {
        if (account.RiskState == RiskState.Halted)
        {
            ChangeState(account, RiskState.Active, "the account was reviewed: its limits were set");
            Resume(account);
            return;
        }

        int limit = account.Limits.MaxDrawdownPartsPerMillion;
        if (account.LiveRisk.State == RiskState.ReduceOnly)
        {
            if (LiveDrawdown(account) is { } lost && lost < limit) ChangeState(account, RiskState.Active, $"new limits allow the drawdown of {Percent(lost)}");
        }
        else if (account.SimulatedRisk.State == RiskState.ReduceOnly && SimulatedDrawdown(account) is { } lost && lost < limit)
        {
            ChangeState(account, RiskState.Active, $"new limits allow the drawdown of {Percent(lost)}");
        }
    }

    private void Restrict(AccountState account, Money equity, int drawdown)
    {
        Mark(account, equity);
        bool isSimulated = session.World == MarketWorld.Simulated;
        ChangeState(account, RiskState.ReduceOnly,
            $"{(isSimulated ? "simulated drawdown" : "drawdown")} {Percent(drawdown)} from the highest equity {account.Record.Peak} {account.ReportingAsset} reached the maximum of {Percent(account.Limits.MaxDrawdownPartsPerMillion)}",
            isSimulated);
        // An order that waits for another world can't add to this loss; it is cancelled by its owner only.
        desk.CancelWhere(account, OrderEndReason.Risk, order => order.Terms.Side == Side.Buy && order.Terms.World == session.World);
    }

    private void ChangeState(AccountState account, RiskState state, string reason, bool simulated = false) => session.Emit(account, new RiskStateChanged
    {
        Account = account.Id,
        AccountSequence = account.Sequence + 1,
        InputSequence = session.Sequence,
        TimeNs = session.TimeNs,
        State = state,
        Reason = reason,
        Simulated = simulated,
    });

    private void Mark(AccountState account, Money equity)
    {
        if (equity > account.Record.Peak) account.Record.Peak = equity;
        if (account.Record.MarkedTimeNs != 0 && equity == account.Record.Marked && account.Record.Peak == account.Record.MarkedPeak) return;
        Emit(account, equity, account.Record.Peak);
    }

    private static string Percent(int partsPerMillion) => (partsPerMillion / 10_000m).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
