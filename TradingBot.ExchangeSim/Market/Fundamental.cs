namespace TradingBot.ExchangeSim.Market;

/// <summary>How one asset's value moves.</summary>
/// <param name="StartPrice">Value in quote units when the exchange opens; also the level that it is drawn back to over about a day.</param>
/// <param name="AnnualVolatility">Typical standard deviation of a year's log return (0.7 is 70 %).</param>
/// <param name="MarketCorrelation">Share of each move that all assets have in common, 0 to 1.</param>
internal sealed record FundamentalProfile(double StartPrice, double AnnualVolatility, double MarketCorrelation);

/// <summary>
/// The value that informed traders of both venues see: a log price with three time scales. Its noise has a volatility that itself wanders
/// (log-volatility follows an Ornstein-Uhlenbeck process over about 10 minutes, so that calm and busy spells alternate), its drift is an
/// Ornstein-Uhlenbeck process over 40 seconds (trends that build up and reverse), and a weak pull towards the start price
/// keeps it from wandering off in long runs.
/// </summary>
internal sealed class Fundamental
{
    public const long StepNs = 100_000_000;

    private const double StepSeconds = 0.1;
    private const double YearSeconds = 365.0 * 86_400.0;
    private const double VolatilityMemorySeconds = 600.0;
    private const double VolatilitySpread = 0.45;
    private const double DriftMemorySeconds = 40.0;
    private const double PullSeconds = 86_400.0;

    /// <summary>Standard deviation of the drift over its memory, as a multiple of the noise over the same time.</summary>
    private const double DriftStrength = 0.7;

    private readonly FundamentalProfile _profile;
    private readonly RandomSource _random;
    private readonly double _stepVolatility;
    private readonly double _startLog;
    private double _log;
    private double _logVolatility;
    private double _drift;

    public Fundamental(FundamentalProfile profile, RandomSource random)
    {
        _profile = profile;
        _random = random;
        _stepVolatility = profile.AnnualVolatility * Math.Sqrt(StepSeconds / YearSeconds);
        _startLog = Math.Log(profile.StartPrice);
        _log = _startLog;
        _logVolatility = VolatilitySpread * random.Normal();
        _drift = random.Normal();
        Value = profile.StartPrice;
    }

    /// <summary>In quote units.</summary>
    public double Value { get; private set; }

    /// <param name="common">The step's standard normal move that all assets share.</param>
    public void Step(double common)
    {
        const double volatilityDecay = StepSeconds / VolatilityMemorySeconds;
        const double driftDecay = StepSeconds / DriftMemorySeconds;
        _logVolatility += -_logVolatility * volatilityDecay + VolatilitySpread * Math.Sqrt(2 * volatilityDecay) * _random.Normal();
        _drift += -_drift * driftDecay + Math.Sqrt(2 * driftDecay) * _random.Normal();
        double own = Math.Sqrt(1 - _profile.MarketCorrelation * _profile.MarketCorrelation);
        double noise = _profile.MarketCorrelation * common + own * _random.Normal();
        double volatility = _stepVolatility * Math.Exp(_logVolatility);
        double drift = DriftStrength * volatility * _drift * Math.Sqrt(driftDecay);
        _log += volatility * noise + drift + (_startLog - _log) * (StepSeconds / PullSeconds);
        Value = Math.Exp(_log);
    }
}
