using System.Globalization;
using System.Text.RegularExpressions;

namespace TradingBot.Exchanges.History.Files;

/// <summary>What the name of a file of Binance's public dump says, such as <c>BTCUSDT-1m-2024-01.zip</c> or <c>BTCUSDT-aggTrades-2025-03-01.csv</c>.</summary>
/// <param name="VenueSymbol">BTCUSDT.</param>
/// <param name="Kind">Candles, trades or aggregated trades.</param>
/// <param name="IntervalSeconds">Length of candles; 0 for trades; null for a length that is not on the grid (3d, 1w, 1mo).</param>
/// <param name="From">First day.</param>
/// <param name="To">Day after the last.</param>
internal sealed partial record DumpName(string VenueSymbol, FileKind Kind, int? IntervalSeconds, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Null where the name is none of the dump's.</summary>
    public static DumpName? Read(string fileName)
    {
        Match match = Pattern().Match(fileName);
        if (!match.Success) return null;
        string what = match.Groups["what"].Value;
        FileKind kind = what switch { "trades" => FileKind.Trades, "aggTrades" => FileKind.AggregatedTrades, _ => FileKind.Candles };
        bool isDay = match.Groups["day"].Success;
        string first = $"{match.Groups["month"].Value}-{(isDay ? match.Groups["day"].Value : "01")}";
        if (!DateTimeOffset.TryParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset from)) return null;
        return new(match.Groups["symbol"].Value, kind, kind == FileKind.Candles ? CandleLength.Read(what) : 0, from, isDay ? from.AddDays(1) : from.AddMonths(1));
    }

    [GeneratedRegex(@"^(?<symbol>[A-Z0-9]{3,32})-(?<what>trades|aggTrades|\d{1,2}(s|m|h|d|w|mo))-(?<month>\d{4}-\d{2})(-(?<day>\d{2}))?\.(csv|zip|csv\.gz|csv\.zip)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}

/// <summary>Spellings of the lengths of candles.</summary>
public static class CandleLength
{
    /// <summary>Seconds of a length such as 1s, 1m, 1h or 1d, at most a week; null for all others (weeks and months do not begin on a multiple of their length).</summary>
    public static int? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int unit = text.Length < 2 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3_600, 'd' => 86_400, _ => 0 };
        return unit > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is > 0 and <= 604_800 && (long)count * unit <= 604_800 && (unit < 86_400 || count == 1) ? count * unit : null;
    }

    /// <summary>The shortest spelling of a length.</summary>
    public static string Write(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{(seconds % 86_400 == 0 ? $"{seconds / 86_400}d" : seconds % 3_600 == 0 ? $"{seconds / 3_600}h" : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s")}");
}
