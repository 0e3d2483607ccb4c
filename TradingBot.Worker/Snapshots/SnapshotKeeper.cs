using System.Globalization;
using System.Threading.Channels;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Snapshots;

/// <summary>Stores a snapshot of an account every so many events, beside the trading loop, so that a restart reads only what came after it.</summary>
/// <remarks>What cannot be stored is dropped: the journal has it all. <see cref="Wants"/> and <see cref="Keep"/> are for the loop alone.</remarks>
internal sealed partial class SnapshotKeeper : BackgroundService
{
    private const string Setting = "Snapshots:EveryEvents";
    private const int EveryDefault = 1_000;
    private const int EveryMax = 1_000_000;
    private const int WaitingMax = 64;

    private readonly Channel<AccountSnapshot> _waiting = Channel.CreateBounded<AccountSnapshot>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly Dictionary<AccountId, long> _taken = [];
    private readonly SnapshotStore _store;
    private readonly WorkerMetrics _metrics;
    private readonly ILogger<SnapshotKeeper> _logger;
    private readonly int _every;

    /// <exception cref="StorageException">The setting is no number of events.</exception>
    public SnapshotKeeper(SnapshotStore store, IConfiguration configuration, WorkerMetrics metrics, ILogger<SnapshotKeeper> logger)
    {
        (_store, _metrics, _logger) = (store, metrics, logger);
        string given = configuration[Setting] is { Length: > 0 } text ? text : EveryDefault.ToString(CultureInfo.InvariantCulture);
        if (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out _every) || _every is < 1 or > EveryMax)
            throw new StorageException($"{Setting} is '{given}'; it should be a number of events from 1 to {EveryMax}.");
    }

    /// <summary>Whether so many events have come since the last snapshot that another one is due.</summary>
    public bool Wants(AccountId account, long sequence) => sequence - _taken.GetValueOrDefault(account) is var since && (since >= _every || since < 0);

    /// <summary>Takes a snapshot whose last event is durable; while too many wait already it is dropped and asked for again.</summary>
    public void Keep(AccountSnapshot snapshot)
    {
        if (_waiting.Writer.TryWrite(snapshot)) _taken[snapshot.Account] = snapshot.Sequence;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (AccountSnapshot snapshot in _waiting.Reader.ReadAllAsync(stoppingToken)) await StoreAsync(snapshot, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What still waits is taken again after the next start.
        }
    }

    private async Task StoreAsync(AccountSnapshot snapshot, CancellationToken cancellation)
    {
        try
        {
            await _store.StoreAsync(snapshot, cancellation);
            _metrics.Snapshot("stored");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
        {
            _metrics.Snapshot("failed");
            LogNotStored(snapshot.Account, snapshot.Sequence, failure.Message);
        }
    }

    [LoggerMessage(3213, LogLevel.Warning, "The snapshot of account {Account} after event {Sequence} was not stored: {Reason}")]
    private partial void LogNotStored(AccountId account, long sequence, string reason);
}
