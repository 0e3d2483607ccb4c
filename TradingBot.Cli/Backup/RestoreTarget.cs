using System.Globalization;
using Npgsql;
using TradingBot.Cli.Endpoints;
using TradingBot.Storage.Migrations;

namespace TradingBot.Cli.Backup;

/// <summary>
/// The database that a backup takes the place of. It is restored beside the old one, compared, and only then renamed into its place; the old one
/// is kept under another name, so that a restore that should not have been can be undone.
/// </summary>
/// <param name="ConnectionString">Of a superuser, or of a role that may create databases and is a member of the owner.</param>
/// <param name="Owner">The role that the restored database belongs to.</param>
/// <param name="ApplicationRole">The role that the services log in with.</param>
internal sealed record RestoreTarget(string ConnectionString, string Owner, string ApplicationRole)
{
    private string Name { get; } = new NpgsqlConnectionStringBuilder(ConnectionString).Database is { Length: > 0 } name ? name : throw new RefusedException("The connection string names no database.");

    private string Beside => $"{Name}_restoring";

    /// <summary>Restores and compares; nothing is replaced yet.</summary>
    /// <exception cref="RefusedException">What came out is not what went in; the half-made database is removed.</exception>
    public async Task FillAsync(BackupManifest manifest, Stream dump, CancellationToken cancellation)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(Beside)}", cancellation);
        await ExecuteAsync($"CREATE DATABASE {Quoted(Beside)} OWNER {Quoted(Owner)} TEMPLATE template0 ENCODING 'UTF8'", cancellation);
        try
        {
            string beside = On(Beside).ConnectionString;
            await BackupFile.RestoreAsync(dump, beside, Owner, cancellation);
            IReadOnlyList<string> differences = manifest.Facts.DifferencesFrom(await Scratch.ReadFactsAsync(beside, cancellation));
            if (differences.Count > 0) throw new RefusedException($"Nothing was replaced, since what was restored is not what was backed up: {string.Join("; ", differences)}.");
            NpgsqlConnectionStringBuilder asOwner = On(Beside);
            asOwner.Options = $"-c role={Owner}";
            await Migrator.MigrateAsync(asOwner.ConnectionString, ApplicationRole, _ => { }, cancellation);
        }
        catch
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(Beside)} WITH (FORCE)", CancellationToken.None);
            throw;
        }
    }

    /// <summary>Puts the restored database into the old one's place.</summary>
    /// <returns>The name under which the old one is kept; none where there was none.</returns>
    /// <exception cref="RefusedException">Somebody is connected to the old one.</exception>
    public async Task<string?> ReplaceAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        string kept = string.Create(CultureInfo.InvariantCulture, $"{Name}_before_{now.UtcDateTime:yyyyMMddHHmmss}");
        bool isThere = await CountAsync("SELECT count(*) FROM pg_database WHERE datname = $1", Name, cancellation) == 1;
        if (isThere)
        {
            try
            {
                await ExecuteAsync($"ALTER DATABASE {Quoted(Name)} RENAME TO {Quoted(kept)}", cancellation);
            }
            catch (PostgresException used) when (used.SqlState == PostgresErrorCodes.ObjectInUse)
            {
                await ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(Beside)} WITH (FORCE)", CancellationToken.None);
                throw new RefusedException($"Nothing was replaced: the database {Name} is in use. Stop every service first ({used.Detail ?? used.MessageText}).");
            }
        }
        await ExecuteAsync($"ALTER DATABASE {Quoted(Beside)} RENAME TO {Quoted(Name)}", cancellation);
        return isThere ? kept : null;
    }

    /// <summary>Refuses while anybody is connected, before time is spent.</summary>
    public async Task CheckUnusedAsync(CancellationToken cancellation)
    {
        long others = await CountAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", Name, cancellation);
        if (others > 0) throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"The database {Name} is in use by {others} connections: stop every service first."));
    }

    private NpgsqlConnectionStringBuilder On(string database) => new(ConnectionString) { Database = database, Pooling = false };

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(On("postgres").ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long> CountAsync(string sql, string name, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(On("postgres").ConnectionString);
        await connection.OpenAsync(cancellation);
        await using NpgsqlCommand command = new(sql, connection) { Parameters = { new() { Value = name } } };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
