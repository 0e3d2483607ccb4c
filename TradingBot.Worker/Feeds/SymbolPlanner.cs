using TradingBot.Engine.Instruments;
using TradingBot.Exchanges;
using TradingBot.Storage.Names;
using TradingBot.Storage.Symbols;

namespace TradingBot.Worker.Feeds;

/// <summary>What is to be followed at a venue: instruments as the venue describes them, and for each why.</summary>
internal sealed record SymbolPlan(IReadOnlyList<Instrument> Instruments, IReadOnlyList<FollowedSymbol> Symbols, string Source, SymbolChoice Choice, string? Problem);

/// <summary>Finds out which symbols of a venue are to be followed. For one venue; used by one task at a time.</summary>
/// <remarks>A symbol in which something is open, held or decided is never dropped: without its market it could not be closed either.</remarks>
internal sealed class SymbolPlanner(VenueFeed feed, SymbolStore store)
{
    private readonly Dictionary<string, Instrument> _known = new(StringComparer.Ordinal);
    private IReadOnlyList<string> _chosen = [];

    private string Venue => StoredNames.Of(feed.Venue);

    /// <summary>Puts choice and held symbols together.</summary>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public async Task<SymbolPlan> PlanAsync(CancellationToken cancellation)
    {
        StoredSymbolChoice? stored = await store.ReadAsync(Venue, cancellation);
        SymbolChoice choice = stored?.Choice ?? Configured();
        IReadOnlyDictionary<string, string> held = await store.ReadHeldAsync(Venue, cancellation);
        IReadOnlyList<string> wanted = choice.Symbols ?? await ChooseAsync(RuleOf(choice), cancellation);
        string[] staying = [.. held.Keys.Where(symbol => !wanted.Contains(symbol)).Order(StringComparer.Ordinal)];
        IReadOnlyList<string> unknown = await LearnAsync([.. wanted, .. staying], cancellation);
        string because = choice.Rule is null ? "listed" : "rule";
        FollowedSymbol[] followed =
        [
            .. wanted.Except(unknown).Select(symbol => new FollowedSymbol(symbol, because)),
            .. staying.Except(unknown).Select(symbol => new FollowedSymbol(symbol, "held", $"it is not chosen any more, but {held[symbol]}; it stays until that has ended")),
        ];
        return new([.. followed.Select(symbol => _known[symbol.Symbol])], followed, stored is null ? "configuration" : "chosen", choice,
            unknown.Count == 0 ? null : $"{Venue} has no symbol {string.Join(", ", unknown)}");
    }

    /// <summary>Why a choice can't be followed; null where it can.</summary>
    /// <exception cref="ExchangeException">The venue can't be read.</exception>
    public async Task<string?> ProblemOfAsync(SymbolChoice choice, CancellationToken cancellation)
    {
        if (choice.Rule is { } rule)
            return (await feed.FetchRankingAsync(rule.Quote, 1, cancellation)).Count > 0 ? null : $"{Venue} trades nothing against {rule.Quote}";
        IReadOnlyList<string> unknown = await LearnAsync(choice.Symbols!, cancellation);
        return unknown.Count == 0 ? null : $"{Venue} has no symbol {string.Join(", ", unknown)}";
    }

    private SymbolChoice Configured() =>
        feed.Rule is { } rule ? new(null, new(rule.Quote, rule.Top, rule.Exclude)) : new(feed.Symbols, null);

    private static SymbolRule RuleOf(SymbolChoice choice) => new(choice.Rule!.Quote, choice.Rule.Top, choice.Rule.Exclude);

    private async Task<IReadOnlyList<string>> ChooseAsync(SymbolRule rule, CancellationToken cancellation)
    {
        IReadOnlyList<Instrument> ranking = await feed.FetchRankingAsync(rule.Quote, rule.RankingNeeded, cancellation);
        foreach (Instrument instrument in ranking) _known[instrument.Symbol] = instrument;
        return _chosen = rule.Choose([.. ranking.Select(instrument => instrument.Symbol)], _chosen);
    }

    // Asks the venue only about what is not known yet, and says what it does not have.
    private async Task<IReadOnlyList<string>> LearnAsync(IReadOnlyList<string> symbols, CancellationToken cancellation)
    {
        (IReadOnlyList<Instrument> read, IReadOnlyList<string> unknown) = await feed.FetchInstrumentsAsync([.. symbols.Where(symbol => !_known.ContainsKey(symbol))], cancellation);
        foreach (Instrument instrument in read) _known[instrument.Symbol] = instrument;
        return unknown;
    }
}
