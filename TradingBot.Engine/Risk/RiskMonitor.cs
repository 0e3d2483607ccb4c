using System.Globalization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Engine.Risk;

/// <summary>Watches every account's equity: acts on the event that breaches a limit, and journals the equity curve.</summary>
internal sealed class RiskMonitor(EngineSession session, OrderDesk desk)
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
            if (session.TimeNs - account.MarkedTimeNs >= MarkIntervalNs && session.Valuation.Equity(account) is { } equity)
                Mark(account, equity);
    }

    private void Look(AccountState account)
    {
        if (session.Valuation.Equity(account) is not { } equity) return;
        if (equity > account.PeakEquity) account.PeakEquity = equity;
        if (account.MarkedTimeNs == 0) Mark(account, equity);
        int drawdown = RiskChecks.DrawdownPartsPerMillion(equity, account.PeakEquity);
        bool isBreached = drawdown > 0 && drawdown >= account.Limits.MaxDrawdownPartsPerMillion;
        if (isBreached == (account.RiskState == RiskState.ReduceOnly) || account.RiskState == RiskState.Halted) return;
        if (isBreached) Restrict(account, equity, drawdown);
    }

    /// <summary>Lifts reduce-only where new limits allow the present drawdown; a recovery of the price alone does not.</summary>
    internal void LimitsChanged(AccountState account)
    {
        if (account.RiskState != RiskState.ReduceOnly || session.Valuation.Equity(account) is not { } equity) return;
        int drawdown = RiskChecks.DrawdownPartsPerMillion(equity, account.PeakEquity);
        if (drawdown >= account.Limits.MaxDrawdownPartsPerMillion) return;
        ChangeState(account, RiskState.Active, $"new limits allow the drawdown of {Percent(drawdown)}");
    }

    private void Restrict(AccountState account, Money equity, int drawdown)
    {
        Mark(account, equity);
        ChangeState(account, RiskState.ReduceOnly,
            $"drawdown {Percent(drawdown)} from the highest equity {account.PeakEquity} {account.ReportingAsset} reached the maximum of {Percent(account.Limits.MaxDrawdownPartsPerMillion)}");
        desk.CancelWhere(account, OrderEndReason.Risk, static order => order.Terms.Side == Side.Buy);
    }

    private void ChangeState(AccountState account, RiskState state, string reason) => session.Emit(account, new RiskStateChanged
    {
        Account = account.Id,
        AccountSequence = account.Sequence + 1,
        InputSequence = session.Sequence,
        TimeNs = session.TimeNs,
        State = state,
        Reason = reason,
    });

    private void Mark(AccountState account, Money equity)
    {
        if (equity > account.PeakEquity) account.PeakEquity = equity;
        if (account.MarkedTimeNs != 0 && equity == account.MarkedEquity && account.PeakEquity == account.MarkedPeakEquity) return;
        session.Emit(account, new EquityMarked
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Equity = equity,
            PeakEquity = account.PeakEquity,
        });
    }

    private static string Percent(int partsPerMillion) => (partsPerMillion / 10_000m).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
