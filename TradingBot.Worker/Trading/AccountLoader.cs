using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Storage.Control;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Control;
using TradingBot.Worker.Hosting;

namespace TradingBot.Worker.Trading;

/// <summary>Accounts as the journal has them.</summary>
internal sealed record LoadedAccounts(IReadOnlyDictionary<AccountId, long> Leases, IReadOnlyList<(AccountId Account, IReadOnlyList<EngineEvent> Events)> Journals);

/// <summary>Takes this worker's accounts and reads their journals, as often as it needs to succeed.</summary>
internal sealed partial class AccountLoader(
    WorkerIdentity worker, LeaseStore leases, JournalReader journal, ControlStore control, TradingPermission permission, ILogger<AccountLoader> logger)
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
                await Task.Delay(RetryDelay, cancellation);
            }
        }
    }

    /// <summary>An account's journal.</summary>
    public async Task<IReadOnlyList<EngineEvent>> ReadAsync(AccountId account, CancellationToken cancellation) =>
        await journal.ReadAsync(account, after: 0, cancellation).ToListAsync(cancellation);

    private async Task<LoadedAccounts> LoadOnceAsync(CancellationToken cancellation)
    {
        // New epochs first: a transaction of ours whose outcome is unknown has then either ended or is refused, and the journal stands still.
        Dictionary<AccountId, long> held = new(await leases.AcquireOwnAsync(worker.Id, cancellation));
        foreach ((AccountId account, long epoch) in await leases.AcquireFreeAsync(worker.Id, cancellation)) held[account] = epoch;
        List<(AccountId, IReadOnlyList<EngineEvent>)> journals = [];
        foreach (AccountId account in held.Keys)
        {
            IReadOnlyList<EngineEvent> events = await ReadAsync(account, cancellation);
            if (events.Count > 0) journals.Add((account, events)); // Else it was taken for an account that was never opened.
        }
        permission.Read(await control.ReadAsync(cancellation));
        return new(held, journals);
    }

    [LoggerMessage(3001, LogLevel.Warning, "The accounts cannot be read, trying again: {Reason}")]
    private partial void LogRetry(string reason);
}
