using System.Globalization;

namespace TradingBot.Cli.Backup.Wal;

/// <summary>A segment of the write-ahead log by PostgreSQL's name: timeline, then its place in the log.</summary>
/// <remarks>Segments of 16 MiB, PostgreSQL's default: 256 of them share the middle part of the name.</remarks>
internal readonly record struct WalSegment(uint Timeline, long Number) : IComparable<WalSegment>
{
    public const int NameLength = 24;
    private const long PerLog = 256;

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Timeline:X8}{Number / PerLog:X8}{Number % PerLog:X8}");

    public static bool TryParse(string name, out WalSegment segment)
    {
        segment = default;
        if (name.Length != NameLength || !uint.TryParse(name.AsSpan(0, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint timeline)) return false;
        if (!uint.TryParse(name.AsSpan(8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint log)) return false;
        if (!uint.TryParse(name.AsSpan(16), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint part) || part >= PerLog) return false;
        segment = new(timeline, log * PerLog + part);
        return true;
    }

    public int CompareTo(WalSegment other) => Number.CompareTo(other.Number) is int order and not 0 ? order : Timeline.CompareTo(other.Timeline);
}
