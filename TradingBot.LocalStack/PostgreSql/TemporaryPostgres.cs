using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Programs;

namespace TradingBot.LocalStack.PostgreSql;

/// <summary>
/// A PostgreSQL server for one test class: a fresh cluster in a temporary folder on a free port of 127.0.0.1, with a random password.
/// Nothing of it is left after <see cref="DisposeAsync"/>, nor when this process dies.
/// </summary>
/// <remarks>
/// fsync is off: committed transactions survive the death of the server, but not that of the machine. Not for two threads at once.
/// </remarks>
public sealed class TemporaryPostgres : IAsyncDisposable
{
    private const int StartAttemptsMax = 5;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromHours(6);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);

    private readonly PostgreSqlCluster _cluster;
    private readonly Watchdog _watchdog;
    private readonly string _folder;
    private ChildProcess? _server;

    private TemporaryPostgres(PostgreSqlCluster cluster, Watchdog watchdog, string folder)
    {
        _cluster = cluster;
        _watchdog = watchdog;
        _folder = folder;
    }

    /// <summary>The port on 127.0.0.1; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The process number of the server (its postmaster); another one after each restart.</summary>
    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>Superuser <c>postgres</c> on the database <c>postgres</c>.</summary>
    public string SuperuserConnectionString => _cluster.SuperuserConnectionString(Port);

    private string LogFile => Path.Combine(_folder, "postgres.log");

    /// <summary>Whether PostgreSQL can be run here; else the reason, for a test to be skipped with.</summary>
    public static bool IsAvailable(out string reason) => PostgreSqlCluster.IsAvailable(out reason);

    /// <summary>Creates a cluster and starts its server.</summary>
    /// <exception cref="LocalStackException">PostgreSQL is missing or does not start; the message has the end of its log.</exception>
    public static async Task<TemporaryPostgres> StartAsync(CancellationToken cancellation)
    {
        if (!IsAvailable(out string reason)) throw new LocalStackException(reason);
        UnprivilegedUser user = UnprivilegedUser.Find(out reason) ?? throw new LocalStackException(reason);
        (string folder, string data) = await TemporaryFolder.CreateForAsync(user, "postgres", cancellation).ConfigureAwait(false);
        Watchdog watchdog = Watchdog.Start();
        watchdog.RemoveOnDeath(folder);
        TemporaryPostgres postgres = new(new PostgreSqlCluster(data, user, Secret.New()), watchdog, folder);
        try
        {
            await postgres._cluster.InitializeAsync(durable: false, cancellation).ConfigureAwait(false);
            await postgres.StartServerAsync(cancellation).ConfigureAwait(false);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts a server on files that are put together by the caller, such as a restored cluster, and returns when it has recovered and takes writes.</summary>
    /// <param name="fillAsync">Fills the data folder, and returns the superuser's password.</param>
    /// <exception cref="LocalStackException">PostgreSQL is missing, or does not recover; the message has the end of its log.</exception>
    public static async Task<TemporaryPostgres> RecoverAsync(Func<string, Task<string>> fillAsync, CancellationToken cancellation)
    {
        if (!IsAvailable(out string reason)) throw new LocalStackException(reason);
        UnprivilegedUser user = UnprivilegedUser.Find(out reason) ?? throw new LocalStackException(reason);
        (string folder, string data) = await TemporaryFolder.CreateForAsync(user, "postgres", cancellation).ConfigureAwait(false);
        Watchdog watchdog = Watchdog.Start();
        watchdog.RemoveOnDeath(folder);
        TemporaryPostgres? postgres = null;
        try
        {
            string password = await fillAsync(data).ConfigureAwait(false);
            await user.TakeOwnershipOfAllAsync(data, cancellation).ConfigureAwait(false);
            postgres = new(new PostgreSqlCluster(data, user, password), watchdog, folder);
            await postgres.StartServerAsync(cancellation).ConfigureAwait(false);
            await postgres.WaitForWritesAsync(cancellation).ConfigureAwait(false);
            return postgres;
        }
        catch
        {
            if (postgres is not null) await postgres.DisposeAsync().ConfigureAwait(false);
            else
            {
                await watchdog.DisposeAsync().ConfigureAwait(false);
                Directory.Delete(folder, recursive: true);
            }
            throw;
        }
    }

    /// <summary>Creates a database with an owner role of its own, named <c>{name}_owner</c>, and returns that role's connection string.</summary>
    /// <param name="name">Lower-case letters, digits and underscores, a letter first, at most 44.</param>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        string owner = $"{name}_owner";
        string connectionString = await CreateRoleAsync(owner, name, cancellation).ConfigureAwait(false);
        await DatabaseSetup.EnsureDatabaseAsync(SuperuserConnectionString, name, owner, cancellation).ConfigureAwait(false);
        return connectionString;
    }

    /// <summary>Creates a role that can log in and owns nothing, and returns its connection string to a database (which need not exist yet).</summary>
    public async Task<string> CreateRoleAsync(string role, string database, CancellationToken cancellation)
    {
        string password = Secret.New();
        await DatabaseSetup.EnsureRoleAsync(SuperuserConnectionString, role, password, cancellation).ConfigureAwait(false);
        return PostgreSqlCluster.ConnectionString(Port, role, password, database);
    }

    /// <summary>Stops the server in an orderly way, if it runs, and starts it on the same port and data.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await StopServerAsync(UnixSignal.Interrupt).ConfigureAwait(false);
        await StartServerAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Stops the server without flushing (PostgreSQL's "immediate"); it stays down until <see cref="RestartAsync"/>.</summary>
    public Task StopImmediateAsync() => StopServerAsync(UnixSignal.Quit);

    /// <summary>Kills the server with SIGKILL; it stays down until <see cref="RestartAsync"/>.</summary>
    public Task KillAsync() => StopServerAsync(UnixSignal.Kill);

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopServerAsync(UnixSignal.Quit).ConfigureAwait(false);
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServerAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        for (int attempt = 1; attempt <= StartAttemptsMax; attempt++)
        {
            int port = Port == 0 ? LoopbackPorts.AnyFree() : Port;
            // Committed work must survive a killed server, so commits still wait for the operating system to have them.
            _server = ChildProcess.Start(_cluster.ServerPlan(port, LogFile, "fsync=off", "full_page_writes=off", "shared_buffers=32MB"), _watchdog);
            if (await BecomesReadyAsync(_server, port, patience.Token).ConfigureAwait(false))
            {
                Port = port;
                return;
            }
            // Somebody took the port in between, or the last server's children are still on their way out.
            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), patience.Token).ConfigureAwait(false);
        }
        throw new LocalStackException($"PostgreSQL did not start:{Environment.NewLine}{LogTail.Read(LogFile)}");
    }

    private async Task WaitForWritesAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(RecoveryPatience);
        while (await DatabaseSetup.IsInRecoveryAsync(SuperuserConnectionString, patience.Token).ConfigureAwait(false))
        {
            if (_server is not { Exited.IsCompleted: false }) throw new LocalStackException($"PostgreSQL did not recover:{Environment.NewLine}{LogTail.Read(LogFile)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token).ConfigureAwait(false);
        }
    }

    private async Task<bool> BecomesReadyAsync(ChildProcess server, int port, CancellationToken cancellation)
    {
        while (!server.Exited.IsCompleted)
        {
            if (await _cluster.AnswersAsync(port, cancellation).ConfigureAwait(false)) return true;
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation).ConfigureAwait(false);
        }
        return false;
    }

    private async Task StopServerAsync(int signal)
    {
        if (_server is not { } server) return;
        _server = null;
        await server.StopAsync(signal, StopPatience).ConfigureAwait(false);
        server.Dispose();
    }
}
