using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Research.Performance;

namespace TradingBot.Research.Backtests;

/// <summary>What came of a backtest.</summary>
/// <param name="Report">Its performance.</param>
/// <param name="StateHash">Hash of the account's state at the end: equal inputs give equal hashes.</param>
/// <param name="Inputs">Inputs processed, the backtest's own among them.</param>
/// <param name="Events">All events of the account, as a journal would hold them.</param>
/// <param name="Account">The account at the end.</param>
public sealed record BacktestResult(
    PerformanceReport Report, string StateHash, long Inputs, IReadOnlyList<EngineEvent> Events, AccountView Account);
