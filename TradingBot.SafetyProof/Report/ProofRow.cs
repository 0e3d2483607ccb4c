namespace TradingBot.SafetyProof.Report;

/// <summary>One line of a proof.</summary>
/// <param name="Layer">Which layer is attacked, such as <c>L4 egress guard</c>.</param>
/// <param name="Attack">What is tried.</param>
/// <param name="Attacks">How often.</param>
/// <param name="Stopped">How many of them were stopped, and, where that is the layer's duty, counted exactly once.</param>
/// <param name="Status">One of <see cref="Ok"/>, <see cref="Hole"/>, <see cref="Unknown"/>, <see cref="NotRun"/>.</param>
/// <param name="Evidence">What was seen; the reason where it was not run.</param>
public sealed record ProofRow(string Layer, string Attack, long Attacks, long Stopped, string Status, string Evidence)
{
    /// <summary>Every attack was stopped.</summary>
    public const string Ok = "ok";

    /// <summary>At least one attack was not stopped.</summary>
    public const string Hole = "hole";

    /// <summary>The proof itself failed, or saw something else than it should.</summary>
    public const string Unknown = "unknown";

    /// <summary>The proof needs something that is not here. That is no pass.</summary>
    public const string NotRun = "not run here";

    /// <summary>A line whose status follows from its counts and the holes that were found.</summary>
    internal static ProofRow From(string layer, string attack, long attacks, IReadOnlyCollection<string> holes, string evidence) => new(
        layer, attack, attacks, attacks - Math.Min(attacks, holes.Count), holes.Count == 0 && attacks > 0 ? Ok : Hole,
        holes.Count > 0 ? $"{holes.Count} not stopped, such as {string.Join("; ", holes.Take(3))}" : attacks == 0 ? "nothing was tried" : evidence);

    internal static ProofRow Missing(string layer, string attack, string reason) => new(layer, attack, 0, 0, NotRun, reason);

    internal static ProofRow Failed(string layer, string attack, string reason) => new(layer, attack, 0, 0, Unknown, reason);
}
