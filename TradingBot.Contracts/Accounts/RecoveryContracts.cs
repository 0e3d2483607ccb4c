namespace TradingBot.Contracts.Accounts;

/// <summary>A time in which an account had no owner, as <c>GET /api/accounts/{accountId}/recoveries</c> lists it.</summary>
/// <param name="AwayFrom">When it was last known to be followed.</param>
/// <param name="AwayTo">When it was followed again.</param>
/// <param name="Trades">Missed trades of its markets that it met afterwards.</param>
/// <param name="Executions">Executions that came of them.</param>
/// <param name="Triggered">Conditional orders that they set off.</param>
/// <param name="Cancelled">Orders that the policy cancelled.</param>
/// <param name="Policy">keep, cancel or halt.</param>
/// <param name="Unproven">Markets of which trades may be missing, each with the reason; empty where all were brought back.</param>
public sealed record RecoveryContract(
    DateTimeOffset AwayFrom, DateTimeOffset AwayTo, int Trades, int Executions, int Triggered, int Cancelled, string Policy, IReadOnlyList<string> Unproven);

/// <summary>What becomes of an account's open orders where missed trades cannot all be brought back; body and answer of <c>PUT /api/accounts/{accountId}/missed-trades-policy</c>.</summary>
/// <param name="Policy">keep (they rest on), cancel, or halt (nothing happens until the risk limits are set by who has looked at the account).</param>
public sealed record MissedTradesPolicyContract(string? Policy);
