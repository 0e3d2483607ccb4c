using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Storage.Journal;

/// <summary>Where an account's journal is read: PostgreSQL, or the store of the deterministic simulation.</summary>
public interface IJournalReader
{
    /// <summary>An account's events after a sequence, in order.</summary>
    IAsyncEnumerable<EngineEvent> ReadAsync(AccountId account, long after, CancellationToken cancellation);

    /// <summary>The newest whole snapshot of an account, to be followed by the events after it; none where the store has none.</summary>
    Task<AccountSnapshot?> ReadSnapshotAsync(AccountId account, CancellationToken cancellation) => Task.FromResult<AccountSnapshot?>(null);

    /// <summary>Sequence of an account's last event as the account itself says, so that a journal whose end is missing is found; none where the store can't say.</summary>
    Task<long?> ReadHeadSequenceAsync(AccountId account, CancellationToken cancellation) => Task.FromResult<long?>(null);
}
