using Npgsql;
using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Leases;

/// <summary>Which worker owns an account. A row is never removed, so that its epoch never falls: an old owner's epoch is worth nothing for ever.</summary>
public sealed class LeaseStore(DatabaseConnections connections) : ILeaseStore
{
    /// <summary>How long a lease lasts without being renewed; with the interval of looking it bounds how long an account has no owner after a crash.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    // A worker that has not been heard of for so long gets no share. Shorter than a lease: when the leases of a dead worker end, its share is divided already.
    private static readonly TimeSpan HeardWithin = TimeSpan.FromSeconds(8);

    // Every worker finds the same shares by itself: they sum to the number of accounts and differ by one at most.
    private const string Share = """
        live AS (SELECT worker_id FROM workers WHERE takes_accounts AND stopped_at IS NULL AND heartbeat_at > clock_timestamp() - $2::interval UNION SELECT $1),
        division AS (SELECT (SELECT count(*) FROM accounts) AS accounts, count(*) AS workers, count(*) FILTER (WHERE worker_id < $1) AS before FROM live),
        share AS (SELECT accounts / workers + CASE WHEN before < accounts % workers THEN 1 ELSE 0 END AS accounts FROM division)
        """;

    /// <summary>Takes accounts whose lease is free or expired, as many as are missing to this worker's share.</summary>
    /// <returns>The accounts that were taken, each with its new epoch.</returns>
    public async Task<IReadOnlyDictionary<AccountId, long>> AcquireFreeAsync(string workerId, CancellationToken cancellation) => ToLeases(
        await connections.Control.ReadAsync($"""
            WITH {Share},
            held AS (SELECT count(*) AS accounts FROM worker_leases JOIN accounts USING (account_id) WHERE worker_id = $1 AND expires_at > clock_timestamp()),
            free AS (
                SELECT account_id FROM accounts LEFT JOIN worker_leases AS lease USING (account_id)
                WHERE lease.account_id IS NULL OR lease.expires_at <= clock_timestamp()
                ORDER BY account_id LIMIT (SELECT greatest(0, share.accounts - held.accounts) FROM share, held))
            INSERT INTO worker_leases AS lease (account_id, worker_id, epoch, expires_at)
            SELECT account_id, $1, 1, clock_timestamp() + $3 FROM free
            ON CONFLICT (account_id) DO UPDATE SET worker_id = excluded.worker_id, epoch = lease.epoch + 1, expires_at = excluded.expires_at
            WHERE lease.expires_at <= clock_timestamp()
            RETURNING account_id, epoch
            """, [workerId, HeardWithin, Duration], ReadLease, cancellation).ConfigureAwait(false));

    /// <summary>How many accounts this worker should hold, so that all workers that take accounts hold equally many, give or take one.</summary>
    public async Task<int> ReadShareAsync(string workerId, CancellationToken cancellation) => (int)(
        await connections.Control.ReadAsync($"WITH {Share} SELECT accounts FROM share", [workerId, HeardWithin], reader => reader.GetInt64(0), cancellation).ConfigureAwait(false))[0];

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
    /// <param name="workerId">Who holds them.</param>
    /// <param name="leases">The accounts with their epochs.</param>
    /// <param name="followed">The last trade of each market that all of these accounts have met, with all that came of it durable; none where that is not known now.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The accounts that are still held; the others are lost.</returns>
    public async Task<IReadOnlySet<AccountId>> RenewAsync(
        string workerId, IReadOnlyDictionary<AccountId, long> leases, IReadOnlyDictionary<int, TradeMark>? followed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        KeyValuePair<AccountId, long>[] held = [.. leases];
        List<AccountId> renewed = await connections.Control.ReadAsync("""
            UPDATE worker_leases AS lease SET expires_at = clock_timestamp() + $4, followed_trades = coalesce($5::jsonb, followed_trades),
                followed_at = CASE WHEN $5 IS NULL THEN followed_at ELSE clock_timestamp() END
            FROM unnest($2::uuid[], $3::bigint[]) AS held (account_id, epoch)
            WHERE lease.account_id = held.account_id AND lease.epoch = held.epoch AND lease.worker_id = $1 AND lease.expires_at > clock_timestamp()
            RETURNING lease.account_id
            """, [workerId, held.Select(lease => lease.Key.Value).ToArray(), held.Select(lease => lease.Value).ToArray(), Duration,
             new NpgsqlParameter { Value = followed is null ? DBNull.Value : FollowedAccounts.Write(followed), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text }],
            reader => new AccountId(reader.GetGuid(0)), cancellation).ConfigureAwait(false);
        return renewed.ToHashSet();
    }

    /// <summary>Gives some leases back, where they are still held under these epochs. Nothing of these accounts may be under way any more.</summary>
    public Task ReleaseAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leases);
        KeyValuePair<AccountId, long>[] held = [.. leases];
        return connections.Control.ExecuteAsync("""
            UPDATE worker_leases AS lease SET expires_at = clock_timestamp()
            FROM unnest($2::uuid[], $3::bigint[]) AS held (account_id, epoch)
            WHERE lease.account_id = held.account_id AND lease.epoch = held.epoch AND lease.worker_id = $1 AND lease.expires_at > clock_timestamp()
            """, [workerId, held.Select(lease => lease.Key.Value).ToArray(), held.Select(lease => lease.Value).ToArray()], cancellation);
    }

    /// <summary>Gives all leases back at once and takes no share any more, so that the others need not wait for anything to expire.</summary>
    public Task ReleaseAllAsync(string workerId, CancellationToken cancellation) => connections.Control.ExecuteAsync("""
        WITH leaving AS (UPDATE workers SET takes_accounts = false WHERE worker_id = $1)
        UPDATE worker_leases SET expires_at = clock_timestamp() WHERE worker_id = $1 AND expires_at > clock_timestamp()
        """, [workerId], cancellation);

    private static (AccountId Account, long Epoch) ReadLease(Npgsql.NpgsqlDataReader reader) => (new(reader.GetGuid(0)), reader.GetInt64(1));

    private static Dictionary<AccountId, long> ToLeases(List<(AccountId Account, long Epoch)> rows) => rows.ToDictionary(row => row.Account, row => row.Epoch);
}
