using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Leases;

/// <summary>Renews the leases, takes accounts that turned free, lets those go that are above this worker's share, and gives all back at the end.</summary>
/// <remarks>
/// An account without an owner is found within a second. After a clean stop that is the whole wait; after a crash the lease must end first. An account above the share is
/// released only after its last event is durable, and the next owner reads it from the journal: its commands wait in the store meanwhile.
/// </remarks>
internal sealed partial class LeaseKeeper(
    ILeaseStore leases, AccountLoader loader, TradingLoop loop, TradingInputs inputs, WorkerIdentity worker, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    private const int RenewEvery = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _turn;
    private Task _taking = Task.CompletedTask;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await leases.ReleaseAllAsync(worker.Id, cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            LogNotKept(failure.Message); // They expire by themselves.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!loop.IsLive || stoppingToken.IsCancellationRequested) continue;
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (!stoppingToken.IsCancellationRequested) LogNotKept(failure.Message);
            }
        }
    }

    /// <summary>One look at the leases, about once a second.</summary>
    internal async Task KeepAsync(CancellationToken cancellation)
    {
        if (_turn++ % RenewEvery == 0) await RenewAsync(cancellation);
        if (_taking.IsCompleted)
        {
            Task before = _taking;
            _taking = TakeAsync(cancellation);
            await before;
        }
        int surplus = loop.Leases.Count - await leases.ReadShareAsync(worker.Id, cancellation);
        if (surplus > 0) await LetGoAsync(surplus, cancellation);
    }

    // Beside the renewals: to find out what the accounts missed may take seconds.
    private async Task TakeAsync(CancellationToken cancellation)
    {
        IReadOnlyDictionary<AccountId, long> taken = await leases.AcquireFreeAsync(worker.Id, cancellation);
        if (taken.Count > 0) await inputs.SendAsync(new HostMessage.AccountsTaken(await loader.ReadAsync(taken, cancellation)), cancellation);
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        // The accounts first, then how far they have come: an account that enters in between is not told of yet.
        Dictionary<AccountId, long> held = new(loop.Leases);
        CrashTest.Pass(CrashPoint.LeaseRenewing);
        IReadOnlySet<AccountId> renewed = await leases.RenewAsync(worker.Id, held, loop.Followed, cancellation);
        CrashTest.Pass(CrashPoint.LeaseRenewed);
        AccountId[] lost = [.. held.Keys.Where(account => !renewed.Contains(account))];
        if (lost.Length > 0 && loop.IsLive && lost.All(account => loop.Leases.TryGetValue(account, out long epoch) && epoch == held[account]))
            await inputs.SendAsync(new HostMessage.LeasesLost(lost), cancellation);
    }

    private async Task LetGoAsync(int surplus, CancellationToken cancellation)
    {
        AccountId[] leave = [.. loop.Leases.Keys.OrderBy(account => account.Value).TakeLast(surplus)];
        try
        {
            IReadOnlyDictionary<AccountId, long> left = await inputs.LeaveAsync(leave, cancellation);
            await leases.ReleaseAsync(worker.Id, left, cancellation);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogStay(leave.Length);
        }
    }

    [LoggerMessage(6401, LogLevel.Information, "{Count} accounts were to leave but are being rebuilt; they stay for now")]
    private partial void LogStay(int count);

    [LoggerMessage(3601, LogLevel.Warning, "The leases could not be kept: {Reason}")]
    private partial void LogNotKept(string reason);
}
