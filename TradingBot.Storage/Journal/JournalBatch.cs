using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Commands;

namespace TradingBot.Storage.Journal;

/// <summary>What one journal transaction stores: all of it or nothing.</summary>
public sealed class JournalBatch
{
    /// <summary>The control epoch under which all of it was decided.</summary>
    public required long ControlEpoch { get; init; }

    /// <summary>Events in the engine's order.</summary>
    public required IReadOnlyList<EngineEvent> Events { get; init; }

    /// <summary>Answers to commands.</summary>
    public required IReadOnlyList<CommandCompletion> Completions { get; init; }

    /// <summary>The worker's word that it obeys this batch's epoch.</summary>
    public EpochAcknowledgement? Acknowledgement { get; init; }

    /// <summary>Every instrument that the events name.</summary>
    public required IReadOnlyDictionary<InstrumentId, Instrument> Instruments { get; init; }

    /// <summary>Whether there is nothing to store.</summary>
    public bool IsEmpty => Events.Count == 0 && Completions.Count == 0 && Acknowledgement is null;
}

/// <summary>A command's answer, to be stored with the events that the command caused.</summary>
/// <param name="CommandId">Which command.</param>
/// <param name="Account">Whose.</param>
/// <param name="Reply">The answer.</param>
public sealed record CommandCompletion(Guid CommandId, AccountId Account, CommandReply Reply);

/// <summary>A worker obeys an epoch from this batch on.</summary>
/// <param name="Mode">The mode obeyed, such as stopped.</param>
/// <param name="CancelledOrders">Open orders cancelled by it.</param>
/// <param name="ElapsedMs">From hearing of the change to handing in this batch, in milliseconds.</param>
public sealed record EpochAcknowledgement(string Mode, int CancelledOrders, double ElapsedMs);

/// <summary>What became of a journal transaction.</summary>
public enum JournalOutcome
{
    /// <summary>Stored, durably.</summary>
    Committed = 0,

    /// <summary>Not stored: an account is another worker's now.</summary>
    LeaseLost = 1,

    /// <summary>Not stored: the control epoch moved meanwhile.</summary>
    ControlMoved = 2,

    /// <summary>Not stored: a law of the database forbids it. A bug, or a command answered elsewhere.</summary>
    Refused = 3,

    /// <summary>Stored or not: the connection was lost before the database said which.</summary>
    Unknown = 4,
}

/// <summary>Result of a journal transaction. After anything but <see cref="JournalOutcome.Committed"/> the accounts in memory are to be thrown away and rebuilt.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">For a person; empty where it was stored.</param>
public sealed record JournalResult(JournalOutcome Outcome, string Detail);
