using System.Text;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Parsing;

/// <summary>Finds an instrument by the venue's spelling as it stands in a frame, upper or lower case, without allocating.</summary>
internal sealed class InstrumentTable
{
    private readonly Dictionary<byte[], int> _places;
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public InstrumentTable(IReadOnlyList<Instrument> instruments)
    {
        Instruments = [.. instruments];
        _places = new(SpellingComparer.Instance);
        for (int place = 0; place < instruments.Count; place++)
            _places.Add(Encoding.ASCII.GetBytes(instruments[place].VenueSymbol), place);
        _lookup = _places.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public Instrument[] Instruments { get; }

    /// <summary>Place of the instrument in <see cref="Instruments"/>, or -1.</summary>
    public int Find(ReadOnlySpan<byte> venueSymbol) => _lookup.TryGetValue(venueSymbol, out int place) ? place : -1;

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
