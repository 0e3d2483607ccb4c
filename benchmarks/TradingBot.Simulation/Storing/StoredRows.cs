using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Leases;

namespace TradingBot.Simulation.Storing;

/// <summary>An account with its journal, as text, as the database has it.</summary>
internal sealed class StoredAccount
{
    public List<string> Journal { get; } = [];

    /// <summary>When each event was stored.</summary>
    public List<long> StoredAtNs { get; } = [];

    public long HeadInputSequence { get; set; }

    public long HeadTimeNs { get; set; }
}

/// <summary>Who owns an account.</summary>
internal sealed class StoredLease
{
    public required string Worker { get; set; }

    public required long Epoch { get; set; }

    public required long ExpiresAtNs { get; set; }

    public IReadOnlyDictionary<int, TradeMark>? Followed { get; set; }

    public long? FollowedAtNs { get; set; }

    /// <summary>Journal transactions that hold the row.</summary>
    public int Holders { get; set; }
}

/// <summary>A command, from its submission to its answer.</summary>
internal sealed class StoredCommand
{
    public required PendingCommand Command { get; init; }

    public CommandReply? Answer { get; set; }

    public int Answers { get; set; }
}

/// <summary>The control row.</summary>
internal sealed record StoredControl(TradingMode Mode, long Epoch);

/// <summary>A worker as the others know it.</summary>
internal sealed record StoredWorker(long HeardAtNs, bool TakesAccounts);

/// <summary>Where an account's journal ended up, for the checks.</summary>
internal sealed record StoredBatch(string Worker, long ControlEpoch, TradingMode Mode, AccountId Account, long FirstSequence, int Events);
