using System.Globalization;

namespace TradingBot.Cli.Data;

/// <summary>Tells how far a long command is: a bar that is drawn over itself on a terminal, a line now and then elsewhere.</summary>
/// <param name="writer">Standard error, so that the answer can be piped.</param>
/// <param name="isTerminal">Whether a line can be drawn over.</param>
/// <param name="time">Clock.</param>
internal sealed class Progress(TextWriter writer, bool isTerminal, TimeProvider time)
{
    private const int Cells = 30;
    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long _start = time.GetTimestamp();
    private long _last;
    private bool _isDrawn;
    private bool _hasShown;

    /// <summary>For a command's errors: a terminal only where standard error itself is one.</summary>
    public static Progress On(TextWriter errors) => new(errors, ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected, TimeProvider.System);

    /// <summary>Tells the state, unless it was told a moment ago.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="rows">Rows so far.</param>
    /// <param name="reached">How far in the market's time.</param>
    public void Show(double share, long rows, DateTimeOffset reached)
    {
        if (_hasShown && time.GetElapsedTime(_last) < (isTerminal ? BetweenDrawings : BetweenLines)) return;
        (_last, _hasShown) = (time.GetTimestamp(), true);
        share = Math.Clamp(share, 0, 1);
        double rate = rows / Math.Max(0.001, time.GetElapsedTime(_start).TotalSeconds);
        string text = string.Create(CultureInfo.InvariantCulture, $"{share,4:P0}  {rows:N0} rows, {rate:N0}/s, at {reached:yyyy-MM-dd HH:mm}");
        if (!isTerminal)
        {
            writer.WriteLine(text.TrimStart());
            return;
        }
        int full = (int)(share * Cells);
        writer.Write($"\r[{new string('#', full)}{new string('.', Cells - full)}] {text}\u001b[K");
        _isDrawn = true;
    }

    /// <summary>Says something that must not be drawn over.</summary>
    public void Say(string text)
    {
        Clear();
        writer.WriteLine(text);
    }

    /// <summary>Takes the bar away.</summary>
    public void Clear()
    {
        if (_isDrawn) writer.Write("\r\u001b[K");
        _isDrawn = false;
    }
}
