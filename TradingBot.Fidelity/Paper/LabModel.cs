using TradingBot.Engine.Executions;
using TradingBot.Fidelity.Baselines;

namespace TradingBot.Fidelity.Paper;

/// <summary>What fills an order of the lab on paper: the engine with an execution model, or a rule that other systems use.</summary>
/// <param name="Name">Name in the tables.</param>
/// <param name="Execution">The engine's model; none for a baseline.</param>
/// <param name="Baseline">The rule; none for the engine.</param>
internal sealed record LabModel(string Name, ExecutionModel? Execution, BaselineRule? Baseline = null)
{
    /// <summary>Name of the model that the goals are about.</summary>
    public const string Expected = "expected";

    /// <summary>Name of the lower end of the envelope.</summary>
    public const string Pessimistic = "pessimistic";

    /// <summary>Name of the upper end of the envelope.</summary>
    public const string Optimistic = "optimistic";

    /// <summary>Name of the baseline that the goals compare with.</summary>
    public const string TouchFill = "touch-fill";

    /// <summary>All that is compared. The expected model and the queue formulas know the round trip by measurement, as a live account with measured latency does; the others are as they are shipped.</summary>
    public static IReadOnlyList<LabModel> All { get; } =
    [
        new(Expected, Measured(Expected, QueueModel.Proportional, true)),
        new("expected, latency not measured", ExecutionModel.Expected),
        new(Pessimistic, ExecutionModel.Pessimistic),
        new(Optimistic, ExecutionModel.Optimistic),
        new("immediate", ExecutionModel.Immediate),
        new("without book liquidity", Measured("tape only", QueueModel.Proportional, false)),
        .. Enum.GetValues<QueueModel>().Where(queue => queue != QueueModel.Proportional).Select(queue => new LabModel($"queue {Words(queue)}", Measured(Words(queue), queue, true))),
        new(TouchFill, null, BaselineRule.TouchFill),
        new("last-price fill", null, BaselineRule.LastPrice),
        new("fixed slippage", null, BaselineRule.FixedSlippage),
    ];

    /// <summary>Whether it is one of other systems' rules.</summary>
    public bool IsBaseline => Baseline is not null;

    private static ExecutionModel Measured(string name, QueueModel queue, bool makesFromBook) => new()
    {
        Name = name,
        Queue = queue,
        MakesFromBook = makesFromBook,
        Latency = ExecutionModel.Expected.Latency with { Source = LatencySource.Measured },
    };

    private static string Words(QueueModel queue) =>
        string.Concat(queue.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
