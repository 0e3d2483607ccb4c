namespace TradingBot.LocalStack.Stack;

/// <summary>How the local stack is to be started.</summary>
public sealed record LocalStackOptions
{
    /// <summary>A system for a test: fresh data that vanish with it, free ports, the simulator, no monitoring.</summary>
    public static LocalStackOptions ForTests { get; } = new() { Temporary = true, PortBase = 0, Feed = MarketFeed.Simulated, Monitoring = false };

    /// <summary>Where data, logs and <c>endpoints.json</c> are kept. Null: <c>artifacts/local</c> of the clone.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Keep the data in a fresh folder and remove it on stop. Excludes <see cref="DataDirectory"/>.</summary>
    public bool Temporary { get; init; }

    /// <summary>Null: the usual ports, the next free one where one is taken. 0: any free ports. Else the port of the Api; the others follow it.</summary>
    public int? PortBase { get; init; }

    public MarketFeed Feed { get; init; } = MarketFeed.Auto;

    /// <summary>Recorded tapes for the simulator to replay instead of simulating.</summary>
    public IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>Install missing programs with apt-get, also where that is not done unasked.</summary>
    public bool Install { get; init; }

    /// <summary>At most this many workers on one machine.</summary>
    public const int WorkersMax = 9;

    /// <summary>How many workers share the accounts, 1 to <see cref="WorkersMax"/>.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Run Prometheus, Alertmanager and the exporters where their programs are found.</summary>
    public bool Monitoring { get; init; } = true;

    /// <summary>Further environment variables of our services (not of the databases).</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further places where <c>endpoints.json</c> is published, unless another running system publishes there.</summary>
    public IReadOnlyList<string> PublishedEndpointFiles { get; init; } = [];
}
