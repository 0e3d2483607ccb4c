using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Feeds;

namespace TradingBot.Exchanges.Recordings;

/// <summary>The recording of one group of a feed, which is what shares a connection: its frames, its connections, and what it did to its books and trades.</summary>
/// <remarks>
/// Everything that changes what the feed tells the engine is recorded in the order in which it took effect, under the feed's gate. What follows from a frame by
/// parser and book alone is not recorded again. Handshake frames and REST answers come from outside the gate; they change nothing by themselves.
/// </remarks>
/// <param name="writer">Where it is recorded.</param>
/// <param name="venue">The exchange.</param>
/// <param name="group">What shares a connection, numbered from 0: groups take effect beside each other, so a reader must tell their records apart.</param>
/// <param name="tradesAreContiguous">Whether trade ids rise by one.</param>
internal sealed class FeedTape(RecordingWriter writer, Venue venue, int group, bool tradesAreContiguous)
{
    /// <summary>The number of a connection has that of its group above these bits; the first group's connections stay small.</summary>
    private const int GroupShift = 32;

    private readonly ContentBuffer _content = new();
    private IReadOnlyList<MarketStream> _streams = [];
    private long _generation = -1;
    private long _connections;

    /// <summary>The group that a record belongs to: of a connection by its number, of a list of instruments by its source.</summary>
    /// <returns>Null for a record of an instrument, which is in one group at a time.</returns>
    public static long? GroupOf(in TapeRecord record) => record.Kind switch
    {
        RecordKind.FeedStarted or RecordKind.Watching => record.Source,
        RecordKind.Connection or RecordKind.Frame or RecordKind.FrameHeld or RecordKind.FrameUnused or RecordKind.FrameHandshake or RecordKind.HeldTaken => record.Source >> GroupShift,
        _ => null,
    };

    /// <summary>The record that what the feed writes to the engine now comes of.</summary>
    public long Cause { get; private set; }

    /// <summary>For a new stream of the feed.</summary>
    public StreamTape Stream(Instrument instrument) => new(this, instrument.Id);

    /// <summary>The feed begins from nothing.</summary>
    public void Started(IReadOnlyList<MarketStream> streams)
    {
        _generation = writer.Generation;
        Watch(RecordKind.FeedStarted, streams);
    }

    /// <summary>The feed goes on with these streams: some were added or have ended.</summary>
    public void Watching(IReadOnlyList<MarketStream> streams) => Watch(RecordKind.Watching, streams);

    /// <summary>Gives a new connection its number.</summary>
    public long Opening(Uri address)
    {
        long connection = ((long)group << GroupShift) + Interlocked.Increment(ref _connections);
        // A token of the query is nobody's business.
        Mark(connection, ConnectionMark.Opening, address.GetLeftPart(UriPartial.Path));
        return connection;
    }

    public void Mark(long connection, ConnectionMark mark, string words = "")
    {
        byte[] content = [(byte)mark, .. Encoding.UTF8.GetBytes(words)];
        writer.Add(RecordKind.Connection, venue, connection, content);
    }

    public void Handshake(long connection, ReadOnlySpan<byte> frame) => writer.Add(RecordKind.FrameHandshake, venue, connection, frame);

    public void Held(long connection, ReadOnlySpan<byte> frame) => writer.Add(RecordKind.FrameHeld, venue, connection, frame);

    public void Unused(long connection, ReadOnlySpan<byte> frame) => writer.Add(RecordKind.FrameUnused, venue, connection, frame);

    /// <summary>A frame that is handled now.</summary>
    public void Handled(long connection, ReadOnlySpan<byte> frame)
    {
        KeepUp();
        Cause = writer.Add(RecordKind.Frame, venue, connection, frame);
    }

    /// <summary>The oldest kept frame of a connection is handled now.</summary>
    public void TakenHeld(long connection) => Cause = writer.Add(RecordKind.HeldTaken, venue, connection, []);

    /// <summary>A step of a book or of trades.</summary>
    public void Add(RecordKind kind, long source, ReadOnlySpan<byte> content) => Cause = writer.Add(kind, venue, source, content);

    public ContentBuffer Content => _content.Clear();

    // A segment can be read by itself once every stream's state stands in it. A stream between two states is written as soon as it is in one.
    private void KeepUp()
    {
        long generation = writer.Generation;
        if (generation != _generation)
        {
            _generation = generation;
            Watching(_streams);
            foreach (MarketStream stream in _streams) stream.Tape!.WantsCheckpoint = true;
        }
        foreach (MarketStream stream in _streams)
            if (stream.Tape!.WantsCheckpoint) stream.Tape.TryCheckpoint(stream.Book, stream.Trades);
    }

    private void Watch(RecordKind kind, IReadOnlyList<MarketStream> streams)
    {
        _streams = streams;
        Add(kind, group, new WatchedMarkets(tradesAreContiguous, [.. streams.Select(stream => stream.Instrument)]).ToBytes());
    }
}
