using TradingBot.Engine.MarketData;
using TradingBot.Fidelity.Cases;
using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Baselines;

/// <summary>How other systems fill an order on paper. In the lab only: nothing of the product fills by these.</summary>
internal enum BaselineRule
{
    /// <summary>In full at the other side's best price, or at its limit as soon as a trade touches it: no size, no queue, no latency.</summary>
    TouchFill,

    /// <summary>In full at the last trade's price as soon as that is within the limit: no spread, no size, no queue, no latency.</summary>
    LastPrice,

    /// <summary>As <see cref="LastPrice"/>, five hundredths of a percent worse for an order that takes; a passive one at its limit.</summary>
    FixedSlippage,
}

/// <summary>One order under a rule of another system.</summary>
internal sealed class BaselineOrder
{
    private const decimal Slippage = 0.0005m;

    private readonly LabOrder _order;
    private readonly BaselineRule _rule;
    private readonly FillLog _fills;

    /// <summary>Takes the order at the moment of its decision: these rules know no latency.</summary>
    public BaselineOrder(LabOrder order, BaselineRule rule)
    {
        (_order, _rule, _fills) = (order, rule, new(order));
        bool buys = order.Case.Side == Side.Buy;
        decimal price = rule switch
        {
            BaselineRule.TouchFill => buys ? order.Shown.Ask : order.Shown.Bid,
            BaselineRule.FixedSlippage when !order.Case.IsPassive => order.Shown.Last * (buys ? 1 + Slippage : 1 - Slippage),
            _ => order.Shown.Last,
        };
        if (order.Case.Kind == LabOrderKind.PostOnly && IsWithin(buys ? order.Shown.Ask : order.Shown.Bid)) return;
        // Slippage makes a fill dearer; whether there is one is decided without it, and the limit is the worst price.
        if (IsWithin(price)) Fill(price, order.DecidedNs);
        else if (rule == BaselineRule.FixedSlippage && IsWithin(order.Shown.Last)) Fill(order.Price!.Value, order.DecidedNs);
    }

    /// <summary>What became of it.</summary>
    public Outcome Outcome => _fills.Outcome();

    /// <summary>A trade was told.</summary>
    /// <param name="price">Its price in the quote asset.</param>
    /// <param name="timeNs">When it was told.</param>
    public void See(decimal price, long timeNs)
    {
        if (timeNs <= _order.DecidedNs || timeNs > _order.EndsNs || _fills.Remaining == 0) return;
        bool rests = _order.Case.IsPassive || _order.Case.Kind == LabOrderKind.Crossing;
        if (!rests || !IsWithin(price)) return;
        Fill(_rule == BaselineRule.LastPrice ? price : _order.Price!.Value, timeNs);
    }

    private void Fill(decimal price, long timeNs) => _fills.Add(price, _order.Quantity, timeNs);

    private bool IsWithin(decimal price) => _order.Price is not { } limit || (_order.Case.Side == Side.Buy ? price <= limit : price >= limit);
}
