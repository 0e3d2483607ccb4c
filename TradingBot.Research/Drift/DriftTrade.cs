using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;

namespace TradingBot.Research.Drift;

/// <summary>An order that a strategy decided, with all that came of it.</summary>
/// <param name="TimeNs">When it was decided, nanoseconds since the Unix epoch.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Asked">Base units asked for.</param>
/// <param name="LimitPrice">Its limit price; none where it has none.</param>
/// <param name="Filled">Lots executed.</param>
/// <param name="Notional">Worth of what was executed, quote asset.</param>
/// <param name="Fees">Fees, in the assets in which they were charged, summed.</param>
/// <param name="Books">The books that its executions met, by the venue's numbers; the trades where it rested.</param>
/// <param name="Outcome">filled, or why not in full, or why it was refused.</param>
/// <param name="IsRestricted">Whether it was refused or ended by a risk limit, a stop, a pause or a halt.</param>
public sealed record DriftTrade(
    long TimeNs, Side Side, decimal Asked, decimal? LimitPrice, Quantity Filled, Money Notional, Money Fees, string Books, string Outcome, bool IsRestricted)
{
    /// <summary>The trades of a strategy among an account's events, in the order in which they were decided.</summary>
    /// <param name="events">Events of one account, in order.</param>
    /// <param name="strategyId">Whose trades.</param>
    /// <param name="instrument">What it trades.</param>
    public static IReadOnlyList<DriftTrade> Of(IEnumerable<EngineEvent> events, string strategyId, Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(instrument);
        List<Guid> order = [];
        Dictionary<Guid, DriftTrade> trades = [];
        foreach (EngineEvent happened in events)
        {
            switch (happened)
            {
                case OrderAccepted { Terms: { } terms } when terms.StrategyId == strategyId:
                    order.Add(terms.OrderId);
                    trades[terms.OrderId] = new(happened.TimeNs, terms.Side, instrument.ToDecimal(terms.Quantity), terms.LimitPrice is { } limit ? instrument.ToDecimal(limit) : null, Quantity.Zero, Money.Zero, Money.Zero, "", "open", false);
                    break;
                case OrderRejected rejected when rejected.StrategyId == strategyId:
                    order.Add(rejected.OrderId);
                    trades[rejected.OrderId] = new(happened.TimeNs, rejected.Side, rejected.Quantity, rejected.LimitPrice, Quantity.Zero, Money.Zero, Money.Zero, "", $"refused: {rejected.Reason}", IsRestriction(rejected.Reason));
                    break;
                case OrderExecuted { Execution: { } execution } executed when trades.TryGetValue(execution.OrderId, out DriftTrade? trade):
                    trades[execution.OrderId] = trade with
                    {
                        Filled = trade.Filled + execution.Quantity,
                        Notional = trade.Notional + execution.Notional,
                        Fees = trade.Fees + execution.Fee,
                        Books = Joined(trade.Books, execution.Evidence),
                        Outcome = executed.Status == OrderStatus.Filled ? "filled" : trade.Outcome,
                    };
                    break;
                case OrderEnded ended when trades.TryGetValue(ended.OrderId, out DriftTrade? trade):
                    trades[ended.OrderId] = trade with { Outcome = $"ended: {ended.Reason}", IsRestricted = ended.Reason is OrderEndReason.Risk or OrderEndReason.EmergencyStop };
                    break;
                default: break;
            }
        }
        return [.. order.Select(id => trades[id])];
    }

    // All limits of the account and of its strategies are named so.
    private static bool IsRestriction(RejectReason reason) =>
        reason is RejectReason.TradingHalted or RejectReason.AccountHalted || reason.ToString().StartsWith("Risk", StringComparison.Ordinal);

    private static string Joined(string books, ExecutionEvidence evidence)
    {
        string one = evidence.TradeId is { } trade ? $"trade {trade}" : $"book {evidence.BookUpdateId}";
        return books.Length == 0 ? one : books.EndsWith(one, StringComparison.Ordinal) ? books : $"{books}, {one}";
    }
}
