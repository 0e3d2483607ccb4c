using TradingBot.Fidelity.Statistics;

namespace TradingBot.Fidelity.Tests;

public sealed class DistributionTests
{
    [Fact]
    public void Quantiles_are_measured_errors_and_sizes_have_no_sign()
    {
        Distribution errors = new([-4, 1, 0, 2, -1]);
        Assert.Equal(-0.4, errors.Mean, 12);
        Assert.Equal(1.6, errors.MeanSize, 12);
        Assert.Equal(1, errors.MedianSize);
        Assert.Equal(4, errors.HighSize);
        Assert.Equal(0, errors.Quantile(0.5));
        Assert.Equal(-4, errors.Quantile(0));
        Assert.Equal(0.6, errors.ShareUpTo(0), 12);
    }

    [Fact]
    public void Nothing_measured_is_no_error_of_nothing()
    {
        Distribution none = new([]);
        Assert.Equal((0, 0d, 0d), (none.Count, none.Mean, none.HighSize));
    }
}
