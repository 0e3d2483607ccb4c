using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Notifications;

namespace TradingBot.Storage.Symbols;

/// <summary>Which symbols are to be followed, and which are.</summary>
public sealed class SymbolStore(DatabaseConnections connections, NotificationListener listener)
{
    /// <summary>A worker that has not looked again for this long is taken for gone.</summary>
    private static readonly TimeSpan FollowedFor = TimeSpan.FromMinutes(2);

    /// <summary>The choice made at run time; none where the configuration decides.</summary>
    public async Task<StoredSymbolChoice?> ReadAsync(string venue, CancellationToken cancellation) => (await connections.Shared.ReadAsync(
        "SELECT choice, actor, changed_at FROM symbol_choices WHERE venue = $1", [venue],
        reader => new StoredSymbolChoice(ChoiceOf(reader.GetString(0)), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)), cancellation).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Proposes a choice to the workers and waits until one has asked the venue about it.</summary>
    /// <param name="venue">binance or kucoin.</param>
    /// <param name="choice">What is wanted.</param>
    /// <param name="actor">Who wants it.</param>
    /// <param name="patience">After this the proposal is withdrawn.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<SymbolAnswer> ProposeAsync(string venue, SymbolChoice choice, string actor, TimeSpan patience, CancellationToken cancellation)
    {
        Guid id = Guid.CreateVersion7();
        NotificationSignal signal = listener.Listen(NotificationChannels.Answers);
        try
        {
            await connections.Shared.ExecuteAsync(
                "INSERT INTO symbol_proposals (proposal_id, venue, choice, actor) VALUES ($1, $2, $3, $4)", [id, venue, Json(choice), actor], cancellation).ConfigureAwait(false);
            await NotifyAsync(NotificationChannels.Control, cancellation).ConfigureAwait(false);
            long started = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(started) < patience)
            {
                if (await AnswerOfAsync(id, cancellation).ConfigureAwait(false) is { IsAnswered: true } answer) return answer;
                await signal.WaitAsync(TimeSpan.FromMilliseconds(100), cancellation).ConfigureAwait(false);
            }
            int withdrawn = await connections.Shared.ExecuteAsync(
                "UPDATE symbol_proposals SET state = 'withdrawn' WHERE proposal_id = $1 AND state = 'pending'", [id], cancellation).ConfigureAwait(false);
            return withdrawn > 0 ? new(IsAnswered: false, null) : await AnswerOfAsync(id, cancellation).ConfigureAwait(false);
        }
        finally
        {
            listener.Forget(signal);
        }
    }

    /// <summary>Proposals that nobody has answered, oldest first.</summary>
    public async Task<IReadOnlyList<SymbolProposal>> PendingAsync(string venue, CancellationToken cancellation) => await connections.Shared.ReadAsync(
        "SELECT proposal_id, choice, actor FROM symbol_proposals WHERE venue = $1 AND state = 'pending' ORDER BY created_at", [venue],
        reader => new SymbolProposal(reader.GetGuid(0), ChoiceOf(reader.GetString(1)), reader.GetString(2)), cancellation).ConfigureAwait(false);

    /// <summary>The venue can give what is wanted: it is what all workers follow from now on. Of several workers that answer, the first counts.</summary>
    public async Task AcceptAsync(string venue, SymbolProposal proposal, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        await connections.Shared.ExecuteAsync("""
            WITH accepted AS (UPDATE symbol_proposals SET state = 'accepted', answered_at = clock_timestamp() WHERE proposal_id = $1 AND state = 'pending' RETURNING venue, choice, actor)
            INSERT INTO symbol_choices (venue, choice, actor) SELECT venue, choice, actor FROM accepted
            ON CONFLICT (venue) DO UPDATE SET choice = excluded.choice, actor = excluded.actor, changed_at = clock_timestamp()
            """, [proposal.ProposalId], cancellation).ConfigureAwait(false);
        await NotifyAsync(NotificationChannels.Answers, cancellation).ConfigureAwait(false);
        await NotifyAsync(NotificationChannels.Control, cancellation).ConfigureAwait(false);
    }

    /// <summary>The venue can't.</summary>
    public async Task RefuseAsync(SymbolProposal proposal, string problem, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        await connections.Shared.ExecuteAsync(
            "UPDATE symbol_proposals SET state = 'refused', problem = $2, answered_at = clock_timestamp() WHERE proposal_id = $1 AND state = 'pending'",
            [proposal.ProposalId, problem], cancellation).ConfigureAwait(false);
        await NotifyAsync(NotificationChannels.Answers, cancellation).ConfigureAwait(false);
    }

    /// <summary>Tells what a worker follows.</summary>
    public Task StoreFollowedAsync(FollowedSymbols followed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(followed);
        return connections.Shared.ExecuteAsync("""
            INSERT INTO followed_symbols (worker_id, venue, followed, evaluated_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (worker_id, venue) DO UPDATE SET followed = excluded.followed, evaluated_at = excluded.evaluated_at
            """, [followed.WorkerId, followed.Venue, Json(followed), followed.EvaluatedAt], cancellation);
    }

    /// <summary>What the live workers follow.</summary>
    public async Task<IReadOnlyList<FollowedSymbols>> ReadFollowedAsync(CancellationToken cancellation) => await connections.Shared.ReadAsync(
        "SELECT followed FROM followed_symbols WHERE evaluated_at > clock_timestamp() - $1 ORDER BY venue, worker_id", [FollowedFor],
        reader => JsonSerializer.Deserialize<FollowedSymbols>(reader.GetString(0), JournalJson.Options)!, cancellation).ConfigureAwait(false);

    /// <summary>Symbols of a venue that must not be dropped, each with the reason: something is open, held or decided on there.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadHeldAsync(string venue, CancellationToken cancellation)
    {
        List<(string Symbol, string Reason)> held = await connections.Shared.ReadAsync("""
            SELECT DISTINCT symbol, 'it has open orders' FROM orders WHERE venue = $1 AND status IN ('open', 'partiallyFilled')
            UNION SELECT DISTINCT symbol, 'there is a position' FROM positions WHERE venue = $1 AND quantity > 0
            UNION SELECT DISTINCT symbol, 'a strategy runs on it' FROM strategies WHERE venue = $1 AND is_running
            """, [venue], reader => (reader.GetString(0), reader.GetString(1)), cancellation).ConfigureAwait(false);
        return held.GroupBy(row => row.Symbol).ToDictionary(
            group => group.Key, group => string.Join(", ", group.Select(row => row.Reason).Order(StringComparer.Ordinal)), StringComparer.Ordinal);
    }

    private async Task<SymbolAnswer> AnswerOfAsync(Guid id, CancellationToken cancellation) => (await connections.Shared.ReadAsync(
        "SELECT state, problem FROM symbol_proposals WHERE proposal_id = $1", [id],
        reader => new SymbolAnswer(reader.GetString(0) is "accepted" or "refused", reader.IsDBNull(1) ? null : reader.GetString(1)), cancellation).ConfigureAwait(false)).Single();

    private Task<int> NotifyAsync(string channel, CancellationToken cancellation) => connections.Shared.ExecuteAsync("SELECT pg_notify($1, '')", [channel], cancellation);

    private static SymbolChoice ChoiceOf(string json) => JsonSerializer.Deserialize<SymbolChoice>(json, JournalJson.Options)!;

    private static NpgsqlParameter Json<T>(T value) => new() { Value = JsonSerializer.Serialize(value, JournalJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
