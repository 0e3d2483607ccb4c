using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.MarketData;

/// <summary>
/// What accounts have taken from the visible book of one market. The book does not know of paper orders, so what one of them took
/// is still shown; it counts as gone for that account until the market shows a change at that level.
/// </summary>
internal sealed class TakenLiquidity
{
    private readonly List<Entry> _entries = [];

    internal long TakenBy(AccountState account, Side bookSide, Price price)
    {
        for (int index = 0; index < _entries.Count; index++)
        {
            Entry entry = _entries[index];
            if (ReferenceEquals(entry.Account, account) && entry.Side == bookSide && entry.Price == price) return entry.Taken;
        }

        return 0;
    }

    internal void Take(AccountState account, Side bookSide, BookLevel level, Quantity quantity)
    {
        for (int index = 0; index < _entries.Count; index++)
        {
            Entry entry = _entries[index];
            if (!ReferenceEquals(entry.Account, account) || entry.Side != bookSide || entry.Price != level.Price) continue;
            _entries[index] = entry with { Taken = entry.Taken + quantity.Units };
            return;
        }

        _entries.Add(new(account, bookSide, level.Price, level.Quantity.Units, quantity.Units));
    }

    /// <summary>Forgets what was taken at levels that have changed.</summary>
    internal void SeeBook(OrderBook book)
    {
        for (int index = _entries.Count - 1; index >= 0; index--)
        {
            Entry entry = _entries[index];
            book.Of(entry.Side).TryQuantityAt(entry.Price, out long shown);
            if (shown != entry.Shown) _entries.RemoveAt(index);
        }
    }

    internal void Forget(AccountState account)
    {
        for (int index = _entries.Count - 1; index >= 0; index--)
            if (ReferenceEquals(_entries[index].Account, account)) _entries.RemoveAt(index);
    }

    private readonly record struct Entry(AccountState Account, Side Side, Price Price, long Shown, long Taken);
}
