using System.ComponentModel.DataAnnotations;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Replay of a recording instead of the generated market: configuration section <c>Recording</c>.</summary>
public sealed class RecordingOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Recording";

    /// <summary>Files of raw frames of either venue, one a line, plain or compressed (<c>.gz</c>), played as one tape in the order of their receive times; none: the generated market.</summary>
    public IList<string> Files { get; } = [];

    /// <summary>Recorded seconds per real second, 0 to 1000; 0: as fast as the slowest client reads.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Whether event times stay as recorded; otherwise one constant offset makes the tape start now.</summary>
    public bool KeepTimes { get; set; }

    /// <summary>What happens when the tape ends: <c>loop</c> or <c>stop</c>.</summary>
    public string AtEnd { get; set; } = "loop";

    internal bool IsUsed => Files.Count > 0;

    internal bool Loops => AtEnd.Equals("loop", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!(Speed is >= 0 and <= 1000))
            yield return Error(nameof(Speed), "a number from 0 (as fast as possible) to 1000", Speed);
        if (!Loops && !AtEnd.Equals("stop", StringComparison.OrdinalIgnoreCase))
            yield return Error(nameof(AtEnd), "'loop' or 'stop'", $"'{AtEnd}'");
        for (int at = 0; at < Files.Count; at++)
        {
            if (!File.Exists(Files[at]))
                yield return Error($"{nameof(Files)}:{at}", "the path of a readable file", $"'{Files[at]}', which does not exist");
        }
    }

    private static ValidationResult Error(string field, string right, object given) =>
        new(FormattableString.Invariant($"{Section}:{field} must be {right}, but is {given}."), [field]);
}
