using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Worker.Control;

namespace TradingBot.Worker.Trading;

/// <summary>Something for the trading loop that is no market data.</summary>
internal abstract record HostMessage
{
    /// <summary>Inputs that belong together, such as an instrument and its history; told when they are processed.</summary>
    public sealed record Inputs(IReadOnlyList<EngineInput> Values, TaskCompletionSource Processed) : HostMessage;

    /// <summary>A command, with the lease of its account where it opens one.</summary>
    public sealed record CommandArrived(Command Command, long ReceivedAt, long? Lease) : HostMessage;

    /// <summary>What is allowed from now on.</summary>
    public sealed record OrderGiven(TradingOrder Order) : HostMessage;

    /// <summary>These accounts are another worker's now.</summary>
    public sealed record LeasesLost(IReadOnlyCollection<AccountId> Accounts) : HostMessage;

    /// <summary>An account that was free is this worker's now.</summary>
    public sealed record AccountTaken(AccountId Account, long Lease, IReadOnlyList<EngineEvent> Events) : HostMessage;
}
