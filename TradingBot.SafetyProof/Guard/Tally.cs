namespace TradingBot.SafetyProof.Guard;

/// <summary>What a group of attacks came to.</summary>
/// <param name="Layer">The layer attacked.</param>
/// <param name="Group">What the attacks have in common.</param>
internal sealed record Tally(string Layer, string Group)
{
    /// <summary>Attacks tried so far.</summary>
    public long Attacks { get; private set; }

    /// <summary>Attacks that were not stopped, or not counted exactly once.</summary>
    public List<string> Holes { get; } = [];

    public void Count(bool held, Func<string> hole)
    {
        Attacks++;
        if (!held) Holes.Add(hole());
    }
}
