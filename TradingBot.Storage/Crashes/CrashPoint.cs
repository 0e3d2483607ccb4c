namespace TradingBot.Storage.Crashes;

/// <summary>A named step at which a process under test can end as if its machine had been taken away. On the command line the name is spelled in kebab case.</summary>
public enum CrashPoint
{
    /// <summary>A command was read from the store; nothing was done about it.</summary>
    CommandRead,

    /// <summary>The engine has decided; nothing of it was sent to the journal.</summary>
    Decided,

    /// <summary>Everything is inserted; the transaction is open.</summary>
    JournalInserted,

    /// <summary>The transaction was sent whole; whether the database gets to commit it is open.</summary>
    JournalSent,

    /// <summary>Committed; nothing in the process knows it yet.</summary>
    JournalCommitted,

    /// <summary>The outcome is known; nobody was shown it.</summary>
    BeforePublish,

    /// <summary>It was handed to those who watch.</summary>
    AfterPublish,

    /// <summary>Leases are about to be renewed.</summary>
    LeaseRenewing,

    /// <summary>Leases were renewed; the loop does not know it.</summary>
    LeaseRenewed,

    /// <summary>Accounts were taken under new epochs; their journals are not read.</summary>
    LeaseTaken,

    /// <summary>Accounts are restored and met what they missed; none of it is durable.</summary>
    AccountsRestored,

    /// <summary>A snapshot of an account is about to be stored.</summary>
    SnapshotTaken,

    /// <summary>It is inserted and older ones are removed; the transaction is open.</summary>
    SnapshotInserted,

    /// <summary>It is stored.</summary>
    SnapshotStored,

    /// <summary>A migration's statements ran; its transaction is open.</summary>
    MigrationApplied,

    /// <summary>A migration is committed; the next one and the rights are to come.</summary>
    MigrationCommitted,
}
