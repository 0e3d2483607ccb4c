using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TradingBot.Engine;

/// <summary>Always-on checks of what only a mistake of ours can break.</summary>
public static class Invariant
{
    /// <summary>Throws when <paramref name="rule"/> does not hold.</summary>
    /// <param name="rule">What must hold.</param>
    /// <param name="text">Filled in by the compiler with the rule's source text.</param>
    /// <exception cref="InvariantViolationException">The rule does not hold; the engine's state is no longer to be trusted.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool rule, [CallerArgumentExpression(nameof(rule))] string? text = null)
    {
        if (!rule) Throw(text); // Throwing lives apart so that this call inlines.
    }

    [DoesNotReturn]
    private static void Throw(string? text) => throw new InvariantViolationException(text ?? "unknown rule");
}

/// <summary>An invariant of the engine does not hold: a bug, never a user's or a venue's doing.</summary>
public sealed class InvariantViolationException(string rule) : Exception($"Invariant violated: {rule}")
{
    /// <summary>Source text of the rule that does not hold.</summary>
    public string Rule { get; } = rule;
}
