namespace TradingBot.Research.Performance;

/// <summary>The equity of a period; between two points it is what the earlier one says.</summary>
internal sealed class EquityCurve
{
    private readonly List<EquityPoint> _points = [];
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;

    internal EquityCurve(IReadOnlyList<EquityPoint> points, DateTimeOffset from, DateTimeOffset to)
    {
        (_from, _to) = (from, to);
        foreach (EquityPoint point in points)
        {
            if (point.At >= to) break;
            // Of the points before the period the last one tells its start.
            if (point.At <= from) _points.Clear();
            _points.Add(point.At < from ? point with { At = from } : point);
        }

        Measure();
    }

    internal decimal? Start => _points.Count == 0 ? null : _points[0].Equity;

    internal decimal? End => _points.Count == 0 ? null : _points[^1].Equity;

    internal decimal MaxDrawdown { get; private set; }

    internal decimal MaxDrawdownShare { get; private set; }

    /// <summary>Simple returns from step to step, from the first point on.</summary>
    internal List<double> ReturnsEvery(TimeSpan step)
    {
        List<double> returns = [];
        if (_points.Count == 0) return returns;
        int next = 0;
        decimal? before = null;
        for (DateTimeOffset at = _points[0].At > _from ? _points[0].At : _from; at <= _to; at += step)
        {
            while (next < _points.Count && _points[next].At <= at) next++;
            decimal equity = _points[next - 1].Equity;
            if (before is > 0) returns.Add((double)(equity / before.Value - 1));
            before = equity;
        }

        return returns;
    }

    private void Measure()
    {
        decimal high = decimal.MinValue;
        foreach (EquityPoint point in _points)
        {
            high = Math.Max(high, point.Equity);
            MaxDrawdown = Math.Max(MaxDrawdown, high - point.Equity);
            if (high > 0) MaxDrawdownShare = Math.Max(MaxDrawdownShare, (high - point.Equity) / high);
        }
    }
}
