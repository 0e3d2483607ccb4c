using System.Globalization;

namespace TradingBot.Web;

/// <summary>How amounts, times and words are written on the pages: English, UTC, exact decimals.</summary>
public static class Display
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Shown where there is no value.</summary>
    public const string None = "–";

    /// <summary>With the decimals of <paramref name="step"/>, such as a tick or a lot.</summary>
    public static string Amount(decimal? value, decimal step) => value is { } number ? number.ToString("N" + DecimalsOf(step), Culture) : None;

    /// <summary>As many decimals as it has, at most eight, thousands separated.</summary>
    public static string Quantity(decimal? value) => value is { } number ? number.ToString("#,0.########", Culture) : None;

    /// <summary>Two decimals.</summary>
    public static string Money(decimal? value) => value is { } number ? number.ToString("N2", Culture) : None;

    /// <summary>Two decimals and always a sign, so that gain and loss differ without colour.</summary>
    public static string Signed(decimal? value) => Cents(value) is { } number ? (number < 0 ? "▼ −" : number > 0 ? "▲ +" : "") + Math.Abs(number).ToString("N2", Culture) : None;

    /// <summary>A fraction as percent.</summary>
    public static string Percent(decimal? fraction, int decimals = 2) => fraction is { } number ? (number < 0 ? "−" : "") + Math.Abs(number * 100m).ToString("N" + decimals, Culture) + " %" : None;

    /// <summary>Class of a gain or a loss.</summary>
    public static string Tone(decimal? value) => Cents(value) switch { > 0 => "gain", < 0 => "loss", _ => "" };

    /// <summary>Class of a side.</summary>
    public static string SideTone(string side) => side == "buy" ? "gain" : side == "sell" ? "loss" : "";

    /// <summary>A side with an arrow.</summary>
    public static string Side(string side) => side switch { "buy" => "▲ Buy", "sell" => "▼ Sell", _ => "● " + Word(side) };

    /// <summary>Time of day.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss", Culture);

    /// <summary>Day and time.</summary>
    public static string DayTime(DateTimeOffset? at) => at is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", Culture) : None;

    /// <summary>An age in one unit.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 0 } => "0 s",
        { TotalSeconds: < 10 } => age.TotalSeconds.ToString("0.0", Culture) + " s",
        { TotalMinutes: < 2 } => age.TotalSeconds.ToString("0", Culture) + " s",
        { TotalHours: < 2 } => age.TotalMinutes.ToString("0", Culture) + " min",
        { TotalDays: < 2 } => age.TotalHours.ToString("0", Culture) + " h",
        _ => age.TotalDays.ToString("0", Culture) + " d",
    };

    /// <summary>A camelCase code as words: <c>partiallyFilled</c> is "Partially filled".</summary>
    public static string Word(string? code)
    {
        if (string.IsNullOrEmpty(code)) return None;
        var text = new System.Text.StringBuilder(code.Length + 4).Append(char.ToUpperInvariant(code[0]));
        foreach (char letter in code.AsSpan(1))
        {
            if (char.IsUpper(letter)) text.Append(' ').Append(char.ToLowerInvariant(letter));
            else text.Append(letter is '-' or '_' ? ' ' : letter);
        }
        return text.ToString();
    }

    /// <summary>With a capital letter and a full stop.</summary>
    public static string Sentence(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '!' or '?' ? "" : ".");

    /// <summary>A venue's own spelling of its name.</summary>
    public static string Venue(string venue) => venue switch { "binance" => "Binance", "kucoin" => "KuCoin", _ => venue };

    /// <summary>A time in force as traders write it.</summary>
    public static string TimeInForce(string code) => code switch { "gtc" or "gtd" or "ioc" or "fok" => code.ToUpperInvariant(), "postOnly" => "Post only", _ => code };

    /// <summary>A bar's length as the Api takes it: 5s, 1m, 1h.</summary>
    public static string IntervalWord(int seconds) => seconds % 3600 == 0 ? $"{seconds / 3600}h" : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";

    /// <summary>Decimals of a step: 0.01 has two, 0.5 one, 10 none.</summary>
    public static int DecimalsOf(decimal step)
    {
        int decimals = 0;
        for (decimal rest = Math.Abs(step); rest != decimal.Truncate(rest) && decimals < 12; rest *= 10m) decimals++;
        return decimals;
    }

    // What is shown as 0.00 is neither a gain nor a loss.
    private static decimal? Cents(decimal? value) => value is { } number ? decimal.Round(number, 2, MidpointRounding.AwayFromZero) : null;
}
