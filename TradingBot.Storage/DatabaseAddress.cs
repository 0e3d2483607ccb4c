using Microsoft.Extensions.Configuration;
using Npgsql;

namespace TradingBot.Storage;

/// <summary>Tells where a database is without telling its password.</summary>
internal static class DatabaseAddress
{
    public static string FromConfiguration(IConfiguration configuration)
    {
        string? connectionString = configuration.GetConnectionString("trading_bot");
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new StorageException("ConnectionStrings:trading_bot is missing; it should be like Host=127.0.0.1;Port=5432;Database=trading_bot;Username=…;Password=… (as a variable: ConnectionStrings__trading_bot).");
        try
        {
            NpgsqlConnectionStringBuilder builder = new(connectionString);
            // A lost server must be noticed while an order waits, not after the driver's default of 30 s.
            if (!connectionString.Contains("Command Timeout", StringComparison.OrdinalIgnoreCase)) builder.CommandTimeout = 10;
            if (!connectionString.Contains("Timeout=", StringComparison.OrdinalIgnoreCase)) builder.Timeout = 5;
            builder.KeepAlive = 5;
            return builder.ConnectionString;
        }
        catch (ArgumentException unreadable)
        {
            throw new StorageException("ConnectionStrings:trading_bot cannot be read; it should be like Host=127.0.0.1;Port=5432;Database=trading_bot;Username=…;Password=…", unreadable);
        }
    }

    public static string Describe(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString);
        return $"{builder.Host}:{builder.Port}, database {builder.Database}, role {builder.Username}";
    }

    /// <summary>The database's name, else that of the role, which PostgreSQL takes then.</summary>
    public static string NameOf(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString);
        return builder.Database is { Length: > 0 } name ? name : builder.Username ?? "postgres";
    }

    public static string WithoutPooling(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    public static StorageException Unreachable(string connectionString, Exception cause)
    {
        string reason = cause is PostgresException refused ? refused.MessageText : cause.InnerException?.Message ?? cause.Message;
        return new StorageException(
            $"The database of ConnectionStrings:trading_bot ({Describe(connectionString)}) cannot be used: {reason}. "
            + "Start PostgreSQL there or correct the connection string.", cause);
    }
}
