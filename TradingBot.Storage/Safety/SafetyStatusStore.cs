using Npgsql;

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
        await connections.Control.ExecuteAsync("""
            INSERT INTO safety_status (layer, name, status, evidence, worker_id, last_verified)
            SELECT layer, name, status, evidence, $5, $6 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS proof (layer, name, status, evidence) ORDER BY layer
            ON CONFLICT (layer) DO UPDATE SET name = excluded.name, status = excluded.status, evidence = excluded.evidence, worker_id = excluded.worker_id,
                last_verified = excluded.last_verified
            """,
            [
                proofs.Select(proof => proof.Layer).ToArray(), proofs.Select(proof => proof.Name).ToArray(), proofs.Select(proof => proof.Status).ToArray(),
                proofs.Select(proof => proof.Evidence).ToArray(), workerId, now,
            ], cancellation).ConfigureAwait(false);
    }

    /// <summary>Compares the schema with what migrate left.</summary>
    /// <returns>The objects that differ, at most ten.</returns>
    public async Task<IReadOnlyList<string>> FindSchemaChangesAsync(CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await SchemaFingerprint.FindDifferencesAsync(connection, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Looks at the database's own layer: the paper-only constraints, that there is no place for an exchange's order id, the append-only triggers, and what this role could change.
    /// </summary>
    public async Task<IReadOnlyList<string>> FindDatabaseHolesAsync(CancellationToken cancellation) => await connections.Control.ReadAsync("""
        SELECT 'constraint trade_executions_paper_only is missing or not validated' WHERE NOT EXISTS (
            SELECT 1 FROM pg_constraint WHERE conname = 'trade_executions_paper_only' AND conrelid = 'trade_executions'::regclass AND convalidated)
        UNION ALL
        SELECT 'rows in trade_executions are no paper trades' WHERE EXISTS (SELECT 1 FROM trade_executions WHERE NOT is_paper_trade LIMIT 1)
        UNION ALL
        -- Wherever a table says so, it can say nothing else.
        SELECT format('%s of %s may be false', attname, relname) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND attname IN ('is_paper_trade', 'is_virtual') AND NOT (attnotnull AND EXISTS (
                SELECT 1 FROM pg_constraint WHERE conrelid = attrelid AND contype = 'c' AND convalidated AND pg_get_constraintdef(pg_constraint.oid) IN (
                    format('CHECK (%s)', attname), format('CHECK ((%s))', attname))))
        UNION ALL
        SELECT format('%s has a column for an exchange''s order id: %s', relname, attname) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND NOT attisdropped AND attname ~ '(exchange|venue|external|broker)_?(order|trade)_?id'
        UNION ALL
        SELECT format('trigger %s_append_only is missing or disabled', name) FROM unnest($1) AS name WHERE NOT EXISTS (
            SELECT 1 FROM pg_trigger WHERE tgname = name || '_append_only' AND tgrelid = name::regclass AND tgenabled IN ('O', 'A'))
        UNION ALL
        SELECT format('this role may %s on %s', lower(privilege), name) FROM unnest($1) AS name, unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege
            WHERE has_table_privilege(name::regclass, privilege)
        UNION ALL
        SELECT format('this role owns %s', relname) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p')
        UNION ALL
        SELECT 'this role may create in the schema' WHERE has_schema_privilege('public', 'CREATE')
        UNION ALL
        SELECT format('this role %s', power) FROM pg_roles, LATERAL (VALUES ('is a superuser', rolsuper), ('may create roles', rolcreaterole), ('may create databases', rolcreatedb),
            ('may replicate', rolreplication), ('bypasses row security', rolbypassrls)) AS held (power, yes) WHERE rolname = current_user AND yes
        UNION ALL
        SELECT format('this role may become %s', rolname) FROM pg_roles WHERE rolname <> current_user AND pg_has_role(current_user, oid, 'MEMBER')
            AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        """, [Migrations.ApplicationGrants.AppendOnly.ToArray()], reader => reader.GetString(0), cancellation).ConfigureAwait(false);
}
