using System.Text.Json;
using Npgsql;
using TradingBot.Storage.Journal;

namespace TradingBot.Storage.Commands;

/// <summary>A worker's side of the commands: what waits for it, in order of arrival.</summary>
public sealed class CommandInbox(DatabaseConnections connections)
{
    /// <summary>Commands for accounts that this worker holds, for new accounts that nobody holds, and for accounts that do not exist.</summary>
    /// <param name="workerId">Who asks.</param>
    /// <param name="inHand">Commands that it has read already and not answered yet.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<IReadOnlyList<PendingCommand>> ReadAsync(string workerId, IReadOnlyCollection<Guid> inHand, int limit, CancellationToken cancellation) =>
        await connections.Control.ReadAsync("""
            SELECT sequence, command_id, account_id, actor, body FROM commands AS command
            WHERE state = 'pending' AND command_id <> ALL ($2)
                AND NOT EXISTS (SELECT 1 FROM worker_leases AS lease
                    WHERE lease.account_id = command.account_id AND lease.worker_id <> $1 AND lease.expires_at > clock_timestamp())
            ORDER BY sequence LIMIT $3
            """, [workerId, inHand.ToArray(), limit], ReadPending, cancellation).ConfigureAwait(false);

    /// <summary>Answers a command that touches no journal; once.</summary>
    /// <returns>False where it was answered already.</returns>
    public async Task<bool> AnswerAsync(Guid commandId, CommandReply reply, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlCommand command = connections.Control.Command(
                "SELECT complete_commands(ARRAY[$1::uuid], ARRAY[$2::jsonb])", commandId, JsonSerializer.Serialize(reply, JournalJson.Options));
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException answered) when (answered.SqlState == "TB003")
        {
            return false;
        }
    }

    private static PendingCommand ReadPending(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3),
        JsonSerializer.Deserialize<CommandBody>(reader.GetString(4), JournalJson.Options)!);
}
