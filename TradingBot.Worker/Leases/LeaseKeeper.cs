using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Leases;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Leases;

/// <summary>Renews the leases, takes accounts that turned free, and gives all back at the end.</summary>
internal sealed partial class LeaseKeeper(
    LeaseStore leases, AccountLoader loader, TradingLoop loop, TradingInputs inputs, WorkerIdentity worker, TimeProvider time, ILogger<LeaseKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
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

    private async Task KeepAsync(CancellationToken cancellation)
    {
        Dictionary<AccountId, long> held = new(loop.Leases);
        IReadOnlySet<AccountId> renewed = await leases.RenewAsync(worker.Id, held, cancellation);
        AccountId[] lost = [.. held.Keys.Where(account => !renewed.Contains(account))];
        if (lost.Length > 0 && loop.IsLive && lost.All(account => loop.Leases.TryGetValue(account, out long epoch) && epoch == held[account]))
            await inputs.SendAsync(new HostMessage.LeasesLost(lost), cancellation);
        foreach ((AccountId account, long epoch) in await leases.AcquireFreeAsync(worker.Id, cancellation))
            await inputs.SendAsync(new HostMessage.AccountTaken(account, epoch, await loader.ReadAsync(account, cancellation)), cancellation);
    }

    [LoggerMessage(3601, LogLevel.Warning, "The leases could not be kept: {Reason}")]
    private partial void LogNotKept(string reason);
}
