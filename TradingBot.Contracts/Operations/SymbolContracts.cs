namespace TradingBot.Contracts.Operations;

/// <summary>Answer of <c>GET /api/config/symbols</c>.</summary>
/// <param name="Venues">Every venue that is followed.</param>
public sealed record SymbolsConfiguration(IReadOnlyList<VenueSymbols> Venues);

/// <summary>Which symbols of a venue are followed, and why.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Source">configuration where nothing was chosen at run time, else chosen.</param>
/// <param name="Actor">Who chose at run time; none where the configuration decides.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Symbols">The chosen list; none where a rule chooses.</param>
/// <param name="Rule">The chosen rule; none where symbols are listed.</param>
/// <param name="Followed">What is followed now.</param>
/// <param name="Problem">Why the choice is not followed in full; none where it is.</param>
/// <param name="EvaluatedAt">When a worker looked last; none while no worker runs.</param>
public sealed record VenueSymbols(
    string Venue, string Source, string? Actor, DateTimeOffset? ChangedAt, IReadOnlyList<string>? Symbols, SymbolRuleContract? Rule, IReadOnlyList<FollowedSymbolContract> Followed,
    string? Problem, DateTimeOffset? EvaluatedAt);

/// <summary>A symbol that is followed.</summary>
/// <param name="Symbol">Such as BTC-USDT.</param>
/// <param name="Because">listed, rule, or held: not chosen any more, but not to be dropped yet.</param>
/// <param name="Detail">What keeps it; none where it is chosen.</param>
public sealed record FollowedSymbolContract(string Symbol, string Because, string? Detail);

/// <summary>Chooses symbols by turnover.</summary>
/// <param name="Quote">Asset that is paid, such as USDT.</param>
/// <param name="Top">How many symbols, those with the highest turnover in 24 hours; 1 to 600.</param>
/// <param name="Exclude">Symbols that are never chosen.</param>
public sealed record SymbolRuleContract(string? Quote, int? Top, IReadOnlyList<string>? Exclude = null);

/// <summary>Body of <c>PUT /api/config/symbols/{venue}</c>: one of the two.</summary>
/// <param name="Symbols">1 to 600 symbols such as BTC-USDT.</param>
/// <param name="Rule">A rule that chooses them.</param>
public sealed record SymbolsRequest(IReadOnlyList<string>? Symbols = null, SymbolRuleContract? Rule = null);
