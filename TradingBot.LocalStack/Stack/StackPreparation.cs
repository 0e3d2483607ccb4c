using TradingBot.LocalStack.Networking;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.LocalStack.Programs;
using TradingBot.LocalStack.Redis;

namespace TradingBot.LocalStack.Stack;

/// <summary>Checks and decides everything that can be before the first process starts, so that a mistake is told at once.</summary>
internal static class StackPreparation
{
    public static async Task<StackContext> PrepareAsync(LocalStackOptions options, Action<string> say, CancellationToken cancellation)
    {
        Check(options);
        await PackageInstallation.EnsureAsync(options.Install, options.Monitoring, say, cancellation).ConfigureAwait(false);
        if (!PostgreSqlCluster.IsAvailable(out string reason))
            throw new LocalStackException($"The system does not start without PostgreSQL. {reason} {PackageInstallation.Advice("postgresql")}");
        UnprivilegedUser user = UnprivilegedUser.Find(out reason) ?? throw new LocalStackException(reason);
        WorkingCopy clone = WorkingCopy.Find();
        DataFolder folder = await DataFolder.OpenAsync(options, clone, user, say, cancellation).ConfigureAwait(false);
        try
        {
            StackSecrets secrets = StackSecrets.LoadOrCreate(folder.Store, File.Exists(Path.Combine(folder.PostgreSql, "PG_VERSION")));
            RedisServer? redis = RedisServer.IsAvailable(out reason) ? new RedisServer(folder.Subfolder("redis"), secrets.Redis) : null;
            if (redis is null) say($"Running degraded, without live updates and caches: {reason} {PackageInstallation.Advice("redis-server")}");
            IReadOnlyDictionary<string, int> ports = PortPlan.Choose(options.PortBase, LoopbackPorts.IsFree, say, options.Workers);
            return new StackContext(options, clone, folder, ports, secrets, new PostgreSqlCluster(folder.PostgreSql, user, secrets.Superuser), redis);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static void Check(LocalStackOptions options)
    {
        if (options is { Temporary: true, DataDirectory: not null })
            throw new LocalStackException("A temporary system has no data folder of yours: give --data-dir or nothing.");
        if (options.PortBase is not (null or 0 or (>= 1024 and <= PortPlan.PortBaseMax)))
            throw new LocalStackException($"--port-base {options.PortBase} is out of range: 1024 to {PortPlan.PortBaseMax}, or 0 for any free ports.");
        if (options.Workers is < 1 or > LocalStackOptions.WorkersMax)
            throw new LocalStackException($"--workers {options.Workers} is out of range: 1 to {LocalStackOptions.WorkersMax}.");
        if (options is { Feed: MarketFeed.Live, Recordings.Count: > 0 })
            throw new LocalStackException("--recording replays a tape through the simulator, so it excludes --feed live: leave one of them out.");
        if (options.Recordings.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new LocalStackException($"--recording: there is no file '{Path.GetFullPath(missing)}'.");
    }
}
