using TradingBot.LocalStack.Processes;

namespace TradingBot.LocalStack.Stack;

/// <summary>The database of a local system whose services don't run: to restore it, or to look into it. Nobody else can start the system meanwhile.</summary>
public sealed class StoppedSystem : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);

    private readonly StackContext _context;
    private readonly Watchdog _watchdog;
    private ChildProcess? _server;

    private StoppedSystem(StackContext context, Watchdog watchdog) => (_context, _watchdog) = (context, watchdog);

    /// <summary>Superuser on the system's database.</summary>
    public string SuperuserConnectionString => new Npgsql.NpgsqlConnectionStringBuilder(_context.Superuser) { Database = StackContext.Database }.ConnectionString;

    /// <summary>The role that owns the database.</summary>
    public static string OwnerRole => StackContext.OwnerRole;

    /// <summary>The role that the services log in with.</summary>
    public static string ApplicationRole => StackContext.ApplicationRole;

    /// <summary>The services' <c>TRADINGBOT_DATA_DIR</c>: the audit key, exported heads, the latch of the emergency stop.</summary>
    public string StateFolder => _context.Folder.Linked("state");

    /// <summary>Starts PostgreSQL on the system's data, which are created where there are none, and returns when it answers.</summary>
    /// <param name="dataDirectory">Of the system; none: <c>artifacts/local</c> of the clone.</param>
    /// <param name="say">Told what is going on.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="LocalStackException">The system runs, or PostgreSQL can't.</exception>
    public static async Task<StoppedSystem> OpenAsync(string? dataDirectory, Action<string> say, CancellationToken cancellation)
    {
        LocalStackOptions options = new() { DataDirectory = dataDirectory, PortBase = 0, Monitoring = false };
        StackContext context = await StackPreparation.PrepareAsync(options, say, cancellation).ConfigureAwait(false);
        StoppedSystem system = new(context, Watchdog.Start());
        try
        {
            await system.StartAsync(cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops PostgreSQL in an orderly way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.StopAsync(UnixSignal.Interrupt, StopPatience).ConfigureAwait(false);
            server.Dispose();
        }
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        _context.Folder.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(StartPatience);
        await Databases.PrepareAsync(_context, patience.Token).ConfigureAwait(false);
        int port = _context.Ports["postgres"];
        string log = _context.Folder.LogFile("postgres");
        _server = ChildProcess.Start(_context.PostgreSql.ServerPlan(port, log), _watchdog);
        while (!await _context.PostgreSql.AnswersAsync(port, patience.Token).ConfigureAwait(false))
        {
            if (_server.Exited.IsCompleted) throw new LocalStackException($"PostgreSQL did not start:{Environment.NewLine}{LogTail.Read(log)}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token).ConfigureAwait(false);
        }
        await Databases.SetUpAsync(_context, patience.Token).ConfigureAwait(false);
    }
}
