using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;

namespace TradingBot.Storage.Backup;

/// <summary>Metrics of the backups, meter <c>TradingBot.Backup</c>, read from the status file in the folder <c>Backup:Folder</c>; none where none is named.</summary>
public sealed class BackupMetrics : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly string? _folder;
    private readonly bool _isExpected;
    private readonly Lock _reading = new();
    private BackupStatus _status = new();
    private DateTimeOffset _readAt;

    /// <param name="configuration"><c>Backup:Folder</c>; with <c>Backup:Expected</c> true a backup that never was counts as one of 1970, so that its absence is alerted.</param>
    /// <param name="time">Clock.</param>
    /// <param name="factory">Makes the meter.</param>
    public BackupMetrics(IConfiguration configuration, TimeProvider time, IMeterFactory? factory = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _time = time;
        _folder = configuration["Backup:Folder"] is { Length: > 0 } folder ? folder : null;
        _isExpected = configuration.GetValue<bool>("Backup:Expected");
        _meter = factory?.Create("TradingBot.Backup") ?? new Meter("TradingBot.Backup");
        Gauge("backup_last_success_timestamp", "s", "When a backup was last written and proven by a restore, Unix time.", status => Unix(status.BackupAt));
        Gauge("backup_last_failure_timestamp", "s", "When a backup last failed, Unix time; none after a success.", status => status.FailedAt?.ToUnixTimeSeconds());
        Gauge("backup_duration", "s", "Time that the last backup took, with its proof.", status => status.BackupSeconds);
        Gauge("backup_size", "By", "Size of the last backup.", status => status.BackupBytes);
        Gauge("restore_drill_last_success_timestamp", "s", "When a drill last restored and proved a backup, Unix time.", status => Unix(status.DrillAt));
        Gauge("restore_drill_duration", "s", "Time from the file to a database that serves, as the last drill measured.", status => status.DrillSeconds);
        Gauge("wal_archive_lag", "s", "Age of the newest change that may be missing in the archive of the write-ahead log.",
            status => status.ArchivedAt is { } at ? Math.Max(0, (_time.GetUtcNow() - at).TotalSeconds) : null);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string unit, string description, Func<BackupStatus, double?> value)
    {
        if (_folder is not null) _meter.CreateObservableGauge(name, () => value(Status()) is { } known ? [new Measurement<double>(known)] : Array.Empty<Measurement<double>>(), unit, description);
    }

    private double? Unix(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? (_isExpected ? 0 : null);

    private BackupStatus Status()
    {
        lock (_reading)
        {
            if (_time.GetUtcNow() - _readAt >= Kept) (_status, _readAt) = (BackupStatus.Read(_folder!), _time.GetUtcNow());
            return _status;
        }
    }
}
