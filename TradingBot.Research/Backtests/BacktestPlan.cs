using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Research.Backtests;

/// <summary>Which account with which strategies is run over a market's past.</summary>
/// <param name="Account">Its id: order and execution ids derive from it.</param>
/// <param name="ReportingAsset">Asset that the result is told in.</param>
/// <param name="Deposits">Virtual cash per asset.</param>
/// <param name="Limits">Risk limits.</param>
/// <param name="Strategies">Strategies, all running from the start.</param>
public sealed record BacktestPlan(
    AccountId Account, string ReportingAsset, IReadOnlyDictionary<string, Money> Deposits, RiskLimits Limits, IReadOnlyList<StrategyDefinition> Strategies);
