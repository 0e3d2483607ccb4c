using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Recordings;

/// <summary>One record of a recording.</summary>
/// <param name="Number">Rises by one within a session; a jump stands behind a <see cref="RecordKind.Hole"/>.</param>
/// <param name="TimeNs">When it was received, nanoseconds since the Unix epoch.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Venue">The exchange; none where it concerns no exchange.</param>
/// <param name="Source">Number of the connection (frames, connection marks) or of the instrument (steps of a book or of trades); else 0.</param>
/// <param name="Content">The raw frame, or what the kind says. Valid until the next record is read.</param>
public readonly record struct TapeRecord(long Number, long TimeNs, RecordKind Kind, Venue Venue, long Source, ReadOnlyMemory<byte> Content)
{
    /// <summary>Whether it is a frame of an exchange, handled or not.</summary>
    public bool IsFrame => Kind is RecordKind.Frame or RecordKind.FrameHeld or RecordKind.FrameUnused or RecordKind.FrameHandshake;
}
