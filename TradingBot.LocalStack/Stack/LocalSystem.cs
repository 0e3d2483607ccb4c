using System.Threading.Channels;
using TradingBot.LocalStack.Processes;
using TradingBot.LocalStack.Supervision;

namespace TradingBot.LocalStack.Stack;

/// <summary>
/// The whole system as plain processes of this machine: PostgreSQL, Redis, the migration step, the simulator, worker, api, web, monitoring.
/// </summary>
/// <remarks>Its processes end with it: on <see cref="DisposeAsync"/> in order, and by a watchdog when this process is killed.</remarks>
public sealed class LocalSystem : IAsyncDisposable
{
    // Who goes first needs those that go later; the sum of their patience stays below 10 s.
    private static readonly string[][] StopOrder =
    [
        ["web", "prometheus", "alertmanager", "node-exporter", "postgres-exporter", "redis-exporter"], ["api"], ["worker"], ["simulator", "redis", "postgres"],
    ];

    private readonly StackContext _context;
    private readonly Watchdog _watchdog;
    private readonly Action<string> _say;
    private readonly Dictionary<string, SupervisedService> _services = [];
    private readonly List<EndpointFile> _endpointFiles = [];
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stopping = new();
    private bool _disposed;
    private Task _publishing = Task.CompletedTask;
    private Task _logCap = Task.CompletedTask;

    private LocalSystem(StackContext context, bool simulated, Watchdog watchdog, Action<string> say)
    {
        _context = context;
        _watchdog = watchdog;
        _say = say;
        IsSimulated = simulated;
    }

    /// <summary>Whether the market data come from the simulator.</summary>
    public bool IsSimulated { get; }

    /// <summary>Holds <c>endpoints.json</c> and the folder <c>logs</c>.</summary>
    public string HomeDirectory => _context.Folder.Home;

    /// <summary>The database with all rights, for a test to look behind the scenes.</summary>
    public string SuperuserConnectionString => new Npgsql.NpgsqlConnectionStringBuilder(_context.Superuser) { Database = StackContext.Database }.ConnectionString;

    /// <summary>The services that run, by name: <c>api</c>, <c>worker</c>, <c>web</c>, <c>simulator</c>, <c>postgres</c>, <c>redis</c>, <c>prometheus</c> and so on.</summary>
    public IReadOnlyDictionary<string, ServiceEndpoint> Endpoints => _services.Values.ToDictionary(service => service.Definition.Name, EndpointOf);

