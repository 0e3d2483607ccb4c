namespace TradingBot.Exchanges.Recordings;

/// <summary>Settings of the recording of market data and engine inputs, section <c>Recording</c>.</summary>
public sealed class RecordingOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Recording";

    /// <summary>Whether it is recorded at all. The local stack switches it on.</summary>
    public bool Enabled { get; set; }

    /// <summary>Where the segments lie; by default <c>recordings</c> in the folder that <c>TRADINGBOT_DATA_DIR</c> names. One worker per folder.</summary>
    public string? Folder { get; set; }

    /// <summary>All segments of the folder together, in bytes; beyond it the oldest sealed ones are deleted. At least four times <see cref="SegmentBytes"/>.</summary>
    public long BudgetBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>A segment is ended at this many uncompressed bytes. 1 MiB to 1 GiB.</summary>
    public long SegmentBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>A segment is ended at this age. 10 s to 24 h.</summary>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Whether trading pauses while nothing can be recorded.</summary>
    public bool Required { get; set; }

    /// <summary>Whether the venues' best prices are subscribed to as well (one more stream per symbol), so that a recording can be compared with them.</summary>
    public bool BestPrices { get; set; }
}
