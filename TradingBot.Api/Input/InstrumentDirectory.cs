using Microsoft.EntityFrameworkCore;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Input;

/// <summary>The instruments of this system, by any spelling. Safe for many threads; kept for some seconds, since they change a few times a year.</summary>
internal sealed class InstrumentDirectory(IDbContextFactory<TradingBotDbContext> databases, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);
    private sealed record Listing(IReadOnlyList<InstrumentRow> Instruments, long Timestamp);
    private Listing? _listing;

    /// <summary>All of them, by venue and symbol.</summary>
    public async Task<IReadOnlyList<InstrumentRow>> AllAsync(CancellationToken cancellation)
    {
        Listing? known = Volatile.Read(ref _listing);
        if (known is not null && time.GetElapsedTime(known.Timestamp) < KeptFor) return known.Instruments;
        await using TradingBotDbContext database = await databases.CreateDbContextAsync(cancellation);
        List<InstrumentRow> instruments = await database.Instruments.OrderBy(row => row.Venue).ThenBy(row => row.Symbol).ToListAsync(cancellation);
        // An empty listing is not kept: it ends when the first worker has read its venues.
        if (instruments.Count > 0) Volatile.Write(ref _listing, new Listing(instruments, time.GetTimestamp()));
        return instruments;
    }

    /// <summary>The instrument that the client means, or an error under the field that is wrong.</summary>
    public async Task<InstrumentRow?> FindAsync(InputErrors errors, string? venue, string? symbol, CancellationToken cancellation)
    {
        string? knownVenue = errors.Venue("venue", venue);
        if (string.IsNullOrWhiteSpace(symbol))
        {
            errors.Add("symbol", "is missing; it must be such as BTC-USDT");
            return null;
        }
        if (knownVenue is null) return null;
        IReadOnlyList<InstrumentRow> all = await AllAsync(cancellation);
        InstrumentRow? found = all.FirstOrDefault(row => row.Venue == knownVenue && IsSpelling(row, symbol));
        if (found is null) errors.Add("symbol", Unknown(all, knownVenue, symbol));
        return found;
    }

    /// <summary>Our spelling of a symbol that a list is filtered by; null where none is given.</summary>
    public async Task<string?> OptionalSymbolAsync(InputErrors errors, string? venue, string? symbol, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(symbol)) return null;
        IReadOnlyList<InstrumentRow> all = await AllAsync(cancellation);
        InstrumentRow? found = all.FirstOrDefault(row => (venue is null || row.Venue == venue) && IsSpelling(row, symbol));
        if (found is null) errors.Add("symbol", Unknown(all, venue, symbol));
        return found?.Symbol;
    }

    private static bool IsSpelling(InstrumentRow row, string symbol) =>
        Bare(row.Symbol).Equals(Bare(symbol.Trim()), StringComparison.OrdinalIgnoreCase) || row.VenueSymbol.Equals(symbol.Trim(), StringComparison.OrdinalIgnoreCase);

    private static string Bare(string symbol) => symbol.Replace("-", "", StringComparison.Ordinal);

    private static string Unknown(IReadOnlyList<InstrumentRow> all, string? venue, string symbol)
    {
        string[] listed = [.. all.Where(row => venue is null || row.Venue == venue).Select(row => row.Symbol).Distinct().Take(20)];
        string where = venue ?? "any venue";
        string shown = symbol.Length <= 40 ? symbol : symbol[..40] + "…";
        return listed.Length == 0
            ? $"'{shown}' is not known: no instrument of {where} has been read yet; a worker reads them when its feed starts"
            : $"'{shown}' is no instrument of {where}; there are {string.Join(", ", listed)}";
    }
}
