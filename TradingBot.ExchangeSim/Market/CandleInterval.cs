namespace TradingBot.ExchangeSim.Market;

/// <summary>A candle length with each venue's name for it; null where the venue does not have it.</summary>
internal sealed record CandleInterval(string? BinanceName, string? KucoinName, long LengthMs)
{
    private const long Second = 1_000;
    private const long Minute = 60 * Second;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>Weeks begin on Monday; 1 January 1970 was a Thursday.</summary>
    private const long FirstMonday = 4 * Day;

    /// <summary>Months have no length.</summary>
    private const long Month = 0;

    public static readonly IReadOnlyList<CandleInterval> All =
    [
        new("1s", null, Second),
        new("1m", "1min", Minute),
        new("3m", "3min", 3 * Minute),
        new("5m", "5min", 5 * Minute),
        new("15m", "15min", 15 * Minute),
        new("30m", "30min", 30 * Minute),
        new("1h", "1hour", Hour),
        new("2h", "2hour", 2 * Hour),
        new("4h", "4hour", 4 * Hour),
        new("6h", "6hour", 6 * Hour),
        new("8h", "8hour", 8 * Hour),
        new("12h", "12hour", 12 * Hour),
        new("1d", "1day", Day),
        new("3d", null, 3 * Day),
        new("1w", "1week", 7 * Day),
        new("1M", "1month", Month),
    ];

    /// <summary>How far candles start before those of UTC: the offset of a time zone.</summary>
    public long OffsetMs { get; init; }

    public string Name(Venue venue) => (venue == Venue.Binance ? BinanceName : KucoinName) ?? "";

    /// <summary>Start of the candle that holds a time; both in milliseconds since 1970.</summary>
    public long OpenOf(long timeMs)
    {
        timeMs += OffsetMs;
        if (LengthMs == Month)
        {
            DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
            return new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() - OffsetMs;
        }
        long origin = LengthMs == 7 * Day ? FirstMonday : 0;
        return timeMs - (timeMs - origin) % LengthMs - OffsetMs;
    }

    /// <summary>Start of the next candle.</summary>
    public long NextOpen(long openMs) =>
        LengthMs == Month ? DateTimeOffset.FromUnixTimeMilliseconds(openMs + OffsetMs).AddMonths(1).ToUnixTimeMilliseconds() - OffsetMs : openMs + LengthMs;

    /// <summary>Whether candles start at the same times in a time zone.</summary>
    public bool IsSameAt(long offsetMs) => offsetMs == 0 || LengthMs != Month && LengthMs <= Hour && offsetMs % LengthMs == 0;

    /// <summary>How many candles of this length the candles given can fill at most.</summary>
    public int CountOf(IReadOnlyList<Candle>? candles) => candles is not { Count: > 0 } ? 0
        : (int)((candles[^1].OpenMs - candles[0].OpenMs) / Math.Max(LengthMs == Month ? 28 * Day : LengthMs, Minute)) + 2;
}
