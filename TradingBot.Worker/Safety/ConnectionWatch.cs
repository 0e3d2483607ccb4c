using System.Net;
using System.Net.Sockets;
using Npgsql;
using StackExchange.Redis;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Storage.Safety;

namespace TradingBot.Worker.Safety;

/// <summary>
/// Compares this process's open connections with those that it has a reason for: the database, Redis, the telemetry collector, the system's name servers, what the
/// egress guard let through, and who called us.
/// </summary>
/// <remarks>
/// A connection that had a reason keeps it for as long as it is open: a service that moves to another address, or this process's own port when the host stops
/// listening, leaves connections behind that are nobody's attempt at anything. For one caller at a time.
/// </remarks>
internal sealed class ConnectionWatch(IConfiguration configuration, EgressGuard guard, TimeProvider time)
{
    public const string Layer = "connections";
    private const string Name = "Open connections";
    private const int DnsPort = 53;
    private static readonly TimeSpan NamesGoodFor = TimeSpan.FromMinutes(1);

    private HashSet<IPEndPoint> _services = [];
    // Where they were when they were last asked for: a connection may have been opened there since, and before they moved.
    private HashSet<IPEndPoint> _servicesBefore = [];
    private HashSet<ProcessConnection> _explained = [];
    private IReadOnlySet<int> _listenedBefore = new HashSet<int>();
    private DateTimeOffset _resolvedAt = DateTimeOffset.MinValue;

    /// <summary>Where the connections are asked for.</summary>
    internal Func<ProcessConnections> Read { get; set; } = ProcessConnections.Read;

    public async Task<SafetyProof> ProveAsync(CancellationToken cancellation)
    {
        if (!ProcessConnections.IsKnown) return new(Layer, Name, SafetyProofs.Unknown, "only Linux tells which connections are this process's");
        ProcessConnections seen = Read();
        string[] strange = await FindStrangeAsync(seen, cancellation);
        return strange.Length == 0
            ? new(Layer, Name, SafetyProofs.Ok, $"{seen.Connections.Count} connections are open, each to the database, Redis, telemetry, a checked exchange address, or from a client of ours")
            : new(Layer, Name, SafetyProofs.Failed, $"connected past the guard to {string.Join(", ", strange)}");
    }

    internal async Task<string[]> FindStrangeAsync(ProcessConnections seen, CancellationToken cancellation)
    {
        ProcessConnection[] unexplained = [.. seen.Connections.Where(connection => !_explained.Contains(connection) && !IsOurs(connection, seen.Listening)
            && !IsOurs(connection, _listenedBefore) && (connection.IsDatagram || !guard.Connections.Contains(connection.Remote)))];
        // A service may have moved, so its name is asked again before anybody is accused.
        if (unexplained.Any(connection => !IsService(connection)) && time.GetUtcNow() - _resolvedAt > TimeSpan.FromSeconds(1)
            || time.GetUtcNow() - _resolvedAt > NamesGoodFor)
            await ResolveAsync(cancellation);
        ProcessConnection[] strange = [.. unexplained.Where(connection => !IsService(connection))];
        _explained = [.. seen.Connections.Except(strange)];
        _listenedBefore = seen.Listening;
        return [.. strange.Select(connection => connection.Remote.ToString()).Distinct().Order(StringComparer.Ordinal)];
    }

    // By datagrams a name is asked for, and nothing else: what the guard opens, the database and the rest are spoken to by TCP.
    private bool IsService(ProcessConnection connection) => (!connection.IsDatagram || connection.Remote.Port == DnsPort) && IsKnown(connection);

    private bool IsKnown(ProcessConnection connection) => _services.Contains(connection.Remote) || _servicesBefore.Contains(connection.Remote);

    // Both ends of a connection to ourselves are in this process, so it leads nowhere.
    private static bool IsOurs(ProcessConnection connection, IReadOnlySet<int> listening) =>
        !connection.IsDatagram && (listening.Contains(connection.Local.Port) || (IPAddress.IsLoopback(connection.Remote.Address) && listening.Contains(connection.Remote.Port)));

    private async Task ResolveAsync(CancellationToken cancellation)
    {
        HashSet<IPEndPoint> services = [];
        foreach ((string host, int port) in Configured().Concat(NameServers()))
        {
            try
            {
                foreach (IPAddress address in await ServiceNames.LookUpAsync(host, cancellation)) services.Add(new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port));
            }
            catch (SocketException)
            {
                // A name that nobody knows leads nowhere either; where it was known before, the old addresses are kept.
                services.UnionWith(_services.Where(known => known.Port == port));
            }
        }
        (_servicesBefore, _services, _resolvedAt) = (_services, services, time.GetUtcNow());
    }

    private IEnumerable<(string Host, int Port)> Configured()
    {
        NpgsqlConnectionStringBuilder database = new(configuration.GetConnectionString("trading_bot"));
        foreach (string host in (database.Host ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = host.LastIndexOf(':');
            // A path is a Unix socket, which is no TCP connection.
            if (host.StartsWith('/')) continue;
            yield return colon > 0 && int.TryParse(host.AsSpan(colon + 1), out int port) ? (host[..colon], port) : (host, database.Port);
        }
        if (configuration.GetConnectionString("redis") is { Length: > 0 } redis)
        {
            ConfigurationOptions options = ConfigurationOptions.Parse(redis);
            options.SetDefaultPorts();
            foreach (EndPoint endPoint in options.EndPoints)
            {
                if (endPoint is DnsEndPoint dns) yield return (dns.Host, dns.Port);
                else if (endPoint is IPEndPoint ip) yield return (ip.Address.ToString(), ip.Port);
            }
        }
        foreach (string key in (string[])["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"])
            if (Uri.TryCreate(configuration[key], UriKind.Absolute, out Uri? collector)) yield return (collector.Host, collector.Port);
    }

    private static IEnumerable<(string Host, int Port)> NameServers()
    {
        const string settings = "/etc/resolv.conf";
        if (!File.Exists(settings)) yield break;
        foreach (string line in File.ReadLines(settings))
            if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["nameserver", string address, ..]) yield return (address, DnsPort);
    }
}
