namespace TradingBot.Web.Api;

/// <summary>What the Api answered: a value, or why there is none.</summary>
/// <typeparam name="T">The contract of the value.</typeparam>
/// <param name="Value">Present exactly when <paramref name="Failure"/> is not.</param>
/// <param name="Failure">Why there is no value.</param>
public sealed record Answer<T>(T? Value, ApiFailure? Failure)
    where T : class;

/// <summary>A refusal by the Api, or its absence, in words for a person.</summary>
/// <param name="Status">HTTP status; 0 where the Api could not be reached.</param>
/// <param name="Title">What happened.</param>
/// <param name="Detail">What would be right.</param>
/// <param name="Fields">Faults by the name of the field, camelCase.</param>
public sealed record ApiFailure(int Status, string Title, string Detail, IReadOnlyDictionary<string, string[]> Fields);
