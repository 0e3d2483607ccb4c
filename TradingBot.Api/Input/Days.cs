using System.Globalization;

namespace TradingBot.Api.Input;

/// <summary>UTC days: the only ones that reports and counts know.</summary>
internal static class Days
{
    public static DateTimeOffset Today(TimeProvider time) => new(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    public static DateTimeOffset Start(this DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public static string Name(DateTimeOffset day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
