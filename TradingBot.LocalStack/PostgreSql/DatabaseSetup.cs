using System.Text.RegularExpressions;
using Npgsql;

namespace TradingBot.LocalStack.PostgreSql;

/// <summary>Creates roles and databases as the superuser; what exists already keeps its contents and gets the given password and owner.</summary>
internal static partial class DatabaseSetup
{
    /// <summary>Runs statements that take no parameters (CREATE ROLE, CREATE DATABASE); names and passwords must have been checked.</summary>
    public static async Task ExecuteAsync(string connectionString, string statement, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder unpooled = new(connectionString) { Pooling = false };
        await using NpgsqlConnection connection = new(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand command = new(statement, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether the server still replays its log, and takes no writes.</summary>
    public static async Task<bool> IsInRecoveryAsync(string connectionString, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder unpooled = new(connectionString) { Pooling = false };
        await using NpgsqlConnection connection = new(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand command = new("SELECT pg_is_in_recovery()", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    public static async Task EnsureRoleAsync(string superuser, string role, string password, CancellationToken cancellation)
    {
        string options = $"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '{CheckedPassword(password)}'";
        string verb = await ExistsAsync(superuser, "SELECT 1 FROM pg_roles WHERE rolname = $1", role, cancellation).ConfigureAwait(false) ? "ALTER" : "CREATE";
        await ExecuteAsync(superuser, $"{verb} ROLE {CheckedName(role)} {options}", cancellation).ConfigureAwait(false);
    }

    public static async Task EnsureDatabaseAsync(string superuser, string database, string owner, CancellationToken cancellation)
    {
        if (!await ExistsAsync(superuser, "SELECT 1 FROM pg_database WHERE datname = $1", database, cancellation).ConfigureAwait(false))
            await ExecuteAsync(superuser, $"CREATE DATABASE {CheckedName(database)} OWNER {CheckedName(owner)}", cancellation).ConfigureAwait(false);
    }

    public static string CheckedName(string name) => Name().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no name for a role or database: use lower-case letters, digits and underscores, 1 to 50 of them, a letter first.", nameof(name));

    private static string CheckedPassword(string password) => Password().IsMatch(password)
        ? password
        : throw new ArgumentException("A password must consist of letters and digits.", nameof(password));

    private static async Task<bool> ExistsAsync(string connectionString, string query, string name, CancellationToken cancellation)
    {
        NpgsqlConnectionStringBuilder unpooled = new(connectionString) { Pooling = false };
        await using NpgsqlConnection connection = new(unpooled.ConnectionString);
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlCommand command = new(query, connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not null;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,49}$")]
    private static partial Regex Name();

    [GeneratedRegex("^[A-Za-z0-9]+$")]
    private static partial Regex Password();
}
