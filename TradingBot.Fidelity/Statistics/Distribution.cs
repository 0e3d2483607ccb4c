namespace TradingBot.Fidelity.Statistics;

/// <summary>Errors of one kind: paper less truth.</summary>
public sealed class Distribution
{
    private readonly double[] _sorted;
    private readonly double[] _sizes;

    internal Distribution(IEnumerable<double> errors)
    {
        _sorted = [.. errors.Order()];
        _sizes = [.. _sorted.Select(Math.Abs).Order()];
    }

    /// <summary>How many.</summary>
    public int Count => _sorted.Length;

    /// <summary>Their average: what is left when many come together.</summary>
    public double Mean => Count == 0 ? 0 : _sorted.Average();

    /// <summary>The average of their sizes.</summary>
    public double MeanSize => Count == 0 ? 0 : _sizes.Average();

    /// <summary>The size that half of them do not exceed.</summary>
    public double MedianSize => At(_sizes, 0.5);

    /// <summary>The size that 95 of 100 do not exceed.</summary>
    public double HighSize => At(_sizes, 0.95);

    /// <summary>The error that a share of them does not exceed.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share) => At(_sorted, share);

    /// <summary>The share of them that does not exceed an error, 0 to 1.</summary>
    public double ShareUpTo(double error)
    {
        if (Count == 0) return 0;
        int place = Array.BinarySearch(_sorted, error);
        if (place < 0) return (double)~place / Count;
        while (place < Count && _sorted[place] <= error) place++;
        return (double)place / Count;
    }

    // By rank, so that each quantile is an error that was measured.
    private static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
}
