using Microsoft.Extensions.Options;
using TradingBot.Exchanges;
using TradingBot.ServiceDefaults;

namespace TradingBot.Worker.Hosting;

/// <summary>Which worker this process is.</summary>
/// <remarks>
/// The id is <c>Worker:Id</c>, else the machine's name: a restarted worker takes its accounts again at once. Two workers on one machine need different ids.
/// </remarks>
internal sealed class WorkerIdentity(IConfiguration configuration, ServiceIdentity service, IOptions<ExchangesOptions> exchanges, TimeProvider time)
{
    public string Id { get; } = configuration["Worker:Id"] is { Length: > 0 } id ? id : Environment.MachineName;

    /// <summary>Who asks where no person does.</summary>
    public const string SystemActor = "system";

    public string Version => service.Version;

    public string Feed => IsSimulated ? "simulated" : "live";

    /// <summary>Whether the market is the simulator's (or a replayed recording's), so that every execution is marked so.</summary>
    public bool IsSimulated { get; } = exchanges.Value.Feed == FeedSource.Simulated;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
