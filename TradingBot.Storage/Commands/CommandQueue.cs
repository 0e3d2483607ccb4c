using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Commands;

/// <summary>Stores commands before they have an effect. Submissions that arrive together are stored together, with one notification.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1711", Justification = "It is a queue: what is handed in is worked off in order.")]
public sealed class CommandQueue : IAsyncDisposable
{
    private const int WaitingMax = 1_024;
    private const int BatchMax = 256;

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly NpgsqlDataSource _dataSource;
    private readonly Lock _lock = new();
    private Task? _storing;

    /// <summary>Connects when the first command comes.</summary>
    public CommandQueue(DatabaseConnections connections)
    {
        ArgumentNullException.ThrowIfNull(connections);
        _dataSource = connections.Shared;
    }

    /// <summary>Stores a command, or tells what its key stands for already.</summary>
    /// <exception cref="StorageException">The database did not confirm: the command may be stored or not; ask again with the same key to learn which.</exception>
    public async Task<SubmissionResult> SubmitAsync(CommandSubmission submission, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (submission.IdempotencyKey is not { Length: >= 1 and <= 255 })
            throw new ArgumentException("an idempotency key has 1 to 255 characters", nameof(submission));
        lock (_lock) _storing ??= Task.Run(StoreAsync, CancellationToken.None);
        string body = JsonSerializer.Serialize(submission.Body, JournalJson.Options);
        Waiting waiting = new(submission, body, HashOf(submission, body));
        if (!_waiting.Writer.TryWrite(waiting)) return new(SubmissionState.Busy, submission.CommandId, submission.AccountId, null);
        return await waiting.Result.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the answer of a command, if it has one.</summary>
    public async Task<CommandReply?> ReadAnswerAsync(Guid commandId, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _dataSource.CreateCommand("SELECT answer FROM commands WHERE command_id = $1 AND state = 'completed'");
        command.Parameters.Add(new() { Value = commandId });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is string answer ? ReadReply(answer) : null;
    }

    /// <summary>How many commands wait for their worker.</summary>
    public async Task<long> CountPendingAsync(CancellationToken cancellation)
    {
        await using NpgsqlCommand command = _dataSource.CreateCommand("SELECT count(*) FROM commands WHERE state = 'pending'");
        return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Ends after what was handed in is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_storing is not null) await _storing.ConfigureAwait(false);
    }

    internal static CommandReply ReadReply(string answer) => JsonSerializer.Deserialize<CommandReply>(answer, JournalJson.Options)!;

    // A new account's id is made up for each request, so it is no part of what was asked for.
    private static byte[] HashOf(CommandSubmission submission, string body) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(submission.Body is OpenAccountBody ? body : $"{submission.AccountId:D} {body}"));

    private async Task StoreAsync()
    {
        List<Waiting> batch = new(BatchMax);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (batch.Count < BatchMax && _waiting.Reader.TryRead(out Waiting? waiting)) batch.Add(waiting);
            try
            {
                await StoreAsync(batch).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException)
            {
                StorageException unknown = DatabaseAddress.Unreachable(_dataSource.ConnectionString, failure);
                foreach (Waiting waiting in batch) waiting.Result.TrySetException(unknown);
            }
            batch.Clear();
        }
    }

    private async Task StoreAsync(List<Waiting> batch)
    {
        await using NpgsqlConnection connection = await _dataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using NpgsqlBatch statements = new(connection);
        statements.BatchCommands.Add(new("""
            INSERT INTO commands (command_id, idempotency_key, actor, body_hash, account_id, kind, body)
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::uuid[], $6::text[], $7::jsonb[])
            ON CONFLICT (actor, idempotency_key) DO NOTHING
            """)
        {
            Parameters =
            {
                new() { Value = batch.Select(waiting => waiting.Submission.CommandId).ToArray() },
                new() { Value = batch.Select(waiting => waiting.Submission.IdempotencyKey).ToArray() },
                new() { Value = batch.Select(waiting => waiting.Submission.Actor).ToArray() },
                new() { Value = batch.Select(waiting => waiting.BodyHash).ToArray() },
                new() { Value = batch.Select(waiting => waiting.Submission.AccountId).ToArray() },
                new() { Value = batch.Select(waiting => waiting.Submission.Body.Kind).ToArray() },
                new() { Value = batch.Select(waiting => waiting.Body).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb },
            },
        });
        statements.BatchCommands.Add(new($"SELECT pg_notify('{Notifications.NotificationChannels.Commands}', '')"));
        await statements.ExecuteNonQueryAsync().ConfigureAwait(false);
        await TellAsync(connection, batch).ConfigureAwait(false);
    }

    // Read after the commit: whoever stored the key first, this or another process, its row is there now.
    private static async Task TellAsync(NpgsqlConnection connection, List<Waiting> batch)
    {
        Dictionary<(string, string), (Guid CommandId, Guid AccountId, byte[] BodyHash, string? Answer)> stored = [];
        await using NpgsqlCommand select = new("""
            SELECT actor, idempotency_key, command_id, account_id, body_hash, answer FROM commands
            JOIN unnest($1::text[], $2::text[]) AS wanted (actor, idempotency_key) USING (actor, idempotency_key)
            """, connection);
        select.Parameters.Add(new() { Value = batch.Select(waiting => waiting.Submission.Actor).ToArray() });
        select.Parameters.Add(new() { Value = batch.Select(waiting => waiting.Submission.IdempotencyKey).ToArray() });
        await using (NpgsqlDataReader reader = await select.ExecuteReaderAsync().ConfigureAwait(false))
        {
            while (await reader.ReadAsync().ConfigureAwait(false))
            {
                stored[(reader.GetString(0), reader.GetString(1))] = (reader.GetGuid(2), reader.GetGuid(3), reader.GetFieldValue<byte[]>(4),
                    await reader.IsDBNullAsync(5).ConfigureAwait(false) ? null : reader.GetString(5));
            }
        }
        foreach (Waiting waiting in batch)
        {
            (Guid commandId, Guid accountId, byte[] bodyHash, string? answer) = stored[(waiting.Submission.Actor, waiting.Submission.IdempotencyKey)];
            SubmissionState state = commandId == waiting.Submission.CommandId ? SubmissionState.New
                : !bodyHash.AsSpan().SequenceEqual(waiting.BodyHash) ? SubmissionState.OtherBody
                : answer is null ? SubmissionState.InProgress
                : SubmissionState.Answered;
            CommandReply? reply = state is SubmissionState.Answered ? ReadReply(answer!) : null;
            waiting.Result.TrySetResult(new(state, commandId, accountId, reply));
        }
    }

    private sealed record Waiting(CommandSubmission Submission, string Body, byte[] BodyHash)
    {
        public TaskCompletionSource<SubmissionResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
