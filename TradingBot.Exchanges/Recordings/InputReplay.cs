using TradingBot.Engine;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>An input of the engine, derived from a recording.</summary>
/// <param name="Note">What the sequencer noted of it.</param>
/// <param name="Input">The input, numbered and timed as it was; default where it could not be derived.</param>
/// <param name="Outcome">Whether it is proven to be the one that the engine got.</param>
public readonly record struct ReplayedInput(InputNote Note, EngineInput Input, ReplayOutcome Outcome);

/// <summary>What became of an input in a replay.</summary>
public enum ReplayOutcome : byte
{
    /// <summary>Value by value what the engine got.</summary>
    Same = 0,

    /// <summary>Something else came of the record than the engine got: a fault of the recording or of the code.</summary>
    Different = 1,

    /// <summary>The state that it came of lies before the recording's beginning, or in a hole.</summary>
    Unknown = 2,
}

/// <summary>Derives the engine's inputs from the records of a session, in the sequencer's order: feed it to an engine and it does what it did.</summary>
public sealed class InputReplay
{
    private readonly Dictionary<(Venue Venue, long Group), FeedReplay> _feeds = [];
    private readonly Dictionary<long, Queue<EngineInput>> _waiting = [];
    private readonly List<EngineInput> _derived = [];

    /// <summary>Inputs that were derived and not noted by the sequencer yet; those of the very end never are.</summary>
    public int Waiting => _waiting.Values.Sum(inputs => inputs.Count);

    internal IReadOnlyCollection<FeedReplay> Feeds => _feeds.Values;

    /// <summary>The feed that took the last record; null where none did.</summary>
    internal FeedReplay? Present { get; private set; }

    /// <summary>What the last record gave before the sequencer had it.</summary>
    internal IReadOnlyList<EngineInput> Derived => _derived;

    /// <summary>Takes the next record, in the order of the recording.</summary>
    /// <param name="record">Any record.</param>
    /// <param name="input">The input that it notes.</param>
    /// <returns>Whether it notes an input.</returns>
    /// <exception cref="RecordingException">The record can't be read.</exception>
    public bool TryTake(in TapeRecord record, out ReplayedInput input)
    {
        input = default;
        _derived.Clear();
        Present = null;
        if (record.Kind == RecordKind.Input)
        {
            input = Find(InputNote.Read(record));
            return true;
        }
        if (record.Kind == RecordKind.Hole)
            foreach (FeedReplay feed in _feeds.Values) feed.Forget();
        if (record.Venue == Venue.None || record.Kind is RecordKind.Answer or RecordKind.Connection) return false;
        Present = FeedOf(record);
        Present?.Take(record, _derived);
        if (_derived.Count > 0) _waiting[record.Number] = new(_derived);
        return false;
    }

    private FeedReplay? FeedOf(in TapeRecord record)
    {
        if (FeedTape.GroupOf(record) is not { } group)
        {
            foreach (((Venue venue, _), FeedReplay of) in _feeds)
                if (venue == record.Venue && of.Find(new InstrumentId((int)record.Source)) is not null) return of;
            return null;
        }
        if (!_feeds.TryGetValue((record.Venue, group), out FeedReplay? feed)) _feeds[(record.Venue, group)] = feed = new(record.Venue);
        return feed;
    }

    private ReplayedInput Find(in InputNote note)
    {
        if (note.Cause == 0) return note.Content.IsEmpty && note.Kind != EngineInputKind.TimerTick ? new(note, default, ReplayOutcome.Unknown) : new(note, InputJson.Read(note), ReplayOutcome.Same);
        if (!_waiting.TryGetValue(note.Cause, out Queue<EngineInput>? inputs)) return new(note, default, ReplayOutcome.Unknown);
        EngineInput input = inputs.Dequeue();
        if (inputs.Count == 0) _waiting.Remove(note.Cause);
        bool isSame = input.Kind == note.Kind && InputDigest.Of(input) == note.Digest;
        return new(note, input.Numbered(note.Sequence, note.TimeNs), isSame ? ReplayOutcome.Same : ReplayOutcome.Different);
    }
}
