using System.Text.RegularExpressions;
using Npgsql;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Safety;

namespace TradingBot.Storage.Migrations;

/// <summary>Brings the schema up to date and then gives the application's role its rights. Runs as the database's owner, exits, and hosts wait for it.</summary>
public static partial class Migrator
{
    // Any fixed number does: it only has to be the same in every migrator.
    private const long LockKey = 7_241_904_611;

    /// <summary>How many migrations this build has.</summary>
    public static int LatestVersion => Migration.All.Count;

    /// <summary>Applies what is missing, in order, each in a transaction of its own; a second run changes nothing.</summary>
    /// <param name="ownerConnectionString">Of a role that owns the database.</param>
    /// <param name="applicationRole">The role that the services log in with; none where they log in as the owner (then layer "database" of the safety proofs says so).</param>
    /// <param name="log">Told one line per step.</param>
    /// <param name="cancellation">Stops between statements.</param>
    /// <exception cref="StorageException">Unreachable, changed after it was applied, newer than this build, or the role is missing; the message says what to do.</exception>
    public static async Task MigrateAsync(string ownerConnectionString, string? applicationRole, Action<string> log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (applicationRole is not null && !RoleName().IsMatch(applicationRole))
            throw new StorageException($"Database:ApplicationRole is '{applicationRole}'; it should be a plain role name: lower-case letters, digits, underscores.");
        await using NpgsqlConnection connection = await OpenAsync(ownerConnectionString, cancellation).ConfigureAwait(false);
        // Held by the session: a second migrator waits here until the first has finished, then finds nothing to do.
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                number integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT clock_timestamp());
            """, cancellation).ConfigureAwait(false);
        Dictionary<int, string> applied = await ReadAppliedAsync(connection, cancellation).ConfigureAwait(false);
        CheckApplied(applied);
        await CheckUnchangedAsync(connection, applied.Count < LatestVersion, log, cancellation).ConfigureAwait(false);
        foreach (Migration migration in Migration.All.Where(migration => !applied.ContainsKey(migration.Number)))
        {
            await ApplyAsync(connection, migration, cancellation).ConfigureAwait(false);
            log($"applied {migration.Name}");
        }
        await EnsurePartitionsAsync(connection, cancellation).ConfigureAwait(false);
        if (applicationRole is null)
        {
            log("no Database:ApplicationRole: services use the owner's role, so the database cannot refuse them anything");
        }
        else
        {
            await ApplicationGrants.ApplyAsync(connection, applicationRole, cancellation).ConfigureAwait(false);
            log($"rights of role {applicationRole} are set");
        }
        log($"schema is at version {LatestVersion}");
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancellation)
    {
        NpgsqlConnection connection = new(DatabaseAddress.WithoutPooling(connectionString));
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw DatabaseAddress.Unreachable(connectionString, failure);
        }
    }

    private static async Task<Dictionary<int, string>> ReadAppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        Dictionary<int, string> applied = [];
        await using NpgsqlCommand command = new("SELECT number, checksum FROM schema_migrations", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) applied.Add(reader.GetInt32(0), reader.GetString(1));
        return applied;
    }

    private static void CheckApplied(Dictionary<int, string> applied)
    {
        foreach ((int number, string checksum) in applied)
        {
            if (number > LatestVersion)
                throw new StorageException($"The database has migration {number}, this build knows only {LatestVersion}: it belongs to a newer version; start that one.");
            Migration migration = Migration.All[number - 1];
            if (migration.Checksum != checksum)
                throw new StorageException($"Migration {migration.Name} was changed after it was applied; restore its text and put the change into a new migration.");
        }
    }

    // A migration would write down the changed schema as ours, and nobody would find the change any more.
    private static async Task CheckUnchangedAsync(NpgsqlConnection connection, bool isOlder, Action<string> log, CancellationToken cancellation)
    {
        IReadOnlyList<string> differences = await SchemaFingerprint.FindDifferencesAsync(connection, cancellation).ConfigureAwait(false);
        if (differences.Count == 0) return;
        string found = $"the schema is not as migrate left it: {string.Join("; ", differences)}";
        if (isOlder)
            throw new StorageException($"Nothing was migrated, since {found}. Undo that, or, if it was meant, empty the table schema_objects as the owner, and migrate again.");
        log(found);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, migration.Sql, cancellation).ConfigureAwait(false);
        await using NpgsqlCommand record = new("INSERT INTO schema_migrations (number, name, checksum) VALUES ($1, $2, $3)", connection, transaction);
        record.Parameters.Add(new() { Value = migration.Number });
        record.Parameters.Add(new() { Value = migration.Name });
        record.Parameters.Add(new() { Value = migration.Checksum });
        await record.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await SchemaFingerprint.RecordAsync(connection, cancellation).ConfigureAwait(false);
        CrashTest.Pass(CrashPoint.MigrationApplied);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        CrashTest.Pass(CrashPoint.MigrationCommitted);
    }

    private static Task EnsurePartitionsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, "SELECT ensure_candle_partition(now() + make_interval(months => months)) FROM generate_series(-1, 2) AS months", cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex RoleName();
}
