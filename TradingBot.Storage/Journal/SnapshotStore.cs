using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Crashes;

namespace TradingBot.Storage.Journal;

/// <summary>Keeps the last snapshots of each account. What is read from it is what was written, or it is left aside.</summary>
public sealed partial class SnapshotStore(DatabaseConnections connections, ILogger<SnapshotStore> logger)
{
    /// <summary>How many snapshots of an account are kept.</summary>
    public const int Kept = 3;

    /// <summary>Stores a snapshot and removes the oldest above <see cref="Kept"/>; one that is there already stays.</summary>
    /// <exception cref="PostgresException">The journal does not have its last event.</exception>
    public async Task StoreAsync(AccountSnapshot snapshot, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        byte[] payload = JsonSerializer.SerializeToUtf8Bytes(snapshot, JournalJson.Options);
        string stateHash = snapshot.StateHash();
        CrashTest.Pass(CrashPoint.SnapshotTaken);
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, """
            INSERT INTO account_snapshots (account_id, sequence, state_hash, payload, checksum) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """, [snapshot.Account.Value, snapshot.Sequence, stateHash, payload, Checksum(snapshot.Account, snapshot.Sequence, stateHash, payload)], cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, """
            DELETE FROM account_snapshots WHERE account_id = $1 AND sequence < (
                SELECT min(sequence) FROM (SELECT sequence FROM account_snapshots WHERE account_id = $1 ORDER BY sequence DESC LIMIT $2) AS kept)
            """, [snapshot.Account.Value, Kept], cancellation).ConfigureAwait(false);
        CrashTest.Pass(CrashPoint.SnapshotInserted);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        CrashTest.Pass(CrashPoint.SnapshotStored);
    }

    /// <summary>The newest snapshot of an account that is whole; none where there is none, and the journal is to be read from its first event.</summary>
    public async Task<AccountSnapshot?> ReadLatestAsync(AccountId account, CancellationToken cancellation)
    {
        List<(long Sequence, string StateHash, byte[] Payload, byte[] Checksum)> stored = await connections.Shared.ReadAsync(
            "SELECT sequence, state_hash, payload, checksum FROM account_snapshots WHERE account_id = $1 ORDER BY sequence DESC", [account.Value],
            row => (row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3)), cancellation).ConfigureAwait(false);
        foreach ((long sequence, string stateHash, byte[] payload, byte[] checksum) in stored)
        {
            if (TryRead(account, sequence, stateHash, payload, checksum, out AccountSnapshot? snapshot, out string problem)) return snapshot;
            LogLeftAside(account, sequence, problem);
        }
        return null;
    }

    private static bool TryRead(
        AccountId account, long sequence, string stateHash, byte[] payload, byte[] checksum, out AccountSnapshot? snapshot, out string problem)
    {
        (snapshot, problem) = (null, "");
        if (!checksum.AsSpan().SequenceEqual(Checksum(account, sequence, stateHash, payload)))
        {
            problem = "its checksum is another";
            return false;
        }
        try
        {
            snapshot = JsonSerializer.Deserialize<AccountSnapshot>(payload, JournalJson.Options);
            if (snapshot is null || snapshot.Account != account || snapshot.Sequence != sequence) problem = "it is another's";
            else if (snapshot.StateHash() != stateHash) problem = "it makes another state than it was taken of; another version took it";
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvariantViolationException or NotSupportedException)
        {
            problem = $"it makes no account: {unreadable.Message}";
        }
        return problem.Length == 0;
    }

    // Over everything that the row says, so that no part of it can be exchanged for another's.
    private static byte[] Checksum(AccountId account, long sequence, string stateHash, byte[] payload)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{account.Value:D} {sequence} {stateHash} {payload.Length} ")));
        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text, object[] values, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = new(text, connection);
        foreach (object value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(3205, LogLevel.Warning, "The snapshot of account {Account} after event {Sequence} is left aside: {Problem}")]
    private partial void LogLeftAside(AccountId account, long sequence, string problem);
}
