namespace TradingBot.LocalStack.Supervision;

/// <summary>How long to wait before a crashed process is started again.</summary>
internal static class RestartPause
{
    public static TimeSpan Shortest { get; } = TimeSpan.FromMilliseconds(250);

    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(30);

    /// <summary>A process that lived this long starts the count of crashes again.</summary>
    public static TimeSpan Steady { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Doubles with each crash in a row.</summary>
    /// <param name="crashes">Crashes in a row, this one included; at least 1.</param>
    public static TimeSpan After(int crashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(crashes, 1);
        double factor = Math.Pow(2, Math.Min(crashes - 1, 20));
        return TimeSpan.FromMilliseconds(Math.Min(Shortest.TotalMilliseconds * factor, Longest.TotalMilliseconds));
    }
}
