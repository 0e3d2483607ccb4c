using TradingBot.Contracts.Operations;
using TradingBot.Storage.Symbols;

namespace TradingBot.Api.Control;

/// <summary>Puts together what was chosen and what the workers follow.</summary>
internal sealed class SymbolsReader(SymbolStore store)
{
    private static readonly string[] Venues = ["binance", "kucoin"];

    public async Task<SymbolsConfiguration> ReadAsync(CancellationToken cancellation)
    {
        IReadOnlyList<FollowedSymbols> followed = await store.ReadFollowedAsync(cancellation);
        List<VenueSymbols> venues = [];
        foreach (string venue in Venues)
        {
            StoredSymbolChoice? stored = await store.ReadAsync(venue, cancellation);
            // Workers follow the same choice; of several the one that looked last knows best.
            FollowedSymbols? latest = followed.Where(known => known.Venue == venue).MaxBy(known => known.EvaluatedAt);
            if (stored is null && latest is null) continue;
            venues.Add(Of(venue, stored, latest));
        }
        return new(venues);
    }

    private static VenueSymbols Of(string venue, StoredSymbolChoice? stored, FollowedSymbols? latest)
    {
        SymbolChoice choice = stored?.Choice ?? latest!.Choice;
        return new(venue, stored is null ? "configuration" : "chosen", stored?.Actor, stored?.ChangedAt, choice.Symbols,
            choice.Rule is { } rule ? new(rule.Quote, rule.Top, rule.Exclude) : null,
            [.. (latest?.Symbols ?? []).Select(symbol => new FollowedSymbolContract(symbol.Symbol, symbol.Because, symbol.Detail))], latest?.Problem, latest?.EvaluatedAt);
    }
}
