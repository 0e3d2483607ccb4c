using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Leases;

/// <summary>Which worker owns an account. A row is never removed, so that its epoch never falls: an old owner's epoch is worth nothing for ever.</summary>
public sealed class LeaseStore(DatabaseConnections connections)
{
    /// <summary>How long a lease lasts without being renewed.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    /// <summary>Takes every account whose lease is free or expired.</summary>
    /// <returns>The accounts that were taken, each with its new epoch.</returns>
    public async Task<IReadOnlyDictionary<AccountId, long>> AcquireFreeAsync(string workerId, CancellationToken cancellation) => ToLeases(
        await connections.Control.ReadAsync("""
            INSERT INTO worker_leases AS lease (account_id, worker_id, epoch, expires_at)
            SELECT account_id, $1, 1, clock_timestamp() + $2 FROM accounts ORDER BY account_id
            ON CONFLICT (account_id) DO UPDATE SET worker_id = excluded.worker_id, epoch = lease.epoch + 1, expires_at = excluded.expires_at
            WHERE lease.expires_at <= clock_timestamp()
            RETURNING account_id, epoch
            """, [workerId, Duration], ReadLease, cancellation).ConfigureAwait(false));

    /// <summary>Takes again what this worker held, with new epochs: whatever an earlier run or an uncertain transaction of it may still try is refused from now on.</summary>
    /// <remarks>Waits for a journal transaction that still holds a row.</remarks>
    public async Task<IReadOnlyDictionary<AccountId, long>> AcquireOwnAsync(string workerId, CancellationToken cancellation) => ToLeases(
        await connections.Control.ReadAsync("""
            UPDATE worker_leases SET epoch = epoch + 1, expires_at = clock_timestamp() + $2 WHERE worker_id = $1 RETURNING account_id, epoch
            """, [workerId, Duration], ReadLease, cancellation).ConfigureAwait(false));

    /// <summary>Takes an account that is about to be opened.</summary>
    /// <returns>Its epoch, or none where another worker has it.</returns>
    public async Task<long?> AcquireNewAsync(string workerId, AccountId account, CancellationToken cancellation)
    {
        List<(AccountId, long Epoch)> taken = await connections.Control.ReadAsync("""
            INSERT INTO worker_leases AS lease (account_id, worker_id, epoch, expires_at) VALUES ($2, $1, 1, clock_timestamp() + $3)
            ON CONFLICT (account_id) DO UPDATE SET worker_id = excluded.worker_id, epoch = lease.epoch + 1, expires_at = excluded.expires_at
            WHERE lease.expires_at <= clock_timestamp()
            RETURNING account_id, epoch
            """, [workerId, account.Value, Duration], ReadLease, cancellation).ConfigureAwait(false);
        return taken.Count == 1 ? taken[0].Epoch : null;
    }

    /// <summary>Renews leases that are still held.</summary>
    /// <returns>The accounts that are still held; the others are lost.</returns>
    public async Task<IReadOnlySet<AccountId>> RenewAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        KeyValuePair<AccountId, long>[] held = [.. leases];
        List<AccountId> renewed = await connections.Control.ReadAsync("""
            UPDATE worker_leases AS lease SET expires_at = clock_timestamp() + $4
            FROM unnest($2::uuid[], $3::bigint[]) AS held (account_id, epoch)
            WHERE lease.account_id = held.account_id AND lease.epoch = held.epoch AND lease.worker_id = $1 AND lease.expires_at > clock_timestamp()
            RETURNING lease.account_id
            """, [workerId, held.Select(lease => lease.Key.Value).ToArray(), held.Select(lease => lease.Value).ToArray(), Duration],
            reader => new AccountId(reader.GetGuid(0)), cancellation).ConfigureAwait(false);
        return renewed.ToHashSet();
    }

    /// <summary>Gives all leases back at once, so that another worker need not wait for them to expire.</summary>
    public Task ReleaseAllAsync(string workerId, CancellationToken cancellation) => connections.Control.ExecuteAsync(
        "UPDATE worker_leases SET expires_at = clock_timestamp() WHERE worker_id = $1 AND expires_at > clock_timestamp()", [workerId], cancellation);

    private static (AccountId Account, long Epoch) ReadLease(Npgsql.NpgsqlDataReader reader) => (new(reader.GetGuid(0)), reader.GetInt64(1));

    private static Dictionary<AccountId, long> ToLeases(List<(AccountId Account, long Epoch)> rows) => rows.ToDictionary(row => row.Account, row => row.Epoch);
}
