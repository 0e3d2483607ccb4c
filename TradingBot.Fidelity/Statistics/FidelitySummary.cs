using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Paper;

namespace TradingBot.Fidelity.Statistics;

/// <summary>A goal and what was measured.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Target">What it should be.</param>
/// <param name="Measured">What it is.</param>
/// <param name="IsReached">Whether that is reached.</param>
public sealed record FidelityGoal(string Name, string Target, string Measured, bool IsReached);

/// <summary>The figures of a run: every model over all takers and all makers, the expected one over parts of them, and the goals.</summary>
public sealed class FidelitySummary
{
    private FidelitySummary() { }

    /// <summary>Orders that take, model by model.</summary>
    public required IReadOnlyList<ModelErrors> Takers { get; init; }

    /// <summary>Passive orders, model by model.</summary>
    public required IReadOnlyList<ModelErrors> Makers { get; init; }

    /// <summary>The expected model over parts of the takers.</summary>
    public required IReadOnlyList<ModelErrors> TakerParts { get; init; }

    /// <summary>The expected model over parts of the makers.</summary>
    public required IReadOnlyList<ModelErrors> MakerParts { get; init; }

    /// <summary>Touch-fill over the makers whose market their own order did not disturb.</summary>
    public required ModelErrors UndisturbedTouchFill { get; init; }

    /// <summary>How often the truth lies between the pessimistic and the optimistic model.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The goals.</summary>
    public required IReadOnlyList<FidelityGoal> Goals { get; init; }

    /// <summary>Sums a run up.</summary>
    public static FidelitySummary Of(FidelityResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        MeasuredOrder[] takers = [.. result.Orders.Where(order => !order.Order.Case.IsPassive)], makers = [.. result.Orders.Where(order => order.Order.Case.IsPassive)];
        ModelErrors[] takerErrors = [.. LabModel.All.Select((model, at) => ModelErrors.Of(model.Name, at, "takers", takers))];
        ModelErrors[] makerErrors = [.. LabModel.All.Select((model, at) => ModelErrors.Of(model.Name, at, "makers", makers))];
        MeasuredOrder[] undisturbed = [.. makers.Where(order => order.Truth.IsUndisturbed)];
        ModelErrors[] makerParts = [.. Parts(makers, order => order.Case.IsPassive)];
        ModelErrors undisturbedTouch = ModelErrors.Of(LabModel.TouchFill, IndexOf(LabModel.TouchFill), "own order did not disturb the market", undisturbed);
        Envelope envelope = Envelope.Of(result.Orders, IndexOf(LabModel.Pessimistic), IndexOf(LabModel.Optimistic));
        return new()
        {
            Takers = takerErrors,
            Makers = makerErrors,
            TakerParts = [.. Parts(takers, order => order.Case.IsPassive)],
            MakerParts = makerParts,
            UndisturbedTouchFill = undisturbedTouch,
            Envelope = envelope,
            Goals = [.. FidelityGoals.Of(takerErrors[0], makerErrors[0], makerErrors[IndexOf(LabModel.TouchFill)], envelope)],
        };
    }

    private static int IndexOf(string model) => LabModel.All.TakeWhile(known => known.Name != model).Count();

    private static IEnumerable<ModelErrors> Parts(MeasuredOrder[] orders, Func<LabOrder, bool> isPassive)
    {
        bool passive = orders.Length > 0 && isPassive(orders[0].Order);
        IEnumerable<ModelErrors> all =
        [
            .. By(orders, order => order.Order.Case.IsViolent ? "violent" : "calm"),
            .. By(orders, order => $"size {order.Order.Case.TouchPercent} % of the touch", order => order.Order.Case.TouchPercent),
            .. By(orders, order => $"round trip {order.Order.Case.RoundTripNs / 1_000_000} ms", order => order.Order.Case.RoundTripNs),
            .. By(orders, order => order.Order.Case.Kind.ToString(), order => (int)order.Order.Case.Kind),
            .. By(orders, order => order.Order.Book.Instrument is var instrument ? $"{instrument.Venue} {instrument.Symbol}" : "", order => order.Order.Case.Book),
        ];
        return !passive ? all :
        [
            .. all,
            .. By(orders, order => $"{order.Order.Case.Distance} ticks behind the touch", order => order.Order.Case.Distance),
            .. By(orders, order => order.Truth.IsUndisturbed ? "own order did not disturb the market" : "own order disturbed the market"),
        ];
    }

    private static IEnumerable<ModelErrors> By(MeasuredOrder[] orders, Func<MeasuredOrder, string> group, Func<MeasuredOrder, long>? place = null) =>
        orders.GroupBy(group).OrderBy(part => place?.Invoke(part.First()) ?? 0).ThenBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => ModelErrors.Of(LabModel.Expected, 0, part.Key, [.. part]));
}
