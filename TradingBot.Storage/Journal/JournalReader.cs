using System.Runtime.CompilerServices;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;

namespace TradingBot.Storage.Journal;

/// <summary>Reads the journal back; without a store of snapshots from its first event.</summary>
public sealed class JournalReader(DatabaseConnections connections, SnapshotStore? snapshots = null) : IJournalReader
{
    /// <summary>An account's events after a sequence, in order.</summary>
    public async IAsyncEnumerable<EngineEvent> ReadAsync(AccountId account, long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand select = new("SELECT payload FROM engine_events WHERE account_id = $1 AND sequence > $2 ORDER BY sequence", connection) { CommandTimeout = 0 };
        select.Parameters.Add(new() { Value = account.Value });
        select.Parameters.Add(new() { Value = after });
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) yield return JournalJson.ReadEvent(reader.GetString(0));
    }

    /// <summary>The newest whole snapshot of an account; none where the journal is to be read from its first event.</summary>
    public Task<AccountSnapshot?> ReadSnapshotAsync(AccountId account, CancellationToken cancellation) =>
        snapshots?.ReadLatestAsync(account, cancellation) ?? Task.FromResult<AccountSnapshot?>(null);

    /// <summary>Sequence of an account's last event as the account itself says; none where there is no such account.</summary>
    public async Task<long?> ReadHeadSequenceAsync(AccountId account, CancellationToken cancellation)
    {
        List<long> heads = await connections.Shared.ReadAsync("SELECT head_sequence FROM accounts WHERE account_id = $1", [account.Value], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        return heads.Count == 1 ? heads[0] : null;
    }

    /// <summary>The highest input sequence and time that any account's journal has; a sequencer continues after them.</summary>
    public async Task<(long InputSequence, long TimeNs)> ReadHeadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand select = connections.Shared.CreateCommand("SELECT coalesce(max(head_input_sequence), 0), coalesce(max(head_time_ns), 0) FROM accounts");
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        await reader.ReadAsync(cancellation).ConfigureAwait(false);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The largest absolute sum of ledger lines of an asset over all accounts; anything but zero is a broken ledger.</summary>
    public async Task<decimal> ReadLedgerDriftAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand select = connections.Shared.CreateCommand("""
            SELECT coalesce(max(abs(total)), 0) FROM (
                SELECT sum(free + locked + fees + market + external) AS total FROM balances GROUP BY account_id, asset) AS totals
            """);
        return (decimal)(await select.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>The same sum over every ledger line, and the largest difference between lines and running totals; reads the whole ledger.</summary>
    public async Task<decimal> AuditLedgerAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand select = new("""
            WITH lines AS (
                SELECT account_id, asset, sum(amount) AS total, coalesce(sum(amount) FILTER (WHERE ledger_account = 'free'), 0) AS free,
                    coalesce(sum(amount) FILTER (WHERE ledger_account = 'locked'), 0) AS locked
                FROM ledger_entries GROUP BY account_id, asset)
            SELECT coalesce(max(greatest(abs(coalesce(lines.total, 0)), abs(coalesce(lines.free, 0) - coalesce(balances.free, 0)),
                abs(coalesce(lines.locked, 0) - coalesce(balances.locked, 0)))), 0)
            FROM lines FULL JOIN balances USING (account_id, asset)
            """, connection) { CommandTimeout = 0 };
        return (decimal)(await select.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }
}
