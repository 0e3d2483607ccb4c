namespace TradingBot.Cli.Replay;

/// <summary>What a replay of an account found.</summary>
/// <param name="Account">Whose.</param>
/// <param name="From">Events from here on were compared.</param>
/// <param name="To">Events before this were compared.</param>
/// <param name="Sessions">Recorded sessions that were repeated.</param>
/// <param name="Inputs">Inputs given to engines.</param>
/// <param name="Journaled">Events that the journal has in this time.</param>
/// <param name="Same">How many of them the replay gave, value by value.</param>
/// <param name="Discarded">Events that were decided and never committed, in the live session as in the replay.</param>
/// <param name="Hashes">How often the account's state hash was compared with what its journal makes, or what was recorded.</param>
/// <param name="NotCovered">Events of the journal that no recorded session explains.</param>
/// <param name="Difference">The first difference; none where all is the same.</param>
/// <param name="Notes">What else is to be known.</param>
internal sealed record ReplayResult(
    Guid Account, DateTimeOffset? From, DateTimeOffset? To, int Sessions, long Inputs, long Journaled, long Same, long Discarded, long Hashes, long NotCovered, ReplayDifference? Difference,
    IReadOnlyList<string> Notes)
{
    /// <summary>Whether everything was repeated bit for bit, and there was something to repeat.</summary>
    public bool Holds => Difference is null && NotCovered == 0 && Same > 0;
}

/// <summary>Where journal and replay differ.</summary>
/// <param name="Sequence">The account's event, or the last one before the state that differs.</param>
/// <param name="Session">The recorded session.</param>
/// <param name="What">What differs, in words.</param>
/// <param name="Journal">What the journal has; none where it has nothing.</param>
/// <param name="Replay">What the replay gave; none where it gave nothing.</param>
internal sealed record ReplayDifference(long Sequence, Guid Session, string What, string? Journal, string? Replay);
