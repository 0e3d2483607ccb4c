using TradingBot.Engine.Accounts;
using TradingBot.Engine.Recovery;

namespace TradingBot.Worker.Trading;

/// <summary>Finds out what accounts missed while nobody followed them: from the venues, or from the market of the deterministic simulation.</summary>
internal interface IMissedTrades
{
    /// <summary>Reads the times away of accounts that this worker holds. Trades from here on are to be taken from <see cref="RecentTrades"/>.</summary>
    Task<IReadOnlyList<TimeAway>> ReadAsync(IReadOnlyCollection<AccountId> accounts, CancellationToken cancellation);
}
