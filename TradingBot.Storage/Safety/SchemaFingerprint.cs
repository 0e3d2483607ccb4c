using Npgsql;

namespace TradingBot.Storage.Safety;

/// <summary>
/// What stands in the schema, object by object: columns, constraints, unique indexes, triggers, functions and domains. Migrate writes it down;
/// what differs later was changed by other hands.
/// </summary>
/// <remarks>Partitions of the candles are left out, since they come by themselves; plain indexes too, since an operator may add one.</remarks>
internal static class SchemaFingerprint
{
    private const string Now = """
        WITH tables AS (
            SELECT oid, relname, relowner, relkind FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND NOT relispartition)
        SELECT format('table %s', relname) AS object,
            (SELECT string_agg(format('%s %s %s %s%s', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated) ||
                coalesce(' ' || pg_get_expr(adbin, adrelid), ''), ', ' ORDER BY attnum)
             FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE attrelid = tables.oid AND attnum > 0 AND NOT attisdropped) AS definition
        FROM tables
        UNION ALL
        SELECT format('constraint %s of %s', conname, coalesce(relname, contypid::regtype::text)), format('%s valid %s', pg_get_constraintdef(pg_constraint.oid), convalidated)
        FROM pg_constraint LEFT JOIN tables ON tables.oid = conrelid WHERE connamespace = 'public'::regnamespace AND (relname IS NOT NULL OR contypid <> 0)
        UNION ALL
        SELECT format('trigger %s of %s', tgname, relname), format('%s enabled %s', pg_get_triggerdef(pg_trigger.oid), tgenabled)
        FROM pg_trigger JOIN tables ON tables.oid = tgrelid WHERE NOT tgisinternal
        UNION ALL
        SELECT format('unique index %s', indexrelid::regclass), format('%s valid %s', pg_get_indexdef(indexrelid), indisvalid)
        FROM pg_index JOIN tables ON tables.oid = indrelid WHERE indisunique
        UNION ALL
        SELECT format('function %s', oid::regprocedure), pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
        UNION ALL
        SELECT format('domain %s', typname), format('%s %s', format_type(typbasetype, typtypmod), typnotnull) FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'd'
        UNION ALL
        SELECT format('rule %s of %s', rulename, tablename), definition FROM pg_rules WHERE schemaname = 'public'
        """;

    private const string Differing = $"""
        WITH here AS ({Now})
        SELECT format('%s %s', object, CASE WHEN recorded.definition IS NULL THEN 'is not ours' WHEN here.definition IS NULL THEN 'is missing' ELSE 'was changed' END)
        FROM here FULL JOIN schema_objects AS recorded USING (object)
        WHERE here.definition IS DISTINCT FROM recorded.definition ORDER BY object LIMIT 10
        """;

    /// <summary>Writes down what stands now. Part of the caller's transaction; does nothing before the migration that makes the table.</summary>
    public static async Task RecordAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!await IsThereAsync(connection, cancellation).ConfigureAwait(false)) return;
        await using NpgsqlCommand record = new($"DELETE FROM schema_objects; INSERT INTO schema_objects (object, definition) SELECT object, definition FROM ({Now}) AS here", connection);
        await record.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Names what is not as migrate left it, at most ten objects.</summary>
    public static async Task<IReadOnlyList<string>> FindDifferencesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!await IsThereAsync(connection, cancellation).ConfigureAwait(false)) return [];
        await using NpgsqlCommand differing = new(Differing, connection);
        await using NpgsqlDataReader reader = await differing.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<string> differences = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) differences.Add(reader.GetString(0));
        return differences;
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using NpgsqlCommand look = new("SELECT to_regclass('public.schema_objects') IS NOT NULL", connection);
        return (bool)(await look.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }
}
