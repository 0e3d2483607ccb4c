using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>
/// What accounts have taken from the visible book of one market. The book does not know of paper orders, so what one of them took
/// is still shown; it counts as gone for that account until the market shows a change at that level.
/// </summary>
internal sealed class TakenLiquidity
{
    // By level; only looked up or removed from, so that the order of the dictionary reaches nothing.
    private readonly Dictionary<(Side Side, Price Price), List<Entry>> _levels = [];

    internal long TakenBy(AccountState account, Side bookSide, Price price)
    {
        if (!_levels.TryGetValue((bookSide, price), out List<Entry>? entries)) return 0;
        foreach (Entry entry in entries)
            if (ReferenceEquals(entry.Account, account)) return entry.Taken;
        return 0;
    }

    internal void Take(AccountState account, Side bookSide, BookLevel level, Quantity quantity)
    {
        if (!_levels.TryGetValue((bookSide, level.Price), out List<Entry>? entries)) _levels.Add((bookSide, level.Price), entries = []);
        for (int index = 0; index < entries.Count; index++)
        {
            if (!ReferenceEquals(entries[index].Account, account)) continue;
            entries[index] = entries[index] with { Taken = entries[index].Taken + quantity.Units };
            return;
        }

        entries.Add(new(account, level.Quantity.Units, quantity.Units));
    }

    /// <summary>Forgets what was taken at those of the changed levels that show another quantity than then.</summary>
    internal void SeeChanges(Side bookSide, ReadOnlySpan<BookLevel> levels)
    {
        if (_levels.Count == 0) return;
        foreach (ref readonly BookLevel level in levels)
        {
            if (!_levels.TryGetValue((bookSide, level.Price), out List<Entry>? entries) || entries[0].Shown == level.Quantity.Units) continue;
            _levels.Remove((bookSide, level.Price));
        }
    }

    /// <summary>Forgets what was taken at all levels that show another quantity than then.</summary>
    internal void SeeBook(OrderBook book)
    {
        foreach (((Side Side, Price Price) level, List<Entry> entries) in _levels)
        {
            book.Of(level.Side).TryQuantityAt(level.Price, out long shown);
            if (shown != entries[0].Shown) _levels.Remove(level);
        }
    }

    internal void Forget(AccountState account)
    {
        foreach (((Side, Price) level, List<Entry> entries) in _levels)
        {
            entries.RemoveAll(entry => ReferenceEquals(entry.Account, account));
            if (entries.Count == 0) _levels.Remove(level);
        }
    }

    // All entries of a level have seen the same quantity there: a change of it would have removed them.
    private readonly record struct Entry(AccountState Account, long Shown, long Taken);
}
