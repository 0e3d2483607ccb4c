using TradingBot.Contracts;

namespace TradingBot.Api.Input;

/// <summary>Makes a page of rows that were asked for one beyond the limit, which tells whether there is a next page.</summary>
internal static class Paging
{
    public static Page<TContract> Page<TRow, TContract>(List<TRow> rows, int limit, Func<TRow, TContract> map, Func<TRow, Cursor> cursor) =>
        rows.Count > limit
            ? new([.. rows.Take(limit).Select(map)], cursor(rows[limit - 1]).ToString())
            : new([.. rows.Select(map)], NextCursor: null);
}
