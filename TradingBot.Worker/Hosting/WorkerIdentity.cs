using Microsoft.Extensions.Options;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Recordings;
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

    /// <summary>Whose market this worker is in; changed by who moves the feeds.</summary>
    public MarketWorld World
    {
        get => (MarketWorld)_world;
        set => _world = (int)value;
    }

    /// <summary>Whether the market is the simulator's (or a replayed recording's).</summary>
    public bool IsSimulated => World == MarketWorld.Simulated;

    private volatile int _world = (int)(exchanges.Value.Feed == FeedSource.Simulated ? MarketWorld.Simulated : MarketWorld.Live);

    /// <summary>What a recording says of this worker.</summary>
    public RecordingFacts Facts() => new(new Dictionary<string, string> { ["worker"] = Id, ["version"] = Version, ["feed"] = Feed, ["machine"] = Environment.MachineName });

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
