using System.Text;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Exchanges.Recordings;
using TradingBot.Storage.Journal;

namespace TradingBot.Cli.Replay;

/// <summary>Gives new engines what recorded sessions gave theirs, and compares what comes out for an account, and its state, with the journal, bit for bit.</summary>
/// <remarks>
/// An event is known by the number and the time of the input that caused it: numbers alone are each worker's own. What was decided and never committed comes out too; it is no difference
/// as long as the session then threw the account away, or ended.
/// </remarks>
internal sealed class AccountReplay(AccountId account, IReadOnlyList<EngineEvent> journal, long fromNs, long toNs)
{
    private readonly ILookup<(long, long), EngineEvent> _caused = journal.ToLookup(happened => (happened.InputSequence, happened.TimeNs));
    private readonly bool[] _same = new bool[journal.Count];
    private readonly List<(EngineEvent Event, Guid Session)> _discarded = [];
    private readonly List<EngineEvent> _open = [];
    private readonly List<string> _notes = [];
    private TradingEngine _engine = new();
    private Guid _session;
    private ReplayDifference? _difference;
    private long _inputs, _hashes;
    private int _sessions;

    /// <summary>Repeats a session, up to the end of the time that is asked for or to the first difference.</summary>
    public void Repeat(RecordedSession session, CancellationToken cancellation)
    {
        if (_difference is not null) return;
        (_engine, _session) = (new(), session.Id);
        if (session.Lacks is { } lacks)
        {
            _notes.Add($"session {session.Id} is left out: {lacks} of it are not there any more");
            return;
        }
        _sessions++;
        string? end = Process(session.Read(), cancellation);
        if (end is not null) _notes.Add($"session {session.Id}: {end}");
        if (_difference is null && end is null && _open.Count == 0) CompareState();
        Discard();
    }

    /// <summary>What was found.</summary>
    public ReplayResult Result()
    {
        EngineEvent[] asked = [.. journal.Where(happened => happened.TimeNs >= fromNs && happened.TimeNs < toNs)];
        EngineEvent[] missing = [.. asked.Where(happened => !_same[(int)happened.AccountSequence - 1])];
        // An input of a session gave an event at this place, and the journal has another one that no session gave.
        if (_difference is null && missing.Length > 0 && _discarded.FirstOrDefault(discarded => discarded.Event.AccountSequence == missing[0].AccountSequence) is { Event: { } instead } found)
            Differ(missing[0].AccountSequence, found.Session, "the journal's event is another one than the replay's", missing[0], instead);
        return new(account.Value, Time(fromNs), Time(toNs), _sessions, _inputs, asked.Length, asked.Length - missing.Length, _discarded.Count, _hashes,
            _difference is null ? missing.Length : 0, _difference, _notes);
    }

    /// <returns>Why the session can't be repeated to its end; none where it can.</returns>
    private string? Process(IEnumerable<TapeRecord> records, CancellationToken cancellation)
    {
        InputReplay replay = new();
        long last = 0;
        foreach (TapeRecord record in records)
        {
            cancellation.ThrowIfCancellationRequested();
            if (record.Kind == RecordKind.Hole) return $"records are missing before record {record.Number} ({Encoding.UTF8.GetString(record.Content.Span)}), so what follows can't be repeated";
            if (record.Kind == RecordKind.AccountsRestored) Restore(InputTape.ReadRestored(record));
            else if (record.Kind == RecordKind.AccountsForgotten) Forget(InputTape.ReadForgotten(record));
            if (_difference is not null) return null;
            if (!replay.TryTake(record, out ReplayedInput input)) continue;
            long sequence = input.Note.Sequence;
            if (last != 0 && sequence != last + 1) return $"inputs {last + 1} to {sequence - 1} are missing, so what follows can't be repeated";
            if (input.Outcome == ReplayOutcome.Unknown) return $"input {sequence} ({input.Note.Kind}) can't be derived from what was recorded, so what follows can't be repeated";
            if (input.Outcome == ReplayOutcome.Different)
            {
                _difference = new(0, _session, $"input {sequence} ({input.Note.Kind}) is another one than the engine got", null, null);
                return null;
            }
            last = sequence;
            if (input.Note.TimeNs >= toNs) return null;
            Process(input.Input);
            if (_difference is not null) return null;
        }
        return null;
    }

