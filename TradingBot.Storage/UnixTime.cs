namespace TradingBot.Storage;

/// <summary>Between the engine's nanoseconds and the database's timestamps.</summary>
public static class UnixTime
{
    /// <summary>The time of nanoseconds since the Unix epoch, rounded down to the database's microseconds.</summary>
    public static DateTimeOffset FromNanoseconds(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 1_000 * TimeSpan.TicksPerMicrosecond);

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public static long ToNanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
