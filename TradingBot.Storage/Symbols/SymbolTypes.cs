namespace TradingBot.Storage.Symbols;

/// <summary>Which symbols of a venue are wanted: a list, or a rule that chooses them.</summary>
/// <param name="Symbols">In our spelling; none where a rule chooses.</param>
/// <param name="Rule">None where they are listed.</param>
public sealed record SymbolChoice(IReadOnlyList<string>? Symbols, SymbolChoiceRule? Rule);

/// <summary>A rule: so many symbols of a quote asset, by turnover in 24 hours.</summary>
/// <param name="Quote">Such as USDT.</param>
/// <param name="Top">How many.</param>
/// <param name="Exclude">Symbols that are never chosen.</param>
public sealed record SymbolChoiceRule(string Quote, int Top, IReadOnlyList<string> Exclude);

/// <summary>A choice that was stored.</summary>
/// <param name="Choice">What is wanted.</param>
/// <param name="Actor">Who wanted it.</param>
/// <param name="ChangedAt">Since when.</param>
public sealed record StoredSymbolChoice(SymbolChoice Choice, string Actor, DateTimeOffset ChangedAt);

/// <summary>A choice that a worker is to ask its venue about.</summary>
/// <param name="ProposalId">Which.</param>
/// <param name="Choice">What is wanted.</param>
/// <param name="Actor">Who wants it.</param>
public sealed record SymbolProposal(Guid ProposalId, SymbolChoice Choice, string Actor);

/// <summary>What became of a proposal.</summary>
/// <param name="IsAnswered">False while no worker has looked at it.</param>
/// <param name="Problem">Why it was refused; none where it was accepted.</param>
public sealed record SymbolAnswer(bool IsAnswered, string? Problem);

/// <summary>A symbol that a worker follows.</summary>
/// <param name="Symbol">In our spelling.</param>
/// <param name="Because">listed, rule or held.</param>
/// <param name="Detail">For a person: why it stays although it is not chosen any more; none where it is chosen.</param>
public sealed record FollowedSymbol(string Symbol, string Because, string? Detail = null);

/// <summary>What a worker follows at a venue.</summary>
/// <param name="WorkerId">Which worker.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbols">Followed symbols.</param>
/// <param name="Source">configuration where nothing was chosen at run time, else chosen.</param>
/// <param name="Choice">What the symbols follow from.</param>
/// <param name="Problem">Why the choice could not be followed in full; none where it is.</param>
/// <param name="EvaluatedAt">When.</param>
public sealed record FollowedSymbols(
    string WorkerId, string Venue, IReadOnlyList<FollowedSymbol> Symbols, string Source, SymbolChoice Choice, string? Problem, DateTimeOffset EvaluatedAt);
