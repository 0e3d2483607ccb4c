using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Crashes;

namespace TradingBot.Storage.Journal;

/// <summary>Stores batches of events with everything projected from them, one transaction per batch, fenced by leases and the control epoch.</summary>
/// <remarks>
/// The whole transaction goes to the server in one message, first statement to commit, so a worker that freezes does not leave it open. Group commit: whatever
/// gathers while one batch is being stored is the next batch.
/// </remarks>
public sealed class JournalWriter(DatabaseConnections connections) : IJournalWriter
{
    /// <summary>Stores a batch, or nothing of it.</summary>
    /// <param name="workerId">Who writes.</param>
    /// <param name="leases">The epoch under which each account is held; every account of the batch must be in it.</param>
    /// <param name="batch">What to store.</param>
    /// <param name="cancellation">Ends the wait; the outcome is then <see cref="JournalOutcome.Unknown"/>.</param>
    /// <exception cref="ArgumentException">The batch has an account without a lease.</exception>
    public Task<JournalResult> CommitAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, JournalBatch batch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(leases);
        if (batch.Events.Any(journaled => !leases.ContainsKey(journaled.Account))) throw new ArgumentException("an account of the batch is not held", nameof(leases));
        // On another thread: to write a batch as statements takes time that the caller's next input should not wait for.
        return batch.IsEmpty ? Task.FromResult(new JournalResult(JournalOutcome.Committed, "")) : Task.Run(() => StoreAsync(workerId, leases, batch, cancellation), CancellationToken.None);
    }

    private async Task<JournalResult> StoreAsync(string workerId, IReadOnlyDictionary<AccountId, long> leases, JournalBatch batch, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlConnection connection = await connections.Journal.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            // Without an explicit transaction a batch is one: it commits at its end or not at all.
            // Only a process that is about to end between insert and commit, in a test of just that, holds one open.
            await using NpgsqlTransaction? held = CrashTest.IsDueNext(CrashPoint.JournalInserted) ? await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false) : null;
            await using NpgsqlBatch statements = new(connection, held);
            new JournalStatements(batch, statements).AddAll(workerId, leases);
            Task<int> storing = statements.ExecuteNonQueryAsync(cancellation);
            CrashTest.Pass(CrashPoint.JournalSent);
            await storing.ConfigureAwait(false);
            CrashTest.Pass(CrashPoint.JournalInserted);
            CrashTest.Pass(CrashPoint.JournalCommitted);
            return new(JournalOutcome.Committed, "");
        }
        catch (PostgresException refusal)
        {
            return new(OutcomeOf(refusal), $"{refusal.SqlState}: {refusal.MessageText}");
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
        {
            return new(JournalOutcome.Unknown, failure.InnerException?.Message ?? failure.Message);
        }
    }

    private static JournalOutcome OutcomeOf(PostgresException refusal) => refusal.SqlState switch
    {
        "TB001" => JournalOutcome.LeaseLost,
        "TB002" => JournalOutcome.ControlMoved,
        "TB003" => JournalOutcome.Refused,
        // Class 23 and P0001: a law of the database; class 22: a value it cannot hold; class 42: the schema or a right.
        ['2', '2' or '3', ..] or ['4', '2', ..] or "P0001" => JournalOutcome.Refused,
        _ => JournalOutcome.Unknown,
    };
}
