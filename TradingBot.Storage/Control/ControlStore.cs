using System.Diagnostics;
using Npgsql;
using TradingBot.Storage.Notifications;

namespace TradingBot.Storage.Control;

/// <summary>The control row: what the system is allowed to do.</summary>
public sealed class ControlStore(DatabaseConnections connections, NotificationListener listener) : IControlReader
{
    private const string Columns = "stopped, maintenance, epoch, version, reason, actor, maintenance_message, rate_limit_delay_ms, simulation_mode, changed_at";
    private static readonly TimeSpan WorkerAlive = TimeSpan.FromSeconds(15);

    /// <summary>Reads the control row.</summary>
    public async Task<ControlSnapshot> ReadAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = connections.Control.CreateCommand($"SELECT {Columns} FROM control");
        return await ReadOneAsync(command, cancellation).ConfigureAwait(false);
    }

    /// <summary>Emergency stop. Once this returns, nothing commits that was not allowed by a later epoch, not even from a frozen worker.</summary>
    /// <remarks>A journal transaction that hangs and holds the row is ended by force: a stop is never kept waiting.</remarks>
    public async Task<ControlSnapshot> StopAsync(string reason, string actor, CancellationToken cancellation)
    {
        const string change = "stopped = true, epoch = epoch + 1, reason = $1";
        while (true)
        {
            try
            {
                return await ChangeAsync(change, reason, actor, cancellation, lockTimeoutMs: 200).ConfigureAwait(false);
            }
            catch (PostgresException blocked) when (blocked.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await EndHangingJournalsAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Releases the emergency stop; maintenance, if on, stays on.</summary>
    public Task<ControlSnapshot> ResumeAsync(string reason, string actor, CancellationToken cancellation) =>
        ChangeAsync("stopped = false, epoch = epoch + 1, reason = $1", reason, actor, cancellation);

    /// <summary>Turns maintenance on (no new orders) or off.</summary>
    /// <param name="enabled">On or off.</param>
    /// <param name="message">What users are told while it is on.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<ControlSnapshot> SetMaintenanceAsync(bool enabled, string message, string actor, CancellationToken cancellation) => ChangeAsync(
        enabled ? "maintenance = true, maintenance_message = $1, epoch = epoch + 1, reason = CASE WHEN stopped THEN reason ELSE $1 END"
            : "maintenance = false, maintenance_message = NULL, epoch = epoch + 1, reason = CASE WHEN stopped THEN reason ELSE $1 END",
        message, actor, cancellation);

    /// <summary>Announces maintenance without beginning it.</summary>
    public Task<ControlSnapshot> AnnounceMaintenanceAsync(string message, string actor, CancellationToken cancellation) =>
        ChangeAsync("maintenance_message = $1", message, actor, cancellation);

    /// <summary>Sets the least time between REST requests to a venue.</summary>
    /// <param name="milliseconds">0 to 60,000.</param>
    /// <param name="actor">Who.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<ControlSnapshot> SetRateLimitDelayAsync(int milliseconds, string actor, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, 60_000);
        return ChangeAsync("rate_limit_delay_ms = $1", milliseconds, actor, cancellation);
    }

    /// <summary>Asks for the simulator's market (or the exchanges' again). Executions of one world must not come from the other's prices, so the epoch moves.</summary>
    public Task<ControlSnapshot> SetSimulationModeAsync(bool enabled, string actor, CancellationToken cancellation) =>
        ChangeAsync("simulation_mode = $1, epoch = epoch + 1", enabled, actor, cancellation);

    /// <summary>Waits until all live workers obey an epoch.</summary>
    /// <param name="epoch">The epoch to be obeyed.</param>
    /// <param name="atMost">How long to wait; the answer then tells who has not.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IReadOnlyList<ControlAcknowledgement>> WaitForAcknowledgementsAsync(long epoch, TimeSpan atMost, CancellationToken cancellation)
    {
        NotificationSignal signal = listener.Listen(NotificationChannels.Acknowledgements);
        try
        {
            long started = Stopwatch.GetTimestamp();
            while (true)
            {
                IReadOnlyList<ControlAcknowledgement> acknowledgements = await ReadAcknowledgementsAsync(epoch, cancellation).ConfigureAwait(false);
                TimeSpan left = atMost - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero || acknowledgements.All(acknowledgement => acknowledgement.Acknowledged)) return acknowledgements;
                TimeSpan look = TimeSpan.FromMilliseconds(50);
                await signal.WaitAsync(left < look ? left : look, cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            listener.Forget(signal);
        }
    }

    /// <summary>Reads what the live workers answered to an epoch. A later epoch obeyed is this one obeyed too.</summary>
    public async Task<IReadOnlyList<ControlAcknowledgement>> ReadAcknowledgementsAsync(long epoch, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = connections.Control.CreateCommand("""
            SELECT worker.worker_id, max(said.epoch) IS NOT NULL, min(said.elapsed_ms), coalesce(sum(said.cancelled_orders), 0)
            FROM workers AS worker LEFT JOIN control_acknowledgements AS said ON said.worker_id = worker.worker_id AND said.epoch >= $1
            WHERE worker.stopped_at IS NULL AND worker.heartbeat_at > clock_timestamp() - $2
            GROUP BY worker.worker_id ORDER BY worker.worker_id
            """);
        command.Parameters.Add(new() { Value = epoch });
        command.Parameters.Add(new() { Value = WorkerAlive });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<ControlAcknowledgement> acknowledgements = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            bool acknowledged = reader.GetBoolean(1);
            acknowledgements.Add(new(reader.GetString(0), acknowledged, acknowledged ? reader.GetDouble(2) : null, (int)reader.GetInt64(3)));
        }
        return acknowledgements;
    }

    private async Task<ControlSnapshot> ChangeAsync(string change, object value, string actor, CancellationToken cancellation, int lockTimeoutMs = 5_000)
    {
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (NpgsqlCommand timeout = new($"SET LOCAL lock_timeout = {lockTimeoutMs}", connection, transaction))
            await timeout.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        ControlSnapshot changed;
        await using (NpgsqlCommand update = new(
            $"UPDATE control SET {change}, actor = $2, version = version + 1, changed_at = clock_timestamp() RETURNING {Columns}", connection, transaction))
        {
            update.Parameters.Add(new() { Value = value });
            update.Parameters.Add(new() { Value = actor });
            changed = await ReadOneAsync(update, cancellation).ConfigureAwait(false);
        }
        await using (NpgsqlCommand notify = new($"SELECT pg_notify('{NotificationChannels.Control}', '')", connection, transaction))
            await notify.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return changed;
    }

    private async Task EndHangingJournalsAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand end = connections.Control.CreateCommand("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = $1 AND usename = current_user AND xact_start < clock_timestamp() - interval '150 milliseconds'
            """);
        end.Parameters.Add(new() { Value = DatabaseConnections.JournalApplicationName });
        await end.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task<ControlSnapshot> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellation).ConfigureAwait(false)) throw new StorageException("The control row is missing: the database was not migrated, or the row was removed.");
        return new(reader.GetBoolean(0), reader.GetBoolean(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetString(5),
            await reader.IsDBNullAsync(6, cancellation).ConfigureAwait(false) ? null : reader.GetString(6), reader.GetInt32(7), await reader.IsDBNullAsync(8, cancellation).ConfigureAwait(false) ? null : reader.GetBoolean(8),
            reader.GetFieldValue<DateTimeOffset>(9));
    }
}
