using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.SafetyProof.Report;
using TradingBot.Storage;
using TradingBot.Storage.Migrations;
using TradingBot.Storage.Safety;

namespace TradingBot.SafetyProof.Database;

/// <summary>The database that was named can't be asked; the message says why.</summary>
internal sealed class DatabaseUnreachableException(string message) : Exception(message);

/// <summary>
/// Tries, as the application's role and with nothing else in the way, what the database must refuse. Each attempt runs in a transaction that is
/// rolled back, so a hole shows but does no harm; an attempt must fail for the right reason.
/// </summary>
internal static class DatabaseProof
{
    private const string Layer = "L7 database";

    /// <summary>On a database that exists, such as the running system's.</summary>
    /// <exception cref="DatabaseUnreachableException">It can't be asked.</exception>
    public static async Task<IReadOnlyList<ProofRow>> TryAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            List<ProofRow> rows = [];
            foreach (DatabaseAttempt attempt in DatabaseAttempt.All) rows.Add(await TryAsync(connectionString, attempt, cancellation));
            rows.Add(await LookForHolesAsync(connectionString, cancellation));
            return rows;
        }
        catch (ArgumentException unreadable)
        {
            throw new DatabaseUnreachableException($"The connection string of the database can't be read: {unreadable.Message}");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw new DatabaseUnreachableException($"The database can't be asked: {failure.InnerException?.Message ?? failure.Message}");
        }
    }

    /// <summary>On a database of its own, migrated by this version and gone afterwards; refusals are written to its audit log, which a running system's must not get.</summary>
    /// <param name="attempts">Whether the statements are tried there too; not where a running database takes them.</param>
    /// <param name="cancellation">Ends the proof.</param>
    public static async Task<IReadOnlyList<ProofRow>> TryOnTemporaryAsync(bool attempts, CancellationToken cancellation)
    {
        if (!TemporaryPostgres.IsAvailable(out string reason)) return [ProofRow.Missing(Layer, "what the database must refuse", reason)];
        await using TemporaryPostgres postgres = await TemporaryPostgres.StartAsync(cancellation);
        string owner = await postgres.CreateDatabaseAsync("proof", cancellation);
        string application = await postgres.CreateRoleAsync("proof_app", "proof", cancellation);
        await Migrator.MigrateAsync(owner, "proof_app", _ => { }, cancellation);
        return [.. attempts ? await TryAsync(application, cancellation) : [], await AuditProof.TryAsync(application, cancellation)];
    }

    // A connection each: what the server calls its own failure (a library that it looked for) breaks the one that it happened on.
    private static async Task<ProofRow> TryAsync(string connectionString, DatabaseAttempt attempt, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = new(connectionString);
        await connection.OpenAsync(cancellation);
        // Rolls back when it is disposed of.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await using NpgsqlCommand command = new(attempt.Sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
            return new(Layer, attempt.Name, 1, 0, ProofRow.Hole, "it was let through (and rolled back)");
        }
        catch (PostgresException refused)
        {
            bool isRight = refused.SqlState == attempt.State && (attempt.Constraint is null || refused.ConstraintName == attempt.Constraint);
            return new(Layer, attempt.Name, 1, 1, isRight ? ProofRow.Ok : ProofRow.Unknown, $"{refused.SqlState}: {refused.MessageText}");
        }
    }

    private static async Task<ProofRow> LookForHolesAsync(string connectionString, CancellationToken cancellation)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", connectionString)]).Build();
        await using DatabaseConnections connections = new(configuration);
        IReadOnlyList<string> holes = await new SafetyStatusStore(connections).FindDatabaseHolesAsync(cancellation);
        return new(Layer, "database constraints, triggers and rights", 1, holes.Count == 0 ? 1 : 0, holes.Count == 0 ? ProofRow.Ok : ProofRow.Hole, holes.Count == 0 ? "all in place" : string.Join("; ", holes));
    }
}
