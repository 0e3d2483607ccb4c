using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity;

/// <summary>An order with the truth about it and what each model made of it.</summary>
/// <param name="Order">The order.</param>
/// <param name="Truth">What the matching engine did.</param>
/// <param name="Papers">In the order of the lab's models.</param>
internal sealed record MeasuredOrder(LabOrder Order, Truth.Truth Truth, Outcome[] Papers);

/// <summary>All that a run of the lab has measured.</summary>
public sealed class FidelityResult
{
    internal FidelityResult(FidelityPlan plan, IReadOnlyList<MeasuredOrder> orders) => (Plan, Orders) = (plan, orders);

    /// <summary>What was to be measured.</summary>
    public FidelityPlan Plan { get; }

    /// <summary>How many orders were measured.</summary>
    public int Count => Orders.Count;

    internal IReadOnlyList<MeasuredOrder> Orders { get; }
}
