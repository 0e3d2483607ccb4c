using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
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
/// <param name="Model">What decides its executions; none: <see cref="ExecutionModel.Immediate"/>.</param>
public sealed record OpenAccount(
    Guid CommandId, AccountId Account, string Name, string ReportingAsset, IReadOnlyDictionary<string, Money> Deposits, RiskLimits Limits, ExecutionModel? Model = null)
    : Command(CommandId, Account);

/// <summary>Places an order. Amounts are what the user wrote: the engine converts them exactly or refuses them with a reason.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose order.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Type">How its price is decided.</param>
/// <param name="Quantity">Base units; 0 where the options name an amount of the quote asset.</param>
/// <param name="LimitPrice">Quote units per base unit; only for an order with a limit.</param>
/// <param name="TimeInForce">How long it works.</param>
/// <param name="Options">What else it asks for; none: nothing.</param>
public sealed record PlaceOrder(
    Guid CommandId, AccountId Account, InstrumentId Instrument, Side Side, OrderType Type, decimal Quantity, decimal? LimitPrice, TimeInForce TimeInForce,
    OrderOptions? Options = null)
    : Command(CommandId, Account);

/// <summary>Places a pair of which one cancels the other: a post-only limit order on the good side of the price and a stop order on the other.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose orders.</param>
/// <param name="Instrument">What to trade.</param>
/// <param name="Side">Buy or sell; the same for both.</param>
/// <param name="Quantity">Base units; the same for both.</param>
/// <param name="LimitPrice">Price of the limit order: above the stop to sell, below it to buy.</param>
/// <param name="StopPrice">Trigger of the stop order.</param>
/// <param name="StopLimitPrice">Limit price of the stop order; none: at the market.</param>
/// <param name="TriggerSource">What the trigger watches.</param>
/// <param name="SelfTradePrevention">What happens where one would meet an own order.</param>
public sealed record PlacePair(
    Guid CommandId, AccountId Account, InstrumentId Instrument, Side Side, decimal Quantity, decimal LimitPrice, decimal StopPrice, decimal? StopLimitPrice,
    TriggerSource TriggerSource = TriggerSource.LastTrade, SelfTradePrevention SelfTradePrevention = SelfTradePrevention.ExpireMaker)
    : Command(CommandId, Account);

/// <summary>Cancels an open order.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose order.</param>
/// <param name="OrderId">The order.</param>
public sealed record CancelOrder(Guid CommandId, AccountId Account, Guid OrderId) : Command(CommandId, Account);

/// <summary>Changes price, quantity or both of an open order. Whether it keeps its place in the queue is the venue's rule.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose order.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Price">New limit price, quote units per base unit; none: as it is.</param>
/// <param name="Quantity">New quantity, base units, what is executed already included; none: as it is.</param>
public sealed record AmendOrder(Guid CommandId, AccountId Account, Guid OrderId, decimal? Price, decimal? Quantity) : Command(CommandId, Account);

/// <summary>Cancels the open orders of an account: all of them, or those of an instrument, a strategy, or both.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose orders.</param>
/// <param name="Reason">Why.</param>
/// <param name="Instrument">Only orders in it; none: in all.</param>
/// <param name="StrategyId">Only orders of this strategy; none: whoever decided them.</param>
public sealed record CancelAllOrders(Guid CommandId, AccountId Account, OrderEndReason Reason, InstrumentId? Instrument = null, string? StrategyId = null)
    : Command(CommandId, Account);

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

/// <summary>Changes what decides an account's executions from now on.</summary>
/// <param name="CommandId">Given at the edge.</param>
/// <param name="Account">Whose model.</param>
/// <param name="Model">The new model.</param>
public sealed record SetExecutionModel(Guid CommandId, AccountId Account, ExecutionModel Model) : Command(CommandId, Account);

/// <summary>The engine's answer to a command.</summary>
/// <param name="CommandId">Which command.</param>
/// <param name="Account">Whose.</param>
/// <param name="Reason">None where it was done.</param>
/// <param name="Message">For a person: what was wrong and what would be right; none where it was done.</param>
/// <param name="OrderId">The order it made or touched.</param>
/// <param name="Count">How many things it touched (orders cancelled).</param>
public sealed record CommandAnswer(Guid CommandId, AccountId Account, RejectReason Reason, string? Message = null, Guid? OrderId = null, int Count = 0);
