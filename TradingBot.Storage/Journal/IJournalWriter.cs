using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Journal;

/// <summary>Where journal transactions go: PostgreSQL, or the store of the deterministic simulation.</summary>
public interface IJournalWriter
{
    /// <summary>Stores a batch, or nothing of it.</summary>
    /// <param name="workerId">Who writes.</param>
    /// <param name="leases">The epoch under which each account is held; every account of the batch must be in it.</param>
    /// <param name="batch">What to store.</param>
    /// <param name="cancellation">Ends the wait; the outcome is then <see cref="JournalOutcome.Unknown"/>.</param>
    Task<JournalResult> CommitAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, JournalBatch batch, CancellationToken cancellation);
}
