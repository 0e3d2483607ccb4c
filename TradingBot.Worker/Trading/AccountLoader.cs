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
/// <param name="Journals">Their events.</param>
/// <param name="Away">What they missed.</param>
internal sealed record LoadedAccounts(
    IReadOnlyDictionary<AccountId, long> Leases, IReadOnlyList<(AccountId Account, IReadOnlyList<EngineEvent> Events)> Journals, IReadOnlyList<TimeAway> Away);

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
        List<(AccountId, IReadOnlyList<EngineEvent>)> journals = [];
        foreach (AccountId account in held.Keys)
        {
            List<EngineEvent> events = await journal.ReadAsync(account, after: 0, cancellation).ToListAsync(cancellation);
            if (events.Count > 0) journals.Add((account, events)); // Else it was taken for an account that was never opened.
        }
        IReadOnlyList<TimeAway> missed = await away.ReadAsync([.. held.Keys], cancellation);
        // Reading may have taken longer than a lease lasts: what is another's by now is not taken in.
        IReadOnlySet<AccountId> still = await leases.RenewAsync(worker.Id, held, followed: null, cancellation);
        return new(held.Where(lease => still.Contains(lease.Key)).ToDictionary(), [.. journals.Where(journal => still.Contains(journal.Item1))], [.. missed.Where(account => still.Contains(account.Account))]);
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
