namespace TradingBot.Storage.Safety;

/// <summary>The last proof of a safety layer.</summary>
/// <param name="Layer">Short name, such as egress-guard.</param>
/// <param name="Name">For people.</param>
/// <param name="Status">ok, failed or unknown.</param>
/// <param name="Evidence">What was seen.</param>
public sealed record SafetyProof(string Layer, string Name, string Status, string Evidence);

/// <summary>The safety layers' proofs, and what the database itself can say of its layer.</summary>
public sealed class SafetyStatusStore(DatabaseConnections connections)
{
    /// <summary>Stores the proofs of now.</summary>
    public async Task StoreAsync(string workerId, IReadOnlyList<SafetyProof> proofs, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        foreach (SafetyProof proof in proofs)
        {
            await connections.Control.ExecuteAsync("""
                INSERT INTO safety_status (layer, name, status, evidence, worker_id, last_verified) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (layer) DO UPDATE SET name = excluded.name, status = excluded.status, evidence = excluded.evidence, worker_id = excluded.worker_id,
                    last_verified = excluded.last_verified
                """, [proof.Layer, proof.Name, proof.Status, proof.Evidence, workerId, now], cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at the database's own layer: the paper-only constraint, the append-only triggers, and what this role could change.</summary>
    public async Task<IReadOnlyList<string>> FindDatabaseHolesAsync(CancellationToken cancellation) => await connections.Control.ReadAsync("""
        SELECT 'constraint trade_executions_paper_only is missing or not validated' WHERE NOT EXISTS (
            SELECT 1 FROM pg_constraint WHERE conname = 'trade_executions_paper_only' AND conrelid = 'trade_executions'::regclass AND convalidated)
        UNION ALL
        SELECT 'rows in trade_executions are no paper trades' WHERE EXISTS (SELECT 1 FROM trade_executions WHERE NOT is_paper_trade LIMIT 1)
        UNION ALL
        SELECT format('trigger %s_append_only is missing or disabled', name) FROM unnest($1) AS name WHERE NOT EXISTS (
            SELECT 1 FROM pg_trigger WHERE tgname = name || '_append_only' AND tgrelid = name::regclass AND tgenabled IN ('O', 'A'))
        UNION ALL
        SELECT format('this role may %s on %s', lower(privilege), name) FROM unnest($1) AS name, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
            WHERE has_table_privilege(name::regclass, privilege)
        UNION ALL
        SELECT format('this role owns %s', relname) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p')
        """, [Migrations.ApplicationGrants.AppendOnly.ToArray()], reader => reader.GetString(0), cancellation).ConfigureAwait(false);
}
