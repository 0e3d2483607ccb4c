using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Redis;

/// <summary>
/// A Redis server for one test class: in a temporary folder on a free port of 127.0.0.1, with a random password.
/// Nothing of it is left after <see cref="DisposeAsync"/>, nor when this process dies. Not for two threads at once.
/// </summary>
public sealed class TemporaryRedis : IAsyncDisposable
{
    private const int StartAttemptsMax = 5;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly RedisServer _redis;
    private readonly Watchdog _watchdog;
    private readonly string _folder;
    private ChildProcess? _server;

    private TemporaryRedis(RedisServer redis, Watchdog watchdog, string folder)
    {
        _redis = redis;
        _watchdog = watchdog;
        _folder = folder;
    }

    /// <summary>The port on 127.0.0.1; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process number; another one after each restart.</summary>
    public int ProcessId => _server?.Id ?? throw new InvalidOperationException("The server is stopped.");

    /// <summary>In the form that StackExchange.Redis reads, with the password.</summary>
    public string ConnectionString => _redis.ConnectionString(Port);

    private string LogFile => Path.Combine(_folder, "redis.log");

    /// <summary>Whether Redis can be run here; else the reason, for a test to be skipped with.</summary>
    public static bool IsAvailable(out string reason) => RedisServer.IsAvailable(out reason);

    /// <summary>Starts a server that answers.</summary>
    /// <exception cref="LocalStackException">Redis is missing or does not start; the message has the end of its log.</exception>
    public static async Task<TemporaryRedis> StartAsync(CancellationToken cancellation)
    {
        if (!IsAvailable(out string reason)) throw new LocalStackException(reason);
        string folder = Directory.CreateTempSubdirectory("tradingbot-redis-").FullName;
        Watchdog watchdog = Watchdog.Start();
        watchdog.RemoveOnDeath(folder);
        TemporaryRedis redis = new(new RedisServer(folder, Secret.New()), watchdog, folder);
        try
        {
            await redis.StartServerAsync(cancellation).ConfigureAwait(false);
            return redis;
        }
        catch
        {
            await redis.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops the server, if it runs, and starts it on the same port, empty.</summary>
    public async Task RestartAsync(CancellationToken cancellation)
    {
        await StopServerAsync(UnixSignal.Terminate).ConfigureAwait(false);
        await StartServerAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Kills the server with SIGKILL; it stays down until <see cref="RestartAsync"/>.</summary>
    public Task KillAsync() => StopServerAsync(UnixSignal.Kill);

    /// <summary>Stops the server and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopServerAsync(UnixSignal.Terminate).ConfigureAwait(false);
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
            _server = ChildProcess.Start(_redis.ServerPlan(port, LogFile), _watchdog);
            while (!_server.Exited.IsCompleted)
            {
                if (await _redis.AnswersAsync(port, patience.Token).ConfigureAwait(false))
                {
                    Port = port;
                    return;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token).ConfigureAwait(false);
            }
            // Somebody took the port in between.
            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), patience.Token).ConfigureAwait(false);
        }
        throw new LocalStackException($"Redis did not start:{Environment.NewLine}{LogTail.Read(LogFile)}");
    }

    private async Task StopServerAsync(int signal)
    {
        if (_server is not { } server) return;
        _server = null;
        await server.StopAsync(signal, StopPatience).ConfigureAwait(false);
        server.Dispose();
    }
}
