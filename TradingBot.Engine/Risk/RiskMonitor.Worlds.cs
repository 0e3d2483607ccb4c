using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Risk;

/// <summary>What becomes of peaks and risk states when the live world is back.</summary>
internal sealed partial class RiskMonitor
{
    /// <summary>
    /// In the live world: takes what simulation did out of the account's highest equity, and lifts what only simulation restricted.
    /// Comes before any judgement by live prices, for what was lost in simulation lies in the same balances.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="equity">Its worth at the present prices.</param>
    /// <returns>False where the worth of what simulation did is not known yet: then nothing can be judged.</returns>
    private bool TryLeaveSimulation(AccountState account, Money equity)
    {
        if (session.World != MarketWorld.Live) return true;
        if (!account.Simulated.IsEmpty)
        {
            if (session.Valuation.Worth(account.Simulated, account.ReportingAsset) is not { } changed) return false;
            Emit(account, equity, PeakWithoutSimulation(account.Record.Peak, equity, equity - changed), isPeakAdjusted: true);
        }

        if (account.SimulatedRisk.State == RiskState.Active) return true;
        bool wasHalted = account.RiskState == RiskState.Halted;
        RiskStanding live = account.LiveRisk;
        ChangeState(account, live.State, live.State == RiskState.Active ? $"the live market is back; in simulation: {account.SimulatedRisk.Reason}" : live.Reason);
        if (wasHalted && account.RiskState != RiskState.Halted) Resume(account);
        return true;
    }

    /// <summary>The peak from which the present equity has lost the same share as the account without the simulated executions has from its own peak.</summary>
    private static Money PeakWithoutSimulation(Money peak, Money equity, Money without)
    {
        // Nothing is lost where that account would be at its peak; nothing can be said of one that owes, which only sales before the first prices can cause.
        if (without >= peak || without.Units <= 0) return equity;
        return MoneyRatio.MultiplyDivideRoundedUp(peak, equity.Units, without.Units);
    }

    /// <summary>Loss by live prices: the present one, or in simulation the last one that was marked. None where the present worth is not known.</summary>
    private int? LiveDrawdown(AccountState account)
    {
        EquityRecord live = account.RecordOf(MarketWorld.Live);
        if (session.World != MarketWorld.Live) return RiskChecks.DrawdownPartsPerMillion(live.Marked, live.Peak);
        if (session.Valuation.Equity(account) is not { } equity || !TryLeaveSimulation(account, equity)) return null;
        return RiskChecks.DrawdownPartsPerMillion(equity, live.Peak);
    }

    private int? SimulatedDrawdown(AccountState account) =>
        session.World == MarketWorld.Simulated && session.Valuation.Equity(account) is { } equity
            ? RiskChecks.DrawdownPartsPerMillion(equity, account.Record.Peak)
            : null;

    // An account whose halt has ended: its orders go on as newcomers.
    private void Resume(AccountState account)
    {
        foreach (Orders.OrderState order in account.OpenOrders)
        {
            desk.Schedule(order);
            if (order.Terms.World == session.World) session.Markets.Get(order.Terms.Instrument).Restore(order);
        }
    }

    private void Emit(AccountState account, Money equity, Money peak, bool isPeakAdjusted = false) => session.Emit(account, new EquityMarked
    {
        Account = account.Id,
        AccountSequence = account.Sequence + 1,
        InputSequence = session.Sequence,
        TimeNs = session.TimeNs,
        Equity = equity,
        PeakEquity = peak,
        IsPeakAdjusted = isPeakAdjusted,
        Simulated = session.World == MarketWorld.Simulated,
    });
}
