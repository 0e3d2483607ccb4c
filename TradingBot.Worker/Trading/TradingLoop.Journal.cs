using System.Diagnostics;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Recordings;
using TradingBot.Storage.Crashes;
using TradingBot.Storage.Journal;

namespace TradingBot.Worker.Trading;

/// <summary>The loop's side towards the journal.</summary>
internal sealed partial class TradingLoop
{
    private static readonly TimeSpan FinishPatience = TimeSpan.FromSeconds(3);

    private readonly List<AccountSnapshot> _snapshots = [];

    private void BeginCommit()
    {
        if (!_isLive || _commit is not null || _pending.IsEmpty) return;
        _committing = _pending.Take();
        _commitStarted = Stopwatch.GetTimestamp();
        // With this transaction all that came of the trades so far is durable; the marks are not made for each, only often enough.
        _followedAtCommit = null;
        if (time.GetElapsedTime(_markedAt) > MarkInterval) (_followedAtCommit, _markedAt) = (recent.Marks(), time.GetTimestamp());
        JournalBatch batch = new()
        {
            ControlEpoch = _order.Epoch,
            Events = _committing.Events,
            Completions = _committing.Completions,
            Acknowledgement = _committing.Acknowledgement,
            Instruments = new Dictionary<InstrumentId, Instrument>(_instruments),
        };
        Dictionary<AccountId, long> leases = new(_leases);
        TakeSnapshots(_committing.Events);
        CrashTest.Pass(CrashPoint.Decided);
        _commit = StoreAsync(leases, batch);
    }

    // The state that these events lead to: worth keeping when, and only when, they are durable.
    private void TakeSnapshots(IReadOnlyList<EngineEvent> events)
    {
        _snapshots.Clear();
        foreach (IGrouping<AccountId, EngineEvent> journal in events.GroupBy(happened => happened.Account))
            if (audience.WantsSnapshot(journal.Key, journal.Last().AccountSequence) && _engine.Accounts.Contains(journal.Key)) _snapshots.Add(_engine.Snapshot(journal.Key));
    }

    // Everything that led to these events is with the operating system before they are durable, so a recording never lacks what the journal has.
    private Task<JournalResult> StoreAsync(Dictionary<AccountId, long> leases, JournalBatch batch)
    {
        if (recording.Writer is not { } writer) return journal.CommitAsync(worker.Id, leases, batch, CancellationToken.None);
        long recorded = writer.LastRecord;
        return Task.Run(() =>
        {
            writer.WriteThrough(recorded);
            return journal.CommitAsync(worker.Id, leases, batch, CancellationToken.None);
        });
    }

    private void EndCommit(JournalResult result)
    {
        TakenBatch batch = _committing!;
        _commit = null;
        _committing = null;
        metrics.Committed(Word(result.Outcome), Stopwatch.GetElapsedTime(_commitStarted));
        if (result.Outcome != JournalOutcome.Committed)
        {
            LogNotCommitted(result.Outcome, batch.Events.Count, result.Detail);
            Discard(result.Detail);
            return;
        }
        CrashTest.Pass(CrashPoint.BeforePublish);
        foreach (CommandCompletion completion in batch.Completions)
        {
            if (inHand.ReceivedAt(completion.CommandId) is { } receivedAt) metrics.Acknowledged(Stopwatch.GetElapsedTime(receivedAt));
            inHand.Remove(completion.CommandId);
        }
        audience.Committed(batch.Events, _instruments);
        foreach (AccountSnapshot snapshot in _snapshots) audience.Keep(snapshot);
        CrashTest.Pass(CrashPoint.AfterPublish);
        if (_followedAtCommit is { } followed) _followed = followed;
        CommitEndedBeforeLeaving();
    }

    /// <summary>Throws the accounts away and begins to read them again. The markets go on meanwhile.</summary>
    private void Discard(string reason)
    {
        if (!_isLive) return;
        _isLive = false;
        (_followed, _followedAtCommit) = (null, null);
        _tape.Forgotten([.. _engine.Accounts.Select(account => account.Value)]);
        foreach (AccountId account in _engine.Accounts) _engine.Forget(account);
        _leases.Clear();
        _pending.Clear();
        StayAfterAll();
        inHand.ForgetProcessed();
        metrics.Rebuilt();
        LogRebuilding(reason);
        _loading = loader.LoadAsync(lifetime.ApplicationStopping);
    }

    private void GoLive(LoadedAccounts loaded)
    {
        _loading = null;
        Enter(loaded, [.. loaded.Leases.Keys]);
        _isLive = true;
        LogLive(loaded.Journals.Count, loaded.Journals.Sum(journal => journal.Events.Count));
        Obey(permission.Now());
        Return(loaded, [.. loaded.Leases.Keys]);
        CrashTest.Pass(CrashPoint.AccountsRestored);
    }

    private void NoteRestored(IReadOnlyList<AccountId> restored)
    {
        if (recording.Writer is null) return;
        _tape.Restored([.. restored.Select(account => new RestoredAccount(account.Value, _engine.TryGetAccount(account, out AccountView? view) ? view.AccountSequence : 0, _engine.StateHash(account)))]);
    }

    /// <summary>Nothing new is taken in any more; what was done is made durable, or will be found undone and repeated by the next start.</summary>
    internal async Task FinishAsync()
    {
        try
        {
            if (_commit is not null) EndCommit(await _commit.WaitAsync(FinishPatience, time));
            BeginCommit();
            if (_commit is not null) EndCommit(await _commit.WaitAsync(FinishPatience, time));
        }
        catch (TimeoutException)
        {
            LogUnfinished();
        }
        _isLive = false;
    }

    private static string Word(JournalOutcome outcome) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    [LoggerMessage(3111, LogLevel.Warning, "A journal transaction ended {Outcome} ({Events} events): {Detail}")]
    private partial void LogNotCommitted(JournalOutcome outcome, int events, string detail);

    [LoggerMessage(3112, LogLevel.Warning, "Rebuilding the accounts from the journal: {Reason}")]
    private partial void LogRebuilding(string reason);

    [LoggerMessage(3113, LogLevel.Information, "Live with {Accounts} accounts, restored from {Events} events")]
    private partial void LogLive(int accounts, int events);

    [LoggerMessage(3114, LogLevel.Error, "The last journal transaction did not end in time; its outcome is found out at the next start")]
    private partial void LogUnfinished();
}
