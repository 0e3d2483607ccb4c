namespace TradingBot.SystemTests.Running;

/// <summary>What holds for the books of every account at any time.</summary>
internal static class LedgerLaws
{
    /// <summary>Every posting has its counterpart, the balances are the sums of the postings, and every execution is marked as paper.</summary>
    public static async Task HoldAsync(RunningSystem system)
    {
        List<long> entries = await system.QueryAsync("SELECT count(*) FROM ledger_entries", row => row.GetInt64(0));
        Assert.True(entries[0] > 0, "the ledger is empty: not even the opening deposit was posted");
        Assert.Empty(await system.QueryAsync(
            "SELECT account_id, asset, sum(amount)::text FROM ledger_entries GROUP BY account_id, asset HAVING sum(amount) <> 0",
            row => $"{row.GetGuid(0)} {row.GetString(1)} {row.GetString(2)}"));
        Assert.Empty(await system.QueryAsync(
            """
            SELECT account_id, asset, ledger.free::text, balances.free::text, ledger.locked::text, balances.locked::text
            FROM balances FULL JOIN (
                SELECT account_id, asset,
                    coalesce(sum(amount) FILTER (WHERE ledger_account = 'free'), 0) AS free, coalesce(sum(amount) FILTER (WHERE ledger_account = 'locked'), 0) AS locked
                FROM ledger_entries GROUP BY account_id, asset) AS ledger USING (account_id, asset)
            WHERE ledger.free IS DISTINCT FROM balances.free OR ledger.locked IS DISTINCT FROM balances.locked
            """,
            row => string.Join(' ', Enumerable.Range(0, row.FieldCount).Select(column => row.GetValue(column)))));
        Assert.Equal(0, (await system.QueryAsync("SELECT count(*) FROM trade_executions WHERE NOT is_paper_trade", row => row.GetInt64(0)))[0]);
    }
}
