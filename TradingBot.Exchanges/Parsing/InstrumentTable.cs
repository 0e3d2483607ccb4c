using System.Text;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Parsing;

/// <summary>Finds an instrument by the venue's spelling as it stands in a frame, upper or lower case, without allocating.</summary>
/// <remarks>An instrument that was added keeps its place for ever, so that frames may be read while another one is added. One adds at a time.</remarks>
internal sealed class InstrumentTable
{
    private volatile Contents _contents;

    public InstrumentTable(IReadOnlyList<Instrument> instruments) => _contents = new([.. instruments]);

    public Instrument[] Instruments => _contents.Instruments;

    /// <summary>Place of the instrument in <see cref="Instruments"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> venueSymbol) => _contents.Lookup.TryGetValue(venueSymbol, out int place) ? place : -1;

    /// <summary>Gives an instrument its place, or puts it at the place that it had before.</summary>
    public int Put(Instrument instrument)
    {
        int place = Array.FindIndex(Instruments, known => known.VenueSymbol == instrument.VenueSymbol);
        Instrument[] instruments = place < 0 ? [.. Instruments, instrument] : [.. Instruments];
        if (place < 0) place = instruments.Length - 1;
        instruments[place] = instrument;
        _contents = new(instruments);
        return place;
    }

    private sealed class Contents
    {
        public Contents(Instrument[] instruments)
        {
            Instruments = instruments;
            Dictionary<byte[], int> places = new(SpellingComparer.Instance);
            for (int place = 0; place < instruments.Length; place++) places.Add(Encoding.ASCII.GetBytes(instruments[place].VenueSymbol), place);
            Lookup = places.GetAlternateLookup<ReadOnlySpan<byte>>();
        }

        public Instrument[] Instruments { get; }

        public Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> Lookup { get; }
    }

    private sealed class SpellingComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly SpellingComparer Instance = new();

        public bool Equals(byte[]? left, byte[]? right) => Ascii.EqualsIgnoreCase((ReadOnlySpan<byte>)left, (ReadOnlySpan<byte>)right);

        public int GetHashCode(byte[] spelling) => GetHashCode(spelling.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => Ascii.EqualsIgnoreCase(alternate, other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            foreach (byte letter in alternate) hash.Add(letter | 0x20);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
