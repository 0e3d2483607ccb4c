using TradingBot.LocalStack;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage.Backup;

namespace TradingBot.Cli.Backup.Wal;

/// <summary>
/// Follows the server's write-ahead log by streaming replication and archives it: each finished segment at once, the growing one every few seconds, so that
/// the loss of the machine costs seconds. A replication slot keeps what was not archived yet; <c>max_slot_wal_keep_size</c> bounds it.
/// </summary>
internal sealed class WalArchiver(string connectionString, string folder, BackupKey key, TextWriter errors)
{
    private const string Slot = "tradingbot_archive";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenPartials = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BeforeReconnect = TimeSpan.FromSeconds(5);

    private readonly WalArchive _archive = new(folder, key);
    private readonly string _spool = Path.Combine(folder, "wal-spool");
    private (string Name, DateTime Written) _stored;
    private DateTimeOffset _storedAt;

    /// <summary>Archives until it is stopped; a lost server is connected to again.</summary>
    /// <exception cref="LocalStackException">The slot can't be made.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(_spool);
        await PostgreSqlProgram.RunAsync("pg_receivewal", ["--create-slot", "--if-not-exists", "--slot", Slot, "--no-password"], connectionString, null, null, cancellation);
        Task receiving = ReceiveAsync(cancellation);
        while (!cancellation.IsCancellationRequested)
        {
            await ShipAsync(receiving, cancellation);
            if (receiving.IsCompleted && !cancellation.IsCancellationRequested)
            {
                errors.WriteLine($"{DateTime.UtcNow:u} The server was lost: {receiving.Exception?.InnerException?.Message.ReplaceLineEndings(" ")} Trying again in {BeforeReconnect.TotalSeconds:0} s.");
                await PauseAsync(BeforeReconnect, cancellation);
                receiving = ReceiveAsync(cancellation);
            }
            await PauseAsync(BetweenLooks, cancellation);
        }
        await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ShipAsync(receiving, CancellationToken.None);
    }

    private Task ReceiveAsync(CancellationToken cancellation) => PostgreSqlProgram.RunAsync(
        "pg_receivewal", ["--directory", _spool, "--slot", Slot, "--no-loop", "--synchronous", "--no-password"], connectionString, null, null, cancellation);

    private async Task ShipAsync(Task receiving, CancellationToken cancellation)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        bool isLive = !receiving.IsCompleted;
        foreach (string file in Directory.EnumerateFiles(_spool).Where(file => !file.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await _archive.StoreAsync(file, cancellation);
            File.Delete(file);
        }
        if (before - _storedAt < BetweenPartials && !cancellation.IsCancellationRequested && isLive) return;
        foreach (string file in Directory.EnumerateFiles(_spool, "*.partial"))
        {
            (string, DateTime) now = (file, File.GetLastWriteTimeUtc(file));
            if (now != _stored && File.Exists(file)) await StorePartialAsync(file, cancellation);
            _stored = now;
        }
        _storedAt = before;
        if (isLive) (BackupStatus.Read(folder) with { ArchivedAt = before }).Write(folder);
    }

    private async Task StorePartialAsync(string file, CancellationToken cancellation)
    {
        try
        {
            await _archive.StoreAsync(file, cancellation);
        }
        catch (FileNotFoundException)
        {
            // Finished meanwhile; it comes under its own name at the next look.
        }
    }

    private static async Task PauseAsync(TimeSpan time, CancellationToken cancellation) =>
        await Task.Delay(time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
