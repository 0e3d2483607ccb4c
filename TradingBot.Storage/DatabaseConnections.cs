using Microsoft.Extensions.Configuration;
using Npgsql;

namespace TradingBot.Storage;

/// <summary>The pools of connections of a process, apart by purpose so that a slow page cannot starve the journal.</summary>
public sealed class DatabaseConnections : IAsyncDisposable
{
    /// <summary>Name under which journal transactions run; an emergency stop ends those that hang.</summary>
    internal const string JournalApplicationName = "tradingbot-journal";

    /// <exception cref="StorageException">The connection string is missing or cannot be read.</exception>
    public DatabaseConnections(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ConnectionString = DatabaseAddress.FromConfiguration(configuration);
        Shared = NpgsqlDataSource.Create(With("tradingbot", poolSizeMax: 20));
        // A journal transaction leaves nothing behind in its session, and a reset would make the server plan every trigger of the next one anew: several milliseconds an order.
        Journal = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(With(JournalApplicationName, poolSizeMax: 4)) { NoResetOnClose = true }.ConnectionString);
        Control = NpgsqlDataSource.Create(With("tradingbot-control", poolSizeMax: 8));
    }

    /// <summary>With its password: never to be logged.</summary>
    internal string ConnectionString { get; }

    /// <summary>Where the database is, for messages; without the password.</summary>
    public string Description => DatabaseAddress.Describe(ConnectionString);

    /// <summary>For everything without a pool of its own.</summary>
    public NpgsqlDataSource Shared { get; }

    /// <summary>For journal transactions only.</summary>
    internal NpgsqlDataSource Journal { get; }

    /// <summary>For control, leases and audit: a stop must not wait behind page reads.</summary>
    internal NpgsqlDataSource Control { get; }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Shared.DisposeAsync().ConfigureAwait(false);
        await Journal.DisposeAsync().ConfigureAwait(false);
        await Control.DisposeAsync().ConfigureAwait(false);
    }

    private string With(string applicationName, int poolSizeMax) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = applicationName, MaxPoolSize = poolSizeMax }.ConnectionString;
}
