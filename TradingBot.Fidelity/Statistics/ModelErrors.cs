using TradingBot.Engine.MarketData;

namespace TradingBot.Fidelity.Statistics;

/// <summary>How far one model is from the truth over a group of orders.</summary>
public sealed class ModelErrors
{
    private ModelErrors(string model, string group, int orders) => (Model, Group, Orders) = (model, group, orders);

    /// <summary>The model.</summary>
    public string Model { get; }

    /// <summary>Which orders.</summary>
    public string Group { get; }

    /// <summary>How many orders.</summary>
    public int Orders { get; }

    /// <summary>Share of the quantity filled, paper less truth, in percentage points, over all orders.</summary>
    public required Distribution FillRatio { get; init; }

    /// <summary>Average price in basis points, positive where paper is worse for the trader; over orders that both filled at least in part.</summary>
    public required Distribution Price { get; init; }

    /// <summary>Time from the decision to the first fill, in percent of the true one; over orders that both filled at least in part.</summary>
    public required Distribution FirstFill { get; init; }

    /// <summary>Time from the decision until all was filled, in percent of the true one; over orders that both filled in full.</summary>
    public required Distribution FullFill { get; init; }

    /// <summary>Orders that were filled by one of the two and not by the other.</summary>
    public required int Disagreements { get; init; }

    internal static ModelErrors Of(string name, int model, string group, IReadOnlyList<MeasuredOrder> orders) => new(name, group, orders.Count)
    {
        FillRatio = new(orders.Select(order => (order.Papers[model].FillRatio - order.Truth.Outcome.FillRatio) * 100)),
        Price = new(orders.Where(order => BothFilled(order, model)).Select(order => PriceError(order, model))),
        FirstFill = new(orders.Where(order => BothFilled(order, model)).Select(order => Relative(order.Papers[model].FirstFillSeconds!.Value, order.Truth.Outcome.FirstFillSeconds!.Value))),
        FullFill = new(orders.Where(order => order.Papers[model].FullFillSeconds is not null && order.Truth.Outcome.FullFillSeconds is not null)
            .Select(order => Relative(order.Papers[model].FullFillSeconds!.Value, order.Truth.Outcome.FullFillSeconds!.Value))),
        Disagreements = orders.Count(order => order.Papers[model].IsFilled != order.Truth.Outcome.IsFilled),
    };

    internal static double PriceError(MeasuredOrder order, int model)
    {
        decimal truth = order.Truth.Outcome.AveragePrice!.Value;
        double basisPoints = (double)((order.Papers[model].AveragePrice!.Value - truth) / truth * 10_000m);
        return order.Order.Case.Side == Side.Buy ? basisPoints : -basisPoints;
    }

    private static bool BothFilled(MeasuredOrder order, int model) => order.Papers[model].IsFilled && order.Truth.Outcome.IsFilled;

    // A truth of less than a millisecond is none that the tape could tell.
    private static double Relative(double paper, double truth) => (paper - truth) / Math.Max(truth, 0.001) * 100;
}
