namespace TradingBot.ExchangeSim;

/// <summary>How wild a <see cref="MarketLab"/>'s market is, from its opening on.</summary>
/// <param name="Volatility">Multiple of the assets' usual volatility; above 0.</param>
/// <param name="Activity">Multiple of the rate at which all agents act; above 0.</param>
public sealed record LabWeather(double Volatility, double Activity)
{
    /// <summary>As the simulator's market is.</summary>
    public static LabWeather Usual { get; } = new(1, 1);
}
