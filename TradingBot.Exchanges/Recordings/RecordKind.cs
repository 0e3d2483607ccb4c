namespace TradingBot.Exchanges.Recordings;

/// <summary>What a record of a recording is. Numbers are part of the file format: once given, never reused.</summary>
public enum RecordKind : byte
{
    /// <summary>Nothing; never in a file.</summary>
    None = 0,

    /// <summary>First record of each segment: which session it belongs to, as JSON.</summary>
    Session = 1,

    /// <summary>A feed begins from nothing: its instruments, as JSON.</summary>
    FeedStarted = 2,

    /// <summary>The instruments of a feed that goes on: they changed, or a new segment has begun.</summary>
    Watching = 3,

    /// <summary>Something happened to a connection; the first byte of the content is a <see cref="ConnectionMark"/>, the rest words.</summary>
    Connection = 4,

    /// <summary>A frame of the connection in charge, as received; handled at once.</summary>
    Frame = 5,

    /// <summary>A frame of a connection that is not in charge yet; kept.</summary>
    FrameHeld = 6,

    /// <summary>A frame of a connection that is not in charge any more; dropped.</summary>
    FrameUnused = 7,

    /// <summary>A frame that belongs to greeting and subscribing.</summary>
    FrameHandshake = 8,

    /// <summary>The oldest kept frame of a connection is handled now.</summary>
    HeldTaken = 9,

    /// <summary>A REST answer as received: path with query, then the body.</summary>
    Answer = 10,

    /// <summary>A book is forgotten; changes are kept from here on.</summary>
    BookRestarted = 11,

    /// <summary>A new snapshot of a book in sync is being fetched; changes are kept beside applying them.</summary>
    SnapshotExpected = 12,

    /// <summary>A snapshot is joined with the kept changes: the book as it was read from the answer.</summary>
    SnapshotOffered = 13,

    /// <summary>Trades are held from here on, because some may have been missed.</summary>
    RecoveryBegun = 14,

    /// <summary>The history that ends the holding of trades.</summary>
    RecoveryEnded = 15,

    /// <summary>Counting of trades starts after this one.</summary>
    TradesStartedAfter = 16,

    /// <summary>Held trades are forgotten with their connection.</summary>
    TradesDisconnected = 17,

    /// <summary>The engine was told a market's status.</summary>
    StatusTold = 18,

    /// <summary>A proven book and the last trade, so that reading can begin here.</summary>
    Checkpoint = 19,

    /// <summary>An input of the engine: its number and time, and the record that it came of.</summary>
    Input = 20,

    /// <summary>Accounts were restored from the journal, as JSON: ids, last events, state hashes.</summary>
    AccountsRestored = 21,

    /// <summary>Accounts were thrown away, as JSON.</summary>
    AccountsForgotten = 22,

    /// <summary>Records before this one are missing, and why.</summary>
    Hole = 23,

    /// <summary>The whole book of the last frame stands in for one that can't be fetched.</summary>
    WholeBookUsed = 24,

    /// <summary>A trade may have been lost just now: later ones wait until the history has it.</summary>
    TradesSuspected = 25,
}

/// <summary>What happened to a connection.</summary>
public enum ConnectionMark : byte
{
    /// <summary>It is being opened.</summary>
    Opening = 1,

    /// <summary>The venue took all subscriptions.</summary>
    Subscribed = 2,

    /// <summary>It is in charge from here on.</summary>
    InCharge = 3,

    /// <summary>It took over from another one.</summary>
    Replaced = 4,

    /// <summary>It was lost, and why.</summary>
    Lost = 5,
}
