using Npgsql;
using TradingBot.Storage.Migrations;

namespace TradingBot.Storage;

/// <summary>Tells whether the database can be used by this build.</summary>
public sealed class DatabaseReadiness(DatabaseConnections connections)
{
    /// <summary>Asks the database for its schema version.</summary>
    /// <exception cref="StorageException">Unreachable, not migrated, or of another version; the message says what to do.</exception>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        int version;
        try
        {
            await using NpgsqlCommand command = connections.Control.CreateCommand("SELECT coalesce(max(number), 0) FROM schema_migrations");
            version = (int)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw NotMigrated(0);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw DatabaseAddress.Unreachable(connections.ConnectionString, failure);
        }
        if (version < Migrator.LatestVersion) throw NotMigrated(version);
        if (version > Migrator.LatestVersion)
            throw new StorageException($"The database ({DatabaseAddress.Describe(connections.ConnectionString)}) is at schema version {version}, this build knows {Migrator.LatestVersion}: start the newer version.");
    }

    private StorageException NotMigrated(int version) => new(
        $"The database ({DatabaseAddress.Describe(connections.ConnectionString)}) is at schema version {version}, this build needs {Migrator.LatestVersion}: "
        + "run TradingBot.Worker with the argument migrate and the owner's connection string in ConnectionStrings__trading_bot.");
}
