using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace TradingBot.Exchanges.JKorf;

/// <summary>The parts of one of our queries, as another client wants them.</summary>
internal sealed class AskedQuery(string query)
{
    private readonly Dictionary<string, StringValues> _parts = QueryHelpers.ParseQuery(query);

    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public string Text(string name) => _parts.TryGetValue(name, out StringValues value) ? value.ToString() : throw new ArgumentException($"the query has no {name}", nameof(name));

    public bool Has(string name) => _parts.ContainsKey(name);

    public int? Number(string name) => (int?)Long(name);

    public long? Long(string name) => _parts.TryGetValue(name, out StringValues value) ? long.Parse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture) : null;

    public DateTime? Milliseconds(string name) => Long(name) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value).UtcDateTime : null;

    public DateTime? Seconds(string name) => Long(name) is { } value ? DateTimeOffset.FromUnixTimeSeconds(value).UtcDateTime : null;

    /// <summary>Such as <c>["BTCUSDT","ETHUSDT"]</c>.</summary>
    public string[] List(string name) => [.. Text(name).Trim('[', ']').Split(',').Select(item => item.Trim('"'))];

    /// <summary>Seconds of a length of candles by the venues' spellings: 1m, 1min, 1h, 1hour, 1d, 1day.</summary>
    public int Interval(string name)
    {
        string text = Text(name);
        string digits = string.Concat(text.TakeWhile(char.IsAsciiDigit));
        int unit = text[digits.Length..] switch { "s" => 1, "m" or "min" => 60, "h" or "hour" => 3_600, "d" or "day" => 86_400, var other => throw new ArgumentException($"'{other}' is no unit", nameof(name)) };
        return int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture) * unit;
    }
}
