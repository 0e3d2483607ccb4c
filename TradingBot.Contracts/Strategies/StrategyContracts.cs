using System.Text.Json;

namespace TradingBot.Contracts.Strategies;

/// <summary>A strategy of an account (<c>GET /api/strategies?accountId=</c>).</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="StrategyId">Its id within the account.</param>
/// <param name="Kind">ma-cross, rsi-reversion or learned.</param>
/// <param name="Title">For people.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="BarSeconds">Length of its bars.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="Parameters">Every parameter's value.</param>
/// <param name="LastSignal">Its last signal.</param>
/// <param name="Runtime">Facts of its running state by name (a learned one: samples, outOfSampleHitRate, baseRate, warm); kind-specific.</param>
/// <param name="RealizedProfit">Of its executions, in quote.</param>
public sealed record StrategyContract(
    Guid AccountId, string StrategyId, string Kind, string Title, string Venue, string Symbol, int BarSeconds, bool IsRunning,
    IReadOnlyDictionary<string, decimal> Parameters, SignalContract? LastSignal, IReadOnlyDictionary<string, JsonElement> Runtime, decimal RealizedProfit);

/// <summary>A signal (<c>GET /api/signals</c>).</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="StrategyId">Which strategy.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Action">buy, sell or hold.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Price">Close of the bar it decided on.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record SignalContract(
    Guid AccountId, string StrategyId, string Venue, string Symbol, string Action, decimal Confidence, decimal Price, string Reason, DateTimeOffset At);

/// <summary>Body of <c>PUT /api/strategies/{strategyId}</c> (adds or changes) – also <c>POST …/start</c>, <c>POST …/stop</c> without a body.</summary>
/// <param name="Kind">ma-cross, rsi-reversion or learned.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="BarSeconds">Default 60.</param>
/// <param name="Parameters">Missing ones have their defaults.</param>
/// <param name="IsRunning">Default true.</param>
/// <param name="AccountId">Default: the first account.</param>
public sealed record ConfigureStrategyRequest(
    string? Kind, string? Venue, string? Symbol, int? BarSeconds = null, IReadOnlyDictionary<string, decimal>? Parameters = null, bool? IsRunning = null, Guid? AccountId = null);

/// <summary>A kind of strategy (<c>GET /api/strategies/catalog</c>).</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">What it does.</param>
/// <param name="Parameters">What can be set.</param>
public sealed record StrategyKindContract(string Kind, string Title, string Description, IReadOnlyList<StrategyParameterContract> Parameters);

/// <summary>A parameter of a strategy kind.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Default value.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="Description">What it means.</param>
public sealed record StrategyParameterContract(string Name, decimal Default, decimal Minimum, decimal Maximum, string Description);
