namespace TradingBot.Engine.Executions;

/// <summary>What decides when and how an account's orders execute. Part of the account's state; each execution names it.</summary>
/// <remarks>Stored in the journal: members change only with a new <see cref="Version"/> and a migration.</remarks>
public sealed record ExecutionModel
{
    /// <summary>Version of the rules behind all models; rises when the same inputs would execute otherwise.</summary>
    public const int Version = 1;

    private const long Millisecond = 1_000_000;

    /// <summary>What accounts have that were opened without one: the pessimistic queue, and nothing takes time.</summary>
    public static ExecutionModel Immediate { get; } = new() { Name = "immediate", Queue = QueueModel.Pessimistic, Latency = LatencyModel.None };

    /// <summary>The best guess: cancellations fall on the queue ahead by its share, a home connection's latency.</summary>
    public static ExecutionModel Expected { get; } = new()
    {
        Name = "expected",
        Queue = QueueModel.Proportional,
        MakesFromBook = true,
        Latency = LatencyModel.Sampled(new(5 * Millisecond, 40 * Millisecond, 150 * Millisecond, 400 * Millisecond), seed: 1),
    };

    /// <summary>Doubt goes against the trader: only trades shorten the queue, and everything is slow.</summary>
    public static ExecutionModel Pessimistic { get; } = new()
    {
        Name = "pessimistic",
        Queue = QueueModel.Pessimistic,
        Latency = LatencyModel.Sampled(new(50 * Millisecond, 150 * Millisecond, 400 * Millisecond, 1_000 * Millisecond), seed: 1),
    };

    /// <summary>Doubt goes for the trader: first in the queue, and nothing takes time. The upper end of the envelope, never a forecast.</summary>
    public static ExecutionModel Optimistic { get; } = new() { Name = "optimistic", Queue = QueueModel.Front, MakesFromBook = true, Latency = LatencyModel.None };

    /// <summary>The named models.</summary>
    public static IReadOnlyList<ExecutionModel> All { get; } = [Immediate, Expected, Pessimistic, Optimistic];

    /// <summary>Name for people, 1 to 32 characters.</summary>
    public required string Name { get; init; }

    /// <summary>How much of what is ahead in the queue goes away by cancellations.</summary>
    public required QueueModel Queue { get; init; }

    /// <summary>How long orders and cancels are under way.</summary>
    public required LatencyModel Latency { get; init; }

    /// <summary>
    /// Whether liquidity of the other side that the book shows at a resting order's price or better reaches it: at the venue that liquidity
    /// would have met the order instead of resting.
    /// </summary>
    public bool MakesFromBook { get; init; }

    /// <summary>A model by its name; none where there is no such.</summary>
    public static ExecutionModel? Find(string name)
    {
        foreach (ExecutionModel model in All)
            if (string.Equals(model.Name, name, StringComparison.Ordinal)) return model;
        return null;
    }

    /// <summary>What is wrong with it, naming the field; none where it can be used.</summary>
    public string? Fault()
    {
        if (Name.Length is < 1 or > 32) return "executionModel.name must be 1 to 32 characters";
        return Enum.IsDefined(Queue) ? Latency.Fault() : "executionModel.queue must be a queue model";
    }

    /// <summary>Name and version, such as <c>expected/1</c>.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Text => $"{Name}/{Version}";
}
