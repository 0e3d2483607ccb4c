using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.MarketData;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Trading;

/// <summary>Something for the trading loop that is no market data.</summary>
internal abstract record HostMessage
{
    /// <summary>Inputs that belong together, such as an instrument and its history; told when they are processed.</summary>
    public sealed record Inputs(IReadOnlyList<EngineInput> Values, TaskCompletionSource Processed) : HostMessage;

    /// <summary>A command, with the lease of its account where it opens one.</summary>
    public sealed record CommandArrived(Command Command, long ReceivedAt, long? Lease) : HostMessage;

    /// <summary>The feeds have ended, and others of that world follow; told when nothing of the markets before is left.</summary>
    public sealed record WorldChanged(MarketWorld World, TaskCompletionSource Processed) : HostMessage;

    /// <summary>What is allowed from now on.</summary>
    public sealed record OrderGiven(TradingOrder Order) : HostMessage;

    /// <summary>These accounts are another worker's now.</summary>
    public sealed record LeasesLost(IReadOnlyCollection<AccountId> Accounts) : HostMessage;

    /// <summary>These accounts are to be another worker's; told, with the epochs that were held, when nothing of them is under way any more.</summary>
    public sealed record AccountsLeave(IReadOnlyCollection<AccountId> Accounts, TaskCompletionSource<IReadOnlyDictionary<AccountId, long>> Left) : HostMessage;

    /// <summary>Accounts that were free are this worker's now.</summary>
    public sealed record AccountsTaken(LoadedAccounts Accounts) : HostMessage;
}
