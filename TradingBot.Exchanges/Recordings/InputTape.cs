using System.Text.Json;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>The sequencer's side of a recording: notes every input of the engine, before the engine has it.</summary>
/// <remarks>For one thread at a time.</remarks>
/// <param name="writer">Where it is recorded; none where nothing is.</param>
public sealed class InputTape(RecordingWriter? writer)
{
    /// <summary>Notes a numbered input.</summary>
    /// <param name="input">With its number and time.</param>
    /// <param name="cause">The record of a feed that it came of (<see cref="MarketInput.Record"/>); 0 for any other.</param>
    public void Note(in EngineInput input, long cause)
    {
        if (writer is null) return;
        Span<byte> head = stackalloc byte[1 + VariableInteger.Longest * 2 + sizeof(uint)];
        int length = InputNote.Write(head, input, cause, InputDigest.Of(input));
        writer.Add(RecordKind.Input, Venue.None, 0, head[..length], cause == 0 ? InputJson.Write(input) : [], input.TimeNs);
    }

    /// <summary>Notes that accounts were restored from the journal, between two inputs.</summary>
    public void Restored(IReadOnlyList<RestoredAccount> accounts) => Mark(RecordKind.AccountsRestored, accounts);

    /// <summary>Notes that accounts were thrown away, between two inputs.</summary>
    public void Forgotten(IReadOnlyList<Guid> accounts) => Mark(RecordKind.AccountsForgotten, accounts);

    /// <summary>What a record of kind <see cref="RecordKind.AccountsRestored"/> says.</summary>
    /// <exception cref="RecordingException">It can't be read.</exception>
    public static IReadOnlyList<RestoredAccount> ReadRestored(in TapeRecord record) => Read<RestoredAccount>(record, RecordKind.AccountsRestored);

    /// <summary>What a record of kind <see cref="RecordKind.AccountsForgotten"/> says: ids of accounts.</summary>
    /// <exception cref="RecordingException">It can't be read.</exception>
    public static IReadOnlyList<Guid> ReadForgotten(in TapeRecord record) => Read<Guid>(record, RecordKind.AccountsForgotten);

    private static IReadOnlyList<T> Read<T>(in TapeRecord record, RecordKind kind)
    {
        try
        {
            return record.Kind == kind ? JsonSerializer.Deserialize<IReadOnlyList<T>>(record.Content.Span, RecordingJson.Options) ?? [] : throw new RecordingException($"record {record.Number} is no {kind}");
        }
        catch (JsonException e)
        {
            throw new RecordingException($"record {record.Number} ({kind}) can't be read: {e.Message}");
        }
    }

    private void Mark<T>(RecordKind kind, T content) => writer?.Add(kind, Venue.None, 0, JsonSerializer.SerializeToUtf8Bytes(content, RecordingJson.Options));
}

/// <summary>An account as the engine had it after it was restored from the journal.</summary>
/// <param name="Account">Its id.</param>
/// <param name="Events">Sequence of its last event.</param>
/// <param name="StateHash">Hash of its state.</param>
public sealed record RestoredAccount(Guid Account, long Events, string StateHash);
