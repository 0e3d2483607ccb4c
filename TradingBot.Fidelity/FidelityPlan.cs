namespace TradingBot.Fidelity;

/// <summary>How much the lab measures.</summary>
public sealed record FidelityPlan
{
    /// <summary>The short run: some 500 orders.</summary>
    public static FidelityPlan Short { get; } = new() { Markets = 14, RunsPerMarket = 7 };

    /// <summary>The full run: some 4,800 orders.</summary>
    public static FidelityPlan Full { get; } = new() { Markets = 100, RunsPerMarket = 8 };

    /// <summary>Seed of markets and orders: the same seed gives the same figures.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Markets with seeds of their own, calm and violent in turn; at least 2.</summary>
    public required int Markets { get; init; }

    /// <summary>How often each is run again with real orders, one in each of its six books; at least 1.</summary>
    public required int RunsPerMarket { get; init; }

    /// <summary>How long before the first order a market has been open.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its decision an order is cancelled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
