using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>What became of checking recorded files.</summary>
/// <param name="Format">own, hftbacktest or cryptofeed.</param>
/// <param name="Files">The files, in the order in which they were read.</param>
/// <param name="From">Time of the first record.</param>
/// <param name="To">Time of the last record.</param>
/// <param name="Frames">Frames and answers that were read.</param>
/// <param name="Markets">Result per instrument.</param>
/// <param name="Inputs">The engine's inputs; none in a foreign recording.</param>
/// <param name="Damages">Parts of files that can't be read, and files that were changed since they were sealed.</param>
/// <param name="Notes">What a reader should know: missing segments, holes, unfinished ends.</param>
public sealed record RecordingVerification(
    string Format, IReadOnlyList<string> Files, DateTimeOffset? From, DateTimeOffset? To, long Frames, IReadOnlyList<MarketVerification> Markets, InputVerification? Inputs,
    IReadOnlyList<string> Damages, IReadOnlyList<string> Notes)
{
    /// <summary>Whether every book, every input and every checksum is right. Gaps are the venue's or the connection's, and no fault of the recording.</summary>
    public bool Holds => Damages.Count == 0 && Markets.All(market => market.Mismatches == 0) && Inputs is null or { Different: 0, Missing: 0 };

    /// <summary>Whether of each instrument that has published best prices at least one could be compared; else that it holds says nothing of its book.</summary>
    public bool IsCompared => Markets.All(market => market.IsCompared);
}

/// <summary>What became of one instrument.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Symbol">As the recording spells it.</param>
/// <param name="Snapshots">Snapshots that the book was joined to.</param>
/// <param name="Changes">Changes that were applied.</param>
/// <param name="Matches">Published best prices that equal the rebuilt book's.</param>
/// <param name="Mismatches">Published best prices that differ from the rebuilt book's.</param>
/// <param name="Incomparable">Published best prices at whose number no proven book stood.</param>
/// <param name="Gaps">Times that changes were missing; the book waits for the next snapshot then.</param>
/// <param name="Trades">Trades in order.</param>
/// <param name="TradeHoles">Times that trade ids jumped where the venue numbers them one by one, or a history did not close a hole.</param>
/// <param name="Repeated">Changes and trades that came again, dropped by number.</param>
/// <param name="FirstMismatch">What differed first.</param>
public sealed record MarketVerification(
    Venue Venue, string Symbol, long Snapshots, long Changes, long Matches, long Mismatches, long Incomparable, long Gaps, long Trades, long TradeHoles, long Repeated,
    string? FirstMismatch)
{
    /// <summary>Whether a published best price could be compared, where there was one.</summary>
    public bool IsCompared => Incomparable == 0 || Matches + Mismatches > 0;
}

/// <summary>What became of the engine's inputs.</summary>
/// <param name="Same">Derived again value by value, or recorded themselves.</param>
/// <param name="Different">Derived differently: a fault.</param>
/// <param name="Unknown">Not derivable, because the recording begins after what they came of.</param>
/// <param name="Missing">Numbers that the sequencer gave and that are not in the recording, holes aside.</param>
/// <param name="First">First number.</param>
/// <param name="Last">Last number.</param>
public sealed record InputVerification(long Same, long Different, long Unknown, long Missing, long First, long Last);
