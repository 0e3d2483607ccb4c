using TradingBot.Engine;
using TradingBot.Engine.MarketData;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Orders;
using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Truth;

/// <summary>What the matching engine did with a real order.</summary>
/// <param name="Outcome">Its fills.</param>
/// <param name="IsUndisturbed">Whether the market went on as it would have without the order until the order was filled for the first time, or ended.</param>
internal sealed record Truth(Outcome Outcome, bool IsUndisturbed);

/// <summary>Runs a market again with real orders in its matching engine: one in each of its books, which do not feel each other.</summary>
internal static class TrueRun
{
    /// <summary>Runs it.</summary>
    /// <param name="lab">The same market as that of the tape, just opened.</param>
    /// <param name="orders">At most one for each book.</param>
    /// <param name="tape">The public data of the market without them.</param>
    public static IReadOnlyDictionary<LabOrder, Truth> Run(MarketLab lab, IReadOnlyList<LabOrder> orders, IReadOnlyList<EngineInput> tape)
    {
        Dictionary<LabOrder, long> ids = [];
        foreach (LabOrder order in orders)
        {
            long id = lab.Place(order.Ticket(), order.ArrivesNs);
            lab.Cancel(id, order.EndsAtVenueNs);
            ids.Add(order, id);
        }

        List<EngineInput> trades = PublicTape.RecordTrades(lab, orders.Max(order => order.EndsAtVenueNs));
        return orders.ToDictionary(order => order, order =>
        {
            OrderReport report = lab.Order(ids[order]);
            return new Truth(OutcomeOf(order, report), IsUndisturbed(order, report, tape, trades));
        });
    }

    private static Outcome OutcomeOf(LabOrder order, OrderReport report)
    {
        FillLog log = new(order);
        foreach (OrderFill fill in report.Fills) log.Add(fill.Price, fill.Quantity, fill.TimeNs);
        return log.Outcome();
    }

    private static bool IsUndisturbed(LabOrder order, OrderReport report, IReadOnlyList<EngineInput> without, IReadOnlyList<EngineInput> with)
    {
        long untilNs = report.Fills.Count > 0 ? report.Fills[0].TimeNs : order.EndsAtVenueNs;
        // A trade's own time may be told in milliseconds; the time of its message is exact.
        return Trades(order, without, untilNs).SequenceEqual(Trades(order, with, untilNs));
    }

    private static IEnumerable<(long, TradePrint)> Trades(LabOrder order, IReadOnlyList<EngineInput> inputs, long untilNs) =>
        inputs.Where(input => input.Kind == EngineInputKind.Trade && input.Instrument == order.Book.Instrument.Id && input.TimeNs >= order.DecidedNs && input.TimeNs < untilNs)
            .Select(input => (input.TimeNs, input.Trade));
}
