using System.ComponentModel.DataAnnotations;

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

    /// <summary>Messages that may wait for one client before it is disconnected as too slow, 100 to 1,000,000.</summary>
    public int SendQueueLength { get; set; } = 20_000;

    /// <summary>Whether requests above a venue's weight limit are refused with 429.</summary>
    public bool EnforceRateLimits { get; set; } = true;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(Speed is >= 0 and <= 1000))
            yield return Error(nameof(Speed), "a number from 0 (as fast as possible) to 1000", Speed);
        if (WarmUp < TimeSpan.Zero || WarmUp > TimeSpan.FromDays(1))
            yield return Error(nameof(WarmUp), "a time span from 00:00:00 to 1.00:00:00", WarmUp);
        if (SendQueueLength is < 100 or > 1_000_000)
            yield return Error(nameof(SendQueueLength), "a whole number from 100 to 1000000", SendQueueLength);
        if (StartTime is { } start && (start.Year is < 2000 or > 2100))
            yield return Error(nameof(StartTime), "an ISO 8601 time between the years 2000 and 2100", start);
    }

    private static ValidationResult Error(string field, string right, object given) =>
        new(FormattableString.Invariant($"{Section}:{field} must be {right}, but is {given}."), [field]);
}
