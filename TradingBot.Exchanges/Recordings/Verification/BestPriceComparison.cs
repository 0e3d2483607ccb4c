using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Books;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Compares a rebuilt book with the best prices that the venue published, wherever both stand at the same number.</summary>
/// <remarks>A venue publishes best prices per update and changes of the book for many updates at once, in either order.</remarks>
internal sealed class BestPriceComparison
{
    // Best prices are remembered until the book has come so far; a book that is not in sync must not make them pile up.
    private const int Remembered = 10_000;

    private readonly Dictionary<long, (BookLevel Bid, BookLevel Ask)> _published = [];
    private readonly Queue<long> _order = new();

    /// <summary>Best prices that were published.</summary>
    public long Published { get; private set; }

    /// <summary>Best prices that equal the book's.</summary>
    public long Matches { get; private set; }

    /// <summary>Best prices that differ from the book's, where the book is proven.</summary>
    public long Mismatches { get; private set; }

    /// <summary>Best prices with which no proven book could be compared: none stood at their number.</summary>
    public long Incomparable => Published - Matches - Mismatches;

    /// <summary>What differed first; null where nothing did.</summary>
    public string? FirstMismatch { get; private set; }

    /// <summary>Best prices were published; a number of 0 says that the venue numbered them not.</summary>
    public void Publish(long number, BookLevel bid, BookLevel ask)
    {
        Published++;
        if (number == 0 || !_published.TryAdd(number, (bid, ask))) return;
        _order.Enqueue(number);
        if (_order.Count > Remembered) _published.Remove(_order.Dequeue());
    }

    /// <summary>The book stands at a new number.</summary>
    /// <param name="book">By the venue's procedure, levels beyond the snapshot included.</param>
    /// <param name="proven">The same within what its snapshot proved; where it is thin or not in sync, a difference proves nothing.</param>
    public void Compare(BookSynchronizer book, BookSynchronizer proven)
    {
        if (!book.IsSynced || !_published.TryGetValue(book.LastUpdateId, out (BookLevel Bid, BookLevel Ask) best)) return;
        bool isEqual = best.Bid == book.BestBid && best.Ask == book.BestAsk;
        if (!isEqual && (!proven.IsSynced || proven.IsThin || proven.LastUpdateId != book.LastUpdateId)) return;
        // Each is compared once: a second look at the same number would count it again.
        _published.Remove(book.LastUpdateId);
        if (isEqual) Matches++;
        else
        {
            Mismatches++;
            FirstMismatch ??= $"at {book.LastUpdateId} the venue published {Text(best.Bid)} / {Text(best.Ask)}, the book has {Text(book.BestBid)} / {Text(book.BestAsk)} (units of the scales)";
        }
    }

    private static string Text(BookLevel level) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{level.Price.Units}x{level.Quantity.Units}");
}
