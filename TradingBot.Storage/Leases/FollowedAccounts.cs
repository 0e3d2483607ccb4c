using System.Text.Json;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Recovery;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.Leases;

/// <summary>The last trade of a market that an account has met, with all its effects durable.</summary>
/// <param name="Id">The venue's number.</param>
/// <param name="TimeNs">When the venue says it happened, nanoseconds since the Unix epoch.</param>
public sealed record TradeMark(long Id, long TimeNs);

/// <summary>How far an account was followed by its last owner.</summary>
/// <param name="Account">Whose.</param>
/// <param name="At">When its owner last said so, by the database's clock; none where no owner ever did.</param>
/// <param name="Now">The database's clock when it was read.</param>
/// <param name="Trades">The last trade that it met of each market, by the instrument's number; empty where none is known.</param>
/// <param name="Policy">What becomes of its orders where trades are missing.</param>
/// <param name="Open">Markets of the asked world in which it has open orders, each with the last trade that the journal has an execution of; 0 for none.</param>
public sealed record FollowedAccount(
    AccountId Account, DateTimeOffset? At, DateTimeOffset Now, IReadOnlyDictionary<int, TradeMark> Trades, MissedTradesPolicy Policy, IReadOnlyDictionary<InstrumentId, long> Open);

/// <summary>Reads how far accounts were followed.</summary>
public sealed class FollowedAccounts(DatabaseConnections connections)
{
    // Executions of trades after the mark cannot be older than it, but for what the clocks of worker and database differ by.
    private static readonly TimeSpan ClockDifferenceMax = TimeSpan.FromMinutes(5);

    /// <summary>Reads accounts that this worker holds, by now: what they had open is not changed by anybody else.</summary>
    /// <param name="accounts">Whose.</param>
    /// <param name="simulated">The world whose orders are asked for.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<IReadOnlyList<FollowedAccount>> ReadAsync(IReadOnlyCollection<AccountId> accounts, bool simulated, CancellationToken cancellation)
    {
        Guid[] ids = [.. accounts.Select(account => account.Value)];
        List<(Guid Account, DateTimeOffset? At, DateTimeOffset Now, string? Trades, string Policy)> rows = await connections.Control.ReadAsync("""
            SELECT account_id, followed_at, clock_timestamp(), followed_trades, missed_trades_policy FROM accounts JOIN worker_leases USING (account_id) WHERE account_id = ANY ($1) ORDER BY account_id
            """, [ids], reader => (reader.GetGuid(0), reader.IsDBNull(1) ? (DateTimeOffset?)null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4)), cancellation).ConfigureAwait(false);
        ILookup<Guid, (Guid Account, int Instrument, long TradeId)> open = (await connections.Control.ReadAsync("""
            SELECT account_id, instrument_id, coalesce((
                SELECT max((evidence ->> 'tradeId')::bigint) FROM trade_executions AS execution
                WHERE execution.account_id = market.account_id AND execution.instrument_id = market.instrument_id
                    AND executed_at >= coalesce((SELECT followed_at FROM worker_leases AS lease WHERE lease.account_id = market.account_id), '-infinity') - $3::interval), 0)
            FROM (SELECT DISTINCT account_id, instrument_id FROM orders WHERE account_id = ANY ($1) AND status = 'open' AND simulated = $2) AS market
            """, [ids, simulated, ClockDifferenceMax], reader => (Account: reader.GetGuid(0), Instrument: reader.GetInt32(1), TradeId: reader.GetInt64(2)), cancellation).ConfigureAwait(false))
            .ToLookup(row => row.Account);
        return [.. rows.Select(row => new FollowedAccount(new(row.Account), row.At, row.Now, MarksOf(row.Trades), PolicyOf(row.Policy),
            open[row.Account].ToDictionary(market => new InstrumentId(market.Instrument), market => market.TradeId)))];
    }

    internal static string Write(IReadOnlyDictionary<int, TradeMark> trades) => JsonSerializer.Serialize(trades);

    private static Dictionary<int, TradeMark> MarksOf(string? json) => json is null ? [] : JsonSerializer.Deserialize<Dictionary<int, TradeMark>>(json)!;

    private static MissedTradesPolicy PolicyOf(string policy) => StoredNames.TryMissedTradesPolicy(policy, out MissedTradesPolicy known) ? known : MissedTradesPolicy.Keep;
}