    private void Process(in EngineInput input)
    {
        EngineOutput output = new();
        _inputs++;
        try
        {
            _engine.Process(input, output);
        }
        catch (InvariantViolationException broken)
        {
            _difference = new(0, _session, $"the engine breaks on input {input.Sequence} ({input.Kind}): {broken.Message}", null, null);
            return;
        }
        EngineEvent[] given = [.. output.Events.Where(happened => happened.Account == account)];
        EngineEvent[] stored = [.. _caused[(input.Sequence, input.TimeNs)]];
        for (int at = 0; at < Math.Max(given.Length, stored.Length) && _difference is null; at++)
            Compare(at < stored.Length ? stored[at] : null, at < given.Length ? given[at] : null);
    }

    private void Compare(EngineEvent? stored, EngineEvent? given)
    {
        if (stored is null)
        {
            _open.Add(given!);
            return;
        }
        // Something came out before that the journal lacks, and the session went on with it.
        if (_open.Count > 0)
            Differ(_open[0].AccountSequence, _session, "the replay gave an event that the journal does not have", journal.FirstOrDefault(happened => happened.AccountSequence == _open[0].AccountSequence), _open[0]);
        else if (given is null || JournalJson.Write(stored) != JournalJson.Write(given)) Differ(stored.AccountSequence, _session, "the journal's event is another one than the replay's", stored, given);
        else _same[(int)stored.AccountSequence - 1] = true;
    }

    private void Restore(IReadOnlyList<RestoredAccount> restored)
    {
        if (restored.FirstOrDefault(candidate => candidate.Account == account.Value) is not { Events: > 0 } own) return;
        Discard();
        if (own.Events > journal.Count)
        {
            _difference = new(own.Events, _session, $"the session restored the account from {own.Events} events, and the journal has {journal.Count}", null, null);
            return;
        }
        if (!TryHash(own.Events, out string hash)) return;
        _engine.Restore(account, journal.Take((int)own.Events));
        _hashes++;
        if (hash != own.StateHash) _difference = new(own.Events, _session, $"the account's state after event {own.Events}, as the session restored it from the journal", hash, own.StateHash);
    }

    private void Forget(IReadOnlyList<Guid> forgotten)
    {
        if (!forgotten.Contains(account.Value)) return;
        if (_open.Count == 0) CompareState();
        _engine.Forget(account);
        Discard();
    }

    private void CompareState()
    {
        if (!_engine.TryGetAccount(account, out AccountView? view) || view.AccountSequence > journal.Count || !TryHash(view.AccountSequence, out string hash)) return;
        _hashes++;
        string replayed = _engine.StateHash(account);
        if (hash != replayed) _difference = new(view.AccountSequence, _session, $"the account's state after event {view.AccountSequence}", hash, replayed);
    }

    private bool TryHash(long events, out string hash)
    {
        try
        {
            TradingEngine other = new();
            foreach (Engine.Instruments.Instrument instrument in _engine.Instruments)
                other.Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument }.Numbered(other.LastSequence + 1, 1), new());
            other.Restore(account, journal.Take((int)events));
            hash = other.StateHash(account);
            return true;
        }
        catch (InvariantViolationException broken)
        {
            _difference = new(events, _session, $"the journal's first {events} events make no account: {broken.Message}", null, null);
            hash = "";
            return false;
        }
    }

    private void Discard()
    {
        foreach (EngineEvent open in _open) _discarded.Add((open, _session));
        _open.Clear();
    }

    private void Differ(long sequence, Guid session, string what, EngineEvent? stored, EngineEvent? given) =>
        _difference ??= new(sequence, session, what, stored is null ? null : JournalJson.Write(stored), given is null ? null : JournalJson.Write(given));

    private static DateTimeOffset? Time(long timeNs) => timeNs is 0 or long.MaxValue ? null : DateTimeOffset.UnixEpoch.AddTicks(timeNs / 100);
}