    /// <summary>Starts everything and returns when all of it is healthy.</summary>
    /// <param name="output">Told, line by line, what is going on; also later, when something is restarted.</param>
    /// <exception cref="LocalStackException">Something is missing, taken, unreachable or broken. Nothing is left running.</exception>
    public static async Task<LocalSystem> StartAsync(LocalStackOptions options, TextWriter output, CancellationToken cancellation)
    {
        TextWriter writer = TextWriter.Synchronized(output);
        StackContext context = await StackPreparation.PrepareAsync(options, writer.WriteLine, cancellation).ConfigureAwait(false);
        LocalSystem? system = null;
        try
        {
            bool simulated = await FeedChoice.IsSimulatedAsync(options, writer.WriteLine, cancellation).ConfigureAwait(false);
            system = new LocalSystem(context, simulated, Watchdog.Start(), writer.WriteLine);
            await system.StartAllAsync(cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            if (system is not null) await system.DisposeAsync().ConfigureAwait(false);
            else context.Folder.Dispose();
            throw;
        }
    }

    /// <summary>Kills a service's process with SIGKILL; it is started again by itself.</summary>
    public void Kill(string service) => Of(service).Signal(UnixSignal.Kill, ends: true);

    /// <summary>Freezes a service's process (SIGSTOP) until <see cref="Resume"/>.</summary>
    public void Pause(string service) => Of(service).Signal(UnixSignal.Stop, ends: false);

    /// <summary>Lets a frozen process go on.</summary>
    public void Resume(string service) => Of(service).Signal(UnixSignal.Continue, ends: false);

    /// <summary>Stops one service in an orderly way; it stays down until <see cref="StartServiceAsync"/>.</summary>
    public Task StopServiceAsync(string service) => Of(service).StopAsync(TimeSpan.FromSeconds(20));

    /// <summary>Starts a stopped service and waits for its health.</summary>
    public Task StartServiceAsync(string service, CancellationToken cancellation)
    {
        Of(service).Begin();
        return WaitForHealthyAsync(service, cancellation);
    }

    /// <summary>Waits until a service is healthy, for example after <see cref="Kill"/>.</summary>
    public Task WaitForHealthyAsync(string service, CancellationToken cancellation) => Of(service).WaitForHealthyAsync(cancellation);

    /// <summary>Stops everything in order, within 10 s, and leaves no process behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _publishing.ConfigureAwait(false);
        foreach (EndpointFile file in _endpointFiles) file.Dispose();
        foreach (string[] stage in StopOrder)
        {
            await Task.WhenAll(_services.Values
                .Where(service => stage.Contains(service.Definition.Name) || (stage.Contains("worker") && service.Definition.Name.StartsWith("worker-", StringComparison.Ordinal)))
                .Select(service => service.StopAsync(service.Definition.StopPatience))).ConfigureAwait(false);
        }
        await _logCap.ConfigureAwait(false);
        foreach (SupervisedService service in _services.Values) service.Dispose();
        await _watchdog.DisposeAsync().ConfigureAwait(false);
        _context.Folder.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAllAsync(CancellationToken cancellation)
    {
        foreach (string folder in _context.Folder.Temporary) _watchdog.RemoveOnDeath(folder);
        _logCap = LogCap.WatchAsync(Path.Combine(_context.Folder.Home, "logs"), LogCap.BytesMax, TimeSpan.FromSeconds(10), TimeProvider.System, _stopping.Token);
        await Databases.PrepareAsync(_context, cancellation).ConfigureAwait(false);
        SupervisedService postgres = Begin(Databases.PostgreSql(_context));
        if (Databases.Redis(_context) is { } redis) Begin(redis);
        // Also beside the real exchanges: simulation mode can be switched on at run time.
        Begin(TradingServices.Simulator(_context));
        await postgres.WaitForHealthyAsync(cancellation).ConfigureAwait(false);
        await Databases.SetUpAsync(_context, cancellation).ConfigureAwait(false);
        await MigrationStep.RunAsync(TradingServices.Migration(_context), _watchdog, cancellation).ConfigureAwait(false);
        foreach (ServiceDefinition worker in TradingServices.Workers(_context, IsSimulated)) Begin(worker);
        Begin(TradingServices.Api(_context, IsSimulated));
        Begin(TradingServices.Web(_context, IsSimulated));
        Task trading = Task.WhenAll(_services.Values.Select(service => service.WaitForHealthyAsync(cancellation)));
        IReadOnlyList<ServiceDefinition> monitoring = _context.Options.Monitoring ? MonitoringServices.All(_context) : [];
        SupervisedService[] optional = [.. monitoring.Select(Begin)];
        await trading.ConfigureAwait(false);
        foreach (SupervisedService service in optional) await WaitForOptionalAsync(service, cancellation).ConfigureAwait(false);
        Publish();
        PrintTable();
    }

    private SupervisedService Begin(ServiceDefinition definition)
    {
        SupervisedService service = new(definition, _watchdog, TimeProvider.System, _say, () => _changes.Writer.TryWrite(true));
        _services.Add(definition.Name, service);
        service.Begin();
        return service;
    }

    private async Task WaitForOptionalAsync(SupervisedService service, CancellationToken cancellation)
    {
        try
        {
            await service.WaitForHealthyAsync(cancellation).ConfigureAwait(false);
        }
        catch (LocalStackException failure)
        {
            _say($"Running without {service.Definition.Name}: {failure.Message}");
        }
    }

    private void Publish()
    {
        foreach (string path in _context.Options.PublishedEndpointFiles.Prepend(_context.Folder.EndpointFile).Distinct(StringComparer.Ordinal))
        {
            if (EndpointFile.TryClaim(path, out string reason) is { } file)
            {
                _watchdog.RemoveOnDeath(path);
                _endpointFiles.Add(file);
            }
            else
            {
                _say($"'{path}' is not written: {reason} The addresses are in '{_context.Folder.EndpointFile}'.");
            }
        }
        WriteEndpoints();
        _publishing = PublishChangesAsync(_stopping.Token);
    }

    private async Task PublishChangesAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (bool _ in _changes.Reader.ReadAllAsync(stopping).ConfigureAwait(false)) WriteEndpoints();
        }
        catch (OperationCanceledException)
        {
            // The system stops, and the files go.
        }
    }

    private void WriteEndpoints()
    {
        Dictionary<string, ServiceEndpoint> endpoints = new(Endpoints);
        foreach (EndpointFile file in _endpointFiles) file.Write(endpoints);
    }

    private ServiceEndpoint EndpointOf(SupervisedService service) => new(service.Definition.Url, service.ProcessId)
    {
        State = service.State,
        LogFile = service.Definition.Plan.LogFile,
        ConnectionString = service.Definition.Name switch
        {
            "postgres" => _context.ApplicationConnectionString,
            "redis" => _context.Redis?.ConnectionString(_context.Ports["redis"]),
            _ => null,
        },
        SuperuserConnectionString = service.Definition.Name == "postgres" ? SuperuserConnectionString : null,
    };

    private void PrintTable()
    {
        List<(string, string, string)> rows = [.. Endpoints.Select(entry => (entry.Key, entry.Value.Url, entry.Value.State.ToString().ToLowerInvariant()))];
        if (_context.Redis is null) rows.Add(("redis", "-", "not installed: degraded"));
        _say(ServiceTable.Render(rows));
        _say($"Market data: {(IsSimulated ? "simulated" : "live")}. Logs: {Path.Combine(_context.Folder.Home, "logs")}. Addresses: {_context.Folder.EndpointFile}");
    }

    private SupervisedService Of(string service) => _services.TryGetValue(service, out SupervisedService? found)
        ? found
        : throw new ArgumentException($"There is no service '{service}'; running are {string.Join(", ", _services.Keys)}.", nameof(service));
}
