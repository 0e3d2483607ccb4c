namespace TradingBot.Contracts;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">Newest first unless the list says otherwise.</param>
/// <param name="NextCursor">Give it as <c>?cursor=</c> for the next page; none on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
