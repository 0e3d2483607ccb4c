using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Storage.Journal;

/// <summary>Where an account's journal is read: PostgreSQL, or the store of the deterministic simulation.</summary>
public interface IJournalReader
{
    /// <summary>An account's events after a sequence, in order.</summary>
    IAsyncEnumerable<EngineEvent> ReadAsync(AccountId account, long after, CancellationToken cancellation);
}
