namespace TradingBot.Simulation;

/// <summary>A guard that is switched off on purpose, to prove that the checks find what it guards against.</summary>
internal enum PlantedBug
{
    /// <summary>None: what the product does.</summary>
    None = 0,

    /// <summary>The journal transaction does not compare the lease's epoch and owner.</summary>
    NoFencing,

    /// <summary>The journal transaction does not hold the lease rows to its commit.</summary>
    NoRowLocks,

    /// <summary>The journal transaction does not compare the control epoch.</summary>
    NoControlEpoch,

    /// <summary>A command may be answered more than once.</summary>
    AnsweredTwice,

    /// <summary>The same idempotency key may store a command again.</summary>
    KeyNotUnique,

    /// <summary>The worker is told that its transaction is stored before it is.</summary>
    TellsBeforeCommit,

    /// <summary>A transaction of unknown outcome is taken for a stored one.</summary>
    UnknownIsStored,

    /// <summary>Accounts are rebuilt from a copy of the journal that is behind.</summary>
    StaleJournal,
}
