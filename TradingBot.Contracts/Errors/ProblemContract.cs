namespace TradingBot.Contracts.Errors;

/// <summary>How every error is told (RFC 9457, <c>application/problem+json</c>).</summary>
/// <param name="Type">A link that says more about errors of this kind.</param>
/// <param name="Title">The kind of error in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What was wrong this time, and what would be right.</param>
/// <param name="Reason">Code of a refusal, such as <c>priceOffTick</c>; none where the error is no refusal by the trading core.</param>
/// <param name="Errors">Per field of the request: what is wrong with it.</param>
/// <param name="TraceId">Names the request in the logs.</param>
public sealed record ProblemContract(
    string? Type, string? Title, int? Status, string? Detail, string? Reason = null, IReadOnlyDictionary<string, string[]>? Errors = null, string? TraceId = null);
