using TradingBot.Storage.Backup;

namespace TradingBot.Worker.Backup;

/// <summary>Exports the backups' metrics, and says at start how old the last proven backup is.</summary>
internal sealed partial class BackupReporter(BackupMetrics metrics, IConfiguration configuration, ILogger<BackupReporter> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (configuration["Backup:Folder"] is not { Length: > 0 } folder) return Task.CompletedTask;
        if (BackupStatus.Read(folder).BackupAt is { } at) LastBackup(at, folder);
        else NoBackup(folder);
        return Task.CompletedTask;
    }

    // The metrics are asked for by whoever scrapes; here they only have to exist.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        metrics.Dispose();
        return Task.CompletedTask;
    }

    [LoggerMessage(6500, LogLevel.Information, "The last proven backup is of {At:u}, in {Folder}")]
    private partial void LastBackup(DateTimeOffset at, string folder);

    [LoggerMessage(6501, LogLevel.Information, "There is no proven backup in {Folder} yet: make one with scripts/backup.sh")]
    private partial void NoBackup(string folder);
}
