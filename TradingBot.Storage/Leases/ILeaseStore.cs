using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Leases;

/// <summary>Which worker owns an account: in PostgreSQL, or in the store of the deterministic simulation.</summary>
public interface ILeaseStore
{
    /// <summary>Takes accounts whose lease is free or expired, as many as are missing to this worker's share.</summary>
    /// <returns>The accounts that were taken, each with its new epoch.</returns>
    Task<IReadOnlyDictionary<AccountId, long>> AcquireFreeAsync(string workerId, CancellationToken cancellation);

    /// <summary>How many accounts this worker should hold, so that all workers that take accounts hold equally many, give or take one.</summary>
    Task<int> ReadShareAsync(string workerId, CancellationToken cancellation);

    /// <summary>Takes again what this worker held, with new epochs.</summary>
    Task<IReadOnlyDictionary<AccountId, long>> AcquireOwnAsync(string workerId, CancellationToken cancellation);

    /// <summary>Takes an account that is about to be opened.</summary>
    /// <returns>Its epoch, or none where another worker has it.</returns>
    Task<long?> AcquireNewAsync(string workerId, AccountId account, CancellationToken cancellation);

    /// <summary>Renews leases that are still held.</summary>
    /// <param name="workerId">Who holds them.</param>
    /// <param name="leases">The accounts with their epochs.</param>
    /// <param name="followed">The last trade of each market that all of these accounts have met, with all that came of it durable; none where that is not known now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The accounts that are still held; the others are lost.</returns>
    Task<IReadOnlySet<AccountId>> RenewAsync(
        string workerId, IReadOnlyDictionary<AccountId, long> leases, IReadOnlyDictionary<int, TradeMark>? followed, CancellationToken cancellation);

    /// <summary>Gives some leases back, where they are still held under these epochs. Nothing of these accounts may be under way any more.</summary>
    Task ReleaseAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, CancellationToken cancellation);

    /// <summary>Gives all leases back at once and takes no share any more.</summary>
    Task ReleaseAllAsync(string workerId, CancellationToken cancellation);
}
