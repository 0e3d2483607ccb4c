using TradingBot.Fidelity.Cases;

namespace TradingBot.Fidelity.Statistics;

/// <summary>What became of an order, by truth or by a model. Numbers for statistics, never for balances.</summary>
/// <param name="FillRatio">Share of its quantity that was filled, 0 to 1.</param>
/// <param name="AveragePrice">Average price of its fills in the quote asset; none where it has none.</param>
/// <param name="FirstFillSeconds">From its decision to its first fill; none where it has none.</param>
/// <param name="FullFillSeconds">From its decision until it was filled in full; none where it was not.</param>
internal readonly record struct Outcome(double FillRatio, decimal? AveragePrice, double? FirstFillSeconds, double? FullFillSeconds)
{
    /// <summary>Whether anything of it was filled.</summary>
    public bool IsFilled => FillRatio > 0;
}

/// <summary>Collects the fills of one order.</summary>
internal sealed class FillLog(LabOrder order)
{
    private decimal _quantity, _notional;
    private long _firstNs, _lastNs;

    /// <summary>What of the order is not filled.</summary>
    public decimal Remaining => order.Quantity - _quantity;

    /// <summary>Adds a fill.</summary>
    /// <param name="price">Quote units per base unit.</param>
    /// <param name="quantity">Base units.</param>
    /// <param name="timeNs">When, by the venue's clock.</param>
    public void Add(decimal price, decimal quantity, long timeNs)
    {
        if (_quantity == 0) _firstNs = timeNs;
        _lastNs = timeNs;
        _quantity += quantity;
        _notional += price * quantity;
    }

    /// <summary>What they come to.</summary>
    public Outcome Outcome() => _quantity == 0
        ? default
        : new((double)(_quantity / order.Quantity), _notional / _quantity, Seconds(_firstNs), _quantity == order.Quantity ? Seconds(_lastNs) : null);

    private double Seconds(long timeNs) => Math.Max(0, timeNs - order.DecidedNs) / 1e9;
}
