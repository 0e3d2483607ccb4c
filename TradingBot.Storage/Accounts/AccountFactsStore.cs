using Npgsql;
using NpgsqlTypes;
using TradingBot.Engine.Accounts;

namespace TradingBot.Storage.Accounts;

/// <summary>What is told of accounts beside the journal: it follows from the market, and could be lost without a loss.</summary>
public sealed class AccountFactsStore(DatabaseConnections connections)
{
    /// <summary>Stores the runtime facts of a strategy, a JSON object.</summary>
    public Task StoreRuntimeAsync(AccountId account, string strategyId, string facts, CancellationToken cancellation) => connections.Shared.ExecuteAsync(
        "UPDATE strategies SET runtime = $3 WHERE account_id = $1 AND strategy_id = $2",
        [account.Value, strategyId, new NpgsqlParameter { Value = facts, NpgsqlDbType = NpgsqlDbType.Jsonb }], cancellation);

    /// <summary>Sets what becomes of an account's open orders where missed trades cannot all be brought back: keep, cancel or halt.</summary>
    public Task SetMissedTradesPolicyAsync(AccountId account, string policy, CancellationToken cancellation) =>
        connections.Shared.ExecuteAsync("UPDATE accounts SET missed_trades_policy = $2 WHERE account_id = $1", [account.Value, policy], cancellation);

    /// <summary>All accounts, oldest first.</summary>
    public async Task<IReadOnlyList<AccountId>> ListAsync(CancellationToken cancellation) => await connections.Shared.ReadAsync(
        "SELECT account_id FROM accounts ORDER BY created_at, account_id", [], reader => new AccountId(reader.GetGuid(0)), cancellation).ConfigureAwait(false);
}
