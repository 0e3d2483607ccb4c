using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Rest;

/// <summary>REST requests to one endpoint of a venue since start.</summary>
/// <param name="Venue">The exchange.</param>
/// <param name="Endpoint">Path without query.</param>
/// <param name="Requests">Requests sent.</param>
/// <param name="Weight">Sum of their documented weights.</param>
/// <param name="Failures">Answers other than success, and no answer.</param>
public sealed record ApiUsage(Venue Venue, string Endpoint, long Requests, long Weight, long Failures);
