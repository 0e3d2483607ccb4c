using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Commands;

/// <summary>Something a user, an operator or the host asks of an account.</summary>
/// <param name="CommandId">Given at the edge (UUIDv7); the answer names it.</param>
/// <param name="Account">The account it is for.</param>
public abstract record Command(Guid CommandId, AccountId Account);

/// <summary>Opens a paper account with virtual cash.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">The new account's id.</param>
/// <param name="Name">Name for people, 1 to 64 characters.</param>
/// <param name="ReportingAsset">Asset that equity is told in, such as <c>USDT</c>.</param>
/// <param name="Deposits">Virtual cash per asset; positive.</param>
/// <param name="Limits">Risk limits.</param>
public sealed record OpenAccount(
    Guid CommandId, AccountId Account, string Name, string ReportingAsset, IReadOnlyDictionary<string, Money> Deposits, RiskLimits Limits)
    : Command(CommandId, Account);

/// <summary>Places an order. Amounts are what the user wrote: the engine converts them exactly or refuses them with a reason.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose order.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Type">Market or limit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="LimitPrice">Quote units per base unit; only for a limit order.</param>
/// <param name="TimeInForce">How long it works.</param>
public sealed record PlaceOrder(
    Guid CommandId, AccountId Account, InstrumentId Instrument, Side Side, OrderType Type, decimal Quantity, decimal? LimitPrice, TimeInForce TimeInForce)
    : Command(CommandId, Account);

/// <summary>Cancels an open order.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose order.</param>
/// <param name="OrderId">The order.</param>
public sealed record CancelOrder(Guid CommandId, AccountId Account, Guid OrderId) : Command(CommandId, Account);

/// <summary>Cancels all open orders of an account.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose orders.</param>
/// <param name="Reason">Why.</param>
public sealed record CancelAllOrders(Guid CommandId, AccountId Account, OrderEndReason Reason) : Command(CommandId, Account);

/// <summary>Sets a strategy's definition (adding it where it is new) and whether it runs.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose strategy.</param>
/// <param name="Strategy">The definition; its id names it within the account.</param>
/// <param name="IsRunning">Whether it shall run.</param>
public sealed record ConfigureStrategy(Guid CommandId, AccountId Account, StrategyDefinition Strategy, bool IsRunning) : Command(CommandId, Account);

/// <summary>Changes an account's risk limits.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose limits.</param>
/// <param name="Limits">The new limits.</param>
public sealed record SetRiskLimits(Guid CommandId, AccountId Account, RiskLimits Limits) : Command(CommandId, Account);

/// <summary>The engine's answer to a command.</summary>
/// <param name="CommandId">Which command.</param>
/// <param name="Account">Whose.</param>
/// <param name="Reason">None where it was done.</param>
/// <param name="Message">For a person: what was wrong and what would be right; none where it was done.</param>
/// <param name="OrderId">The order it made or touched.</param>
/// <param name="Count">How many things it touched (orders cancelled).</param>
public sealed record CommandAnswer(Guid CommandId, AccountId Account, RejectReason Reason, string? Message = null, Guid? OrderId = null, int Count = 0);
