using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Recovery;
using TradingBot.Storage.Control;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Trading;

/// <summary>Accounts as the journal has them.</summary>
/// <param name="Leases">Every account that is held, with its epoch.</param>
/// <param name="Journals">A snapshot where there is a whole one, and the events after it.</param>
/// <param name="Away">What they missed.</param>
internal sealed record LoadedAccounts(
    IReadOnlyDictionary<AccountId, long> Leases, IReadOnlyList<StoredJournal> Journals, IReadOnlyList<TimeAway> Away);

/// <summary>What an account is made of again.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Snapshot">Where to begin; none: with the first event.</param>
/// <param name="Events">All that came after it.</param>
/// <param name="Damage">What is wrong with its end; none where it is whole.</param>
internal sealed record StoredJournal(AccountId Account, AccountSnapshot? Snapshot, IReadOnlyList<EngineEvent> Events, string? Damage);

/// <summary>Takes this worker's accounts and reads their journals, as often as it needs to succeed.</summary>
internal sealed partial class AccountLoader(
    WorkerIdentity worker, ILeaseStore leases, IJournalReader journal, IMissedTrades away, IControlReader control, TradingPermission permission, TimeProvider time, ILogger<AccountLoader> logger)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Loads everything that is this worker's, or free.</summary>
    public async Task<LoadedAccounts> LoadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await LoadOnceAsync(cancellation);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                LogRetry(failure.Message);
                await Task.Delay(RetryDelay, time, cancellation);
            }
        }
    }

    /// <summary>Accounts that were free and were just taken: their journals and what they missed.</summary>
    public async Task<LoadedAccounts> ReadAsync(IReadOnlyDictionary<AccountId, long> held, CancellationToken cancellation)
    {
        List<StoredJournal> journals = [];
        foreach (AccountId account in held.Keys)
            if (await ReadAsync(account, cancellation) is { } stored) journals.Add(stored);
        IReadOnlyList<TimeAway> missed = await away.ReadAsync([.. held.Keys], cancellation);
        // Reading may have taken longer than a lease lasts: what is another's by now is not taken in.
        IReadOnlySet<AccountId> still = await leases.RenewAsync(worker.Id, held, followed: null, cancellation);
        return new(held.Where(lease => still.Contains(lease.Key)).ToDictionary(), [.. journals.Where(journal => still.Contains(journal.Account))], [.. missed.Where(account => still.Contains(account.Account))]);
    }

    private async Task<StoredJournal?> ReadAsync(AccountId account, CancellationToken cancellation)
    {
        AccountSnapshot? snapshot = await journal.ReadSnapshotAsync(account, cancellation);
        long before = snapshot?.Sequence ?? 0;
        List<EngineEvent> events = await journal.ReadAsync(account, before, cancellation).ToListAsync(cancellation);
        long? head = await journal.ReadHeadSequenceAsync(account, cancellation);
        if (snapshot is null && events.Count == 0 && head is null or 0) return null; // It was taken for an account that was never opened.
        return new(account, snapshot, events, DamageOf(before, events, head));
    }

    // The lease is held under a new epoch, so the journal stands still: its end must be where the account says that it is.
    private static string? DamageOf(long before, List<EngineEvent> events, long? head)
    {
        for (int index = 0; index < events.Count; index++)
            if (events[index].AccountSequence != before + index + 1) return $"event {before + index + 1} is missing";
        long last = before + events.Count;
        return head is { } told && told != last ? $"it ends with event {last}, the account's last one is {told}" : null;
    }

    private async Task<LoadedAccounts> LoadOnceAsync(CancellationToken cancellation)
    {
        // New epochs first: a transaction of ours whose outcome is unknown has then either ended or is refused, and the journal stands still.
        Dictionary<AccountId, long> held = new(await leases.AcquireOwnAsync(worker.Id, cancellation));
        foreach ((AccountId account, long epoch) in await leases.AcquireFreeAsync(worker.Id, cancellation)) held[account] = epoch;
        CrashTest.Pass(CrashPoint.LeaseTaken);
        LoadedAccounts loaded = await ReadAsync(held, cancellation);
        permission.Read(await control.ReadAsync(cancellation));
        return loaded;
    }

    [LoggerMessage(3001, LogLevel.Warning, "The accounts cannot be read, trying again: {Reason}")]
    private partial void LogRetry(string reason);
}
