using System.ComponentModel.DataAnnotations;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>How the simulator runs: configuration section <c>Simulator</c>.</summary>
public sealed class SimulatorOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Simulator";

    /// <summary>Seed of the generated market. The same seed, start time and warm-up give the same messages, byte for byte.</summary>
    public long Seed { get; set; } = 42;

    /// <summary>Simulated seconds per real second, 0 to 1000. 0: as fast as the slowest client reads.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Simulated time at which the simulator starts to serve; not set: now.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>How long before the start time the generated market opens, so that there are books, trades and candles at once: 0 to 1 day.</summary>
    public TimeSpan WarmUp { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far candles of a minute and longer reach back before the market opened, 0 to 60 days: drawn from the seed, not traded.</summary>
    public TimeSpan CandleHistory { get; set; }

    /// <summary>Small assets beside BTC, ETH and SOL, each listed against USDT at both venues, 0 to 500: <c>X001</c> and so on. The three are the same market with and without them.</summary>
    public int MoreSymbols { get; set; }

    /// <summary>Whether simulated time stands at the start until <c>/sim/resume</c>, so that clients can subscribe before anything happens.</summary>
    public bool StartPaused { get; set; }

    /// <summary>Messages that may wait for one client before it is disconnected as too slow, 100 to 1,000,000.</summary>
    public int SendQueueLength { get; set; } = 20_000;

    /// <summary>Whether requests above a venue's weight limit are refused with 429.</summary>
    public bool EnforceRateLimits { get; set; } = true;

    /// <summary>The venues' limits.</summary>
    public SimulatorLimits Limits { get; } = new();

    /// <summary>Faults from the start, usually each with the simulated time at which it comes.</summary>
    public IList<FaultRequest> Faults { get; } = [];

    /// <summary>Seed of faults that come at random; not set: none come.</summary>
    public long? FaultSeed { get; set; }

    /// <summary>Random faults in a simulated minute, on average, above 0 to 600.</summary>
    public double FaultsPerMinute { get; set; } = 2;

    /// <summary>Names of the faults that random ones are drawn from, separated by commas.</summary>
    public string FaultChoice { get; set; } =
        "disconnect,close,silence,freeze,slice,throttle,gap,duplicate,reorder,replayOld,dropTrades,corrupt,deepNesting,crossedBook,delay,"
        + "rateLimit,error,slow,html,staleSnapshot,truncatedBody,wrongJson,tokenExpired,spike,liquidityHole,divergence,burst,maintenance,clockSkew,down";

    /// <summary>The random faults; null where there are none, or none that a recording allows.</summary>
    internal SeededFaults? Seeded(bool isReplay)
    {
        string[] choice = [.. ChosenFaults.Where(name => !isReplay || !FaultCatalogue.Find(name)!.NeedsGeneratedMarket)];
        return FaultSeed is { } seed && choice.Length > 0 ? new SeededFaults(seed, FaultsPerMinute, choice) : null;
    }

    private string[] ChosenFaults => FaultChoice.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(Speed is >= 0 and <= 1000))
            yield return Error(nameof(Speed), "a number from 0 (as fast as possible) to 1000", Speed);
        if (WarmUp < TimeSpan.Zero || WarmUp > TimeSpan.FromDays(1))
            yield return Error(nameof(WarmUp), "a time span from 00:00:00 to 1.00:00:00", WarmUp);
        if (CandleHistory < TimeSpan.Zero || CandleHistory > Market.CandleHistory.Longest)
            yield return Error(nameof(CandleHistory), "a time span from 00:00:00 to 60.00:00:00", CandleHistory);
        if (MoreSymbols is < 0 or > Listings.MostMore)
            yield return Error(nameof(MoreSymbols), $"a whole number from 0 to {Listings.MostMore}", MoreSymbols);
        if (SendQueueLength is < 100 or > 1_000_000)
            yield return Error(nameof(SendQueueLength), "a whole number from 100 to 1000000", SendQueueLength);
        foreach ((string name, int value) in Limits.Wrong())
            yield return Error($"{nameof(Limits)}:{name}", $"a whole number from 0 (off) to {SimulatorLimits.Most}", value);
        if (!(FaultsPerMinute is > 0 and <= 600))
            yield return Error(nameof(FaultsPerMinute), "a number above 0 to 600", FaultsPerMinute);
        if (ChosenFaults.FirstOrDefault(name => FaultCatalogue.Find(name) is not { } kind || kind.Name is "redirect" or "tickSize" or "lotSize") is { } unknown)
            yield return Error(nameof(FaultChoice), "a list of faults that need no further field, separated by commas", $"'{unknown}' among them");
        if (ChosenFaults.Length == 0)
            yield return Error(nameof(FaultChoice), "a list of faults separated by commas", "empty");
        if (StartTime is { } start && (start.Year is < 2000 or > 2100))
            yield return Error(nameof(StartTime), "an ISO 8601 time between the years 2000 and 2100", start);
    }

    private static ValidationResult Error(string field, string right, object given) =>
        new(FormattableString.Invariant($"{Section}:{field} must be {right}, but is {given}."), [field]);
}
