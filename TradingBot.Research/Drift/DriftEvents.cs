using TradingBot.Engine.Events;
using TradingBot.Engine.Strategies;

namespace TradingBot.Research.Drift;

/// <summary>Finds in an account's journal what can make a strategy's live trades differ from those of a backtest.</summary>
public static class DriftEvents
{
    /// <summary>Events of the live session from the beginning of the comparison on.</summary>
    /// <param name="journal">The account's events from there on, in order.</param>
    /// <param name="strategy">How the strategy was set up at the beginning.</param>
    public static IEnumerable<DriftEvent> Of(IEnumerable<EngineEvent> journal, StrategyDefinition strategy)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(strategy);
        foreach (EngineEvent happened in journal)
            if (Of(happened, strategy) is (DriftCause cause, string what)) yield return new(happened.TimeNs, cause, what);
    }

    private static (DriftCause, string)? Of(EngineEvent happened, StrategyDefinition strategy) => happened switch
    {
        StrategyConfigured configured when configured.Strategy.StrategyId == strategy.StrategyId =>
            (DriftCause.Configuration, configured.IsRunning ? "the strategy was configured anew" : "the strategy was stopped"),
        RiskLimitsChanged => (DriftCause.Configuration, "the account's risk limits were changed"),
        ExecutionModelChanged => (DriftCause.Configuration, "the account's execution model was changed"),
        // They lock money and make positions that the backtest does not have.
        OrderAccepted accepted when accepted.Terms.StrategyId != strategy.StrategyId =>
            (DriftCause.Configuration, $"an order of {accepted.Terms.StrategyId ?? "a user"} in the same account"),
        RiskStateChanged risk => (DriftCause.Risk, $"the account was {risk.State}: {risk.Reason}"),
        AccountRecovered away => (DriftCause.Timing, $"the account had no owner for {(away.AwayToNs - away.AwayFromNs) / 1_000_000_000m:0.0} s"),
        _ => null,
    };
}
