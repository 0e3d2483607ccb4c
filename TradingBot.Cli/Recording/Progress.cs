using System.Diagnostics;
using System.Globalization;

namespace TradingBot.Cli.Recording;

/// <summary>Tells every two seconds, on the error stream, how far something long has come.</summary>
internal sealed class Progress(TextWriter errors, string what)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private long _toldAt = Stopwatch.GetTimestamp();

    public void Report(long count)
    {
        // The clock is asked now and then only: this is called for every frame.
        if (count % 1_024 != 0 || Stopwatch.GetElapsedTime(_toldAt) < Interval) return;
        _toldAt = Stopwatch.GetTimestamp();
        errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what} …"));
    }
}
