using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.History.Files;

/// <summary>Reads the cells of a line. Pure; what is wrong with a cell comes back as words.</summary>
internal ref struct CsvRow
{
    /// <summary>Rows of more columns are cut here; nothing that is read lies beyond.</summary>
    private const int ColumnsMax = 64;

    private const long NanosecondsMin = 1_230_768_000_000_000_000; // 1 January 2009
    private const long NanosecondsMax = 4_102_444_800_000_000_000; // 1 January 2100

    private readonly ReadOnlySpan<byte> _line;
    private readonly Bounds _starts;
    private readonly Bounds _ends;

    private readonly bool _floatDust;

    /// <param name="line">Without its end.</param>
    /// <param name="separator">Of the cells.</param>
    /// <param name="floatDust">Whether what binary fractions leave behind is forgiven.</param>
    public CsvRow(ReadOnlySpan<byte> line, byte separator, bool floatDust)
    {
        _line = line;
        _floatDust = floatDust;
        int from = 0;
        for (int at = 0; at <= line.Length && Count < ColumnsMax; at++)
        {
            if (at < line.Length && line[at] != separator) continue;
            (int start, int end) = (from, at);
            while (start < end && IsBlank(line[start])) start++;
            while (end > start && IsBlank(line[end - 1])) end--;
            _starts[Count] = start;
            _ends[Count] = end;
            Count++;
            from = at + 1;
        }
    }

    public int Count { get; private set; }

    public readonly ReadOnlySpan<byte> this[int column] => _line[_starts[column].._ends[column]];

    public readonly string Text(int column) => Encoding.UTF8.GetString(this[column]);

    /// <summary>A decimal in whole units of 10^-scale; otherwise words.</summary>
    public readonly string? Amount(int column, int scale, out long units)
    {
        if (ExactDecimal.TryParse(this[column], scale, out units) || (_floatDust && TryWithoutDust(Text(column), scale, out units))) return null;
        return NotAnAmount(Text(column), scale, _floatDust);
    }

    public readonly string? Whole(int column, out long value)
    {
        ReadOnlySpan<byte> cell = this[column];
        if (Utf8Parser.TryParse(cell, out value, out int read) && read == cell.Length && value >= 0) return null;
        // Tables that went through a spreadsheet or a data frame have whole numbers with a point.
        return ExactDecimal.TryParse(cell, 0, out value) ? null : $"'{Text(column)}' is no whole number";
    }

    /// <summary>A time in seconds, milliseconds, microseconds or nanoseconds since 1970 (its size tells which), or in ISO 8601, in UTC where it says nothing else.</summary>
    public readonly string? Time(int column, out long nanoseconds)
    {
        nanoseconds = 0;
        ReadOnlySpan<byte> cell = this[column];
        if (Whole(column, out long number) is null)
        {
            long unit = number < 100_000_000_000 ? 1_000_000_000 : number < 100_000_000_000_000 ? 1_000_000 : number < 100_000_000_000_000_000 ? 1_000 : 1;
            if (number > NanosecondsMax / unit) return OutOfRange(Text(column));
            nanoseconds = number * unit;
        }
        else if (cell.Length >= 8 && DateTimeOffset.TryParse(Text(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            nanoseconds = (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        }
        else
        {
            return $"'{Text(column)}' is no time; it must be seconds, milliseconds or microseconds since 1970, or such as 2026-01-01T00:00:00Z";
        }
        return nanoseconds is >= NanosecondsMin and < NanosecondsMax ? null : OutOfRange(Text(column));
    }

    public readonly string? Flag(int column, out bool value)
    {
        ReadOnlySpan<byte> cell = this[column];
        value = Ascii.EqualsIgnoreCase(cell, "true"u8) || cell.SequenceEqual("1"u8);
        return value || Ascii.EqualsIgnoreCase(cell, "false"u8) || cell.SequenceEqual("0"u8) ? null : $"'{Text(column)}' must be true or false";
    }

    private static string OutOfRange(string text) => $"'{text}' lies outside the years 2009 to 2099";

    /// <summary>A double keeps 15 to 17 digits, so the nearest decimal of fewer is what was meant.</summary>
    private static bool TryWithoutDust(string text, int scale, out long units)
    {
        units = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value)) return false;
        decimal meant = decimal.Round(value, scale);
        return Math.Abs(value - meant) <= value * 0.000_000_000_000_001m && ExactDecimal.TryParse(Encoding.ASCII.GetBytes(meant.ToString(CultureInfo.InvariantCulture)), scale, out units);
    }

    private static string NotAnAmount(string text, int scale, bool floatDust) =>
        !ExactDecimal.TryScaleOf(text, out int places) ? $"'{text}' is no decimal number that is not negative"
        : places > scale && !floatDust && TryWithoutDust(text, scale, out _) ? $"'{text}' has {places} decimals; the instrument keeps {scale} (--float-dust takes what binary fractions left behind for the number that was meant)"
        : places > scale ? $"'{text}' has {places} decimals; the instrument keeps {scale}"
        : $"'{text}' is too large";

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'"' or (byte)'\t';

    [System.Runtime.CompilerServices.InlineArray(ColumnsMax)]
    private struct Bounds
    {
        private int _first;
    }
}
