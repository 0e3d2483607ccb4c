namespace TradingBot.Engine.Risk;

/// <summary>A risk state and what it came of.</summary>
/// <param name="State">What it lets the account do.</param>
/// <param name="Reason">Why, in words for a person; empty where nothing has happened yet.</param>
internal readonly record struct RiskStanding(RiskState State, string Reason);
