namespace TradingBot.ExchangeSim.Faults;

/// <summary>A fault with what it has done so far.</summary>
/// <param name="Id">Number by which it can be ended, from 1.</param>
/// <param name="Venue"><c>binance</c>, <c>kucoin</c> or <c>both</c>.</param>
/// <param name="Fault">Its name.</param>
/// <param name="Affected">
/// Messages, requests, connections or symbols that it has hit. In the answer to its start: connections or symbols that it is aimed at.
/// </param>
/// <param name="State"><c>scheduled</c>, <c>active</c> or <c>finished</c>.</param>
/// <param name="Origin"><c>api</c>, <c>schedule</c> or <c>seed</c>.</param>
/// <param name="Symbol">The symbol that it is limited to.</param>
/// <param name="Stream">The kind of stream that it is limited to.</param>
/// <param name="Kind">Its variant.</param>
/// <param name="StartedAt">Simulated time at which it started.</param>
/// <param name="FinishedAt">Simulated time at which it ended.</param>
/// <param name="Request">As it was asked for.</param>
public sealed record FaultReport(
    int Id,
    string Venue,
    string Fault,
    long Affected,
    string State,
    string Origin,
    string? Symbol,
    string? Stream,
    string? Kind,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    FaultRequest Request);
