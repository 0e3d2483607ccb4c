using System.Buffers.Binary;
using TradingBot.Engine;

namespace TradingBot.Exchanges.Recordings;

/// <summary>An input of the engine as the recording knows it: what a record of a feed caused it is derived from again, anything else stands in it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Sequence">The number that the sequencer gave it.</param>
/// <param name="TimeNs">The time that the sequencer gave it.</param>
/// <param name="Cause">The record that it came of; 0 where it came of no feed.</param>
/// <param name="Digest">Checksum over its values, so that a replay can prove that it derives the same.</param>
/// <param name="Content">The input as JSON, where it came of no feed and has any content.</param>
public readonly record struct InputNote(EngineInputKind Kind, long Sequence, long TimeNs, long Cause, uint Digest, ReadOnlyMemory<byte> Content)
{
    /// <summary>Reads a record of kind <see cref="RecordKind.Input"/>.</summary>
    /// <exception cref="RecordingException">The record is no note of an input.</exception>
    public static InputNote Read(in TapeRecord record)
    {
        ReadOnlySpan<byte> content = record.Content.Span;
        if (record.Kind != RecordKind.Input || content.Length < 1) throw new RecordingException($"record {record.Number} notes no input");
        int at = 1;
        long sequence = VariableInteger.Read(content, ref at);
        long cause = VariableInteger.Read(content, ref at);
        if (content.Length < at + sizeof(uint)) throw new RecordingException($"record {record.Number} is cut off");
        return new((EngineInputKind)content[0], sequence, record.TimeNs, cause, BinaryPrimitives.ReadUInt32LittleEndian(content[at..]), record.Content[(at + sizeof(uint))..]);
    }

    internal static int Write(Span<byte> to, in EngineInput input, long cause, uint digest)
    {
        to[0] = (byte)input.Kind;
        int at = 1;
        at += VariableInteger.Write(to[at..], input.Sequence);
        at += VariableInteger.Write(to[at..], cause);
        BinaryPrimitives.WriteUInt32LittleEndian(to[at..], digest);
        return at + sizeof(uint);
    }
}
