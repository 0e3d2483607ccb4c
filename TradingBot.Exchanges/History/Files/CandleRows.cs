using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.History.Files;

/// <summary>Reads a file of candles whole: they may stand in any order, and what is wrong shows only when all are there.</summary>
internal sealed class CandleRows(FileRequest request, CsvLayout layout, byte separator, DumpName? name)
{
    /// <summary>A year of one-second candles is 31.5 million.</summary>
    private const int RowsMax = 32_000_000;

    private readonly List<(Bar Bar, long Line)> _rows = [];
    private readonly RowProblems _problems = new();

    public CandleFile Read(LineReader lines, string sha256, CancellationToken cancellation)
    {
        long rows = 0;
        bool isHeader = layout.HasHeader;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty) continue;
            if (isHeader)
            {
                isHeader = false;
                continue;
            }
            if (++rows > RowsMax) throw new HistoryFileException($"{request.FileName}: it has more than {RowsMax} rows; split it");
            if ((rows & 0xFFFF) == 0) cancellation.ThrowIfCancellationRequested();
            if (TryRead(line, lines.Number, out Bar bar)) _rows.Add((bar, lines.Number));
        }
        if (rows == 0) throw new HistoryFileException($"{request.FileName}: it has a header but no rows");
        _rows.Sort(static (left, right) => left.Bar.OpenTimeNs != right.Bar.OpenTimeNs ? left.Bar.OpenTimeNs.CompareTo(right.Bar.OpenTimeNs) : left.Line.CompareTo(right.Line));
        return Examine(rows, request.IntervalSeconds ?? name?.IntervalSeconds ?? UsualDistance(), sha256);
    }

    private bool TryRead(ReadOnlySpan<byte> line, long number, out Bar bar)
    {
        bar = default;
        CsvRow row = new(line, separator, request.FloatDust);
        if (row.Count < layout.Width)
        {
            _problems.Add(number, "columns", $"there are {row.Count}; it must be {layout.Names.Length}: {string.Join(',', layout.Names)}");
            return false;
        }
        Instrument instrument = request.Instrument;
        long count = 0;
        if (Bad(number, "time", row.Time(layout["time"], out long time)) || Bad(number, "open", row.Amount(layout["open"], instrument.PriceScale, out long open))
            || Bad(number, "high", row.Amount(layout["high"], instrument.PriceScale, out long high)) || Bad(number, "low", row.Amount(layout["low"], instrument.PriceScale, out long low))
            || Bad(number, "close", row.Amount(layout["close"], instrument.PriceScale, out long close)) || Bad(number, "volume", row.Amount(layout["volume"], instrument.QuantityScale, out long volume))
            || (layout["count"] >= 0 && Bad(number, "count", row.Whole(layout["count"], out count)))) return false;
        bar = new(time, 0, new Price(open), new Price(high), new Price(low), new Price(close), new Quantity(volume), (int)Math.Min(count, int.MaxValue));
        if (volume == 0) return count == 0 || !Bad(number, "volume", $"is 0, but there are {count} trades");
        return CandleRule.Problem(bar) is not { } wrong || !Bad(number, wrong.Field, $"'{row.Text(layout[wrong.Field])}' {wrong.Problem}");
    }

    private CandleFile Examine(long rows, int interval, string sha256)
    {
        List<Bar> bars = new(_rows.Count);
        KnownSlots? slots = null;
        long intervalNs = interval * 1_000_000_000L;
        long repeated = 0;
        long quiet = 0;
        (Bar Bar, long Line)? before = null;
        foreach ((Bar read, long line) in _rows)
        {
            Bar bar = read with { IntervalSeconds = interval };
            if (before is { } same && same.Bar.OpenTimeNs == bar.OpenTimeNs)
            {
                if (same.Bar == bar) repeated++;
                else _problems.Add(line, "time", $"line {same.Line} is of the same time and says otherwise; there must be one candle of a time");
                continue;
            }
            if (bar.OpenTimeNs % intervalNs != 0)
            {
                _problems.Add(line, "time", $"{Stamp(bar.OpenTimeNs)} is no start of a candle of {CandleLength.Write(interval)}; give --interval if that is not their length");
                continue;
            }
            if (name is not null && (Time(bar.OpenTimeNs) < name.From || Time(bar.OpenTimeNs) >= name.To))
            {
                _problems.Add(line, "time", $"{Stamp(bar.OpenTimeNs)} lies outside the time that the file's name says");
                continue;
            }
            before = (bar, line);
            (slots ??= new(interval, Time(bar.OpenTimeNs))).TryAdd(Time(bar.OpenTimeNs));
            if (bar.Volume.IsZero) quiet++;
            else bars.Add(bar);
        }
        return new(sha256, rows, _problems.First, _problems.Count)
        {
            Bars = bars,
            Known = slots?.There ?? [],
            IntervalSeconds = interval,
            Repeated = repeated,
            Quiet = quiet,
        };
    }

    /// <summary>The distance that most rows have from the row before.</summary>
    private int UsualDistance()
    {
        long usual = Enumerable.Range(1, Math.Max(0, _rows.Count - 1)).Select(at => _rows[at].Bar.OpenTimeNs - _rows[at - 1].Bar.OpenTimeNs).Where(distance => distance > 0)
            .CountBy(distance => distance).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).FirstOrDefault().Key;
        return usual is > 0 and <= 86_400_000_000_000 && usual % 1_000_000_000 == 0
            ? (int)(usual / 1_000_000_000)
            : throw new HistoryFileException($"{request.FileName}: the distance of its rows does not tell the length of its candles; give --interval, such as 1m or 1h{(_problems.Count == 0 ? "" : $"; first problem: {_problems.First[0]}")}");
    }

    private bool Bad(long line, string field, string? problem)
    {
        if (problem is null) return false;
        int column = layout[field];
        _problems.Add(line, column >= 0 && column < layout.Names.Length ? layout.Names[column] : field, problem);
        return true;
    }

    private static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static string Stamp(long nanoseconds) => Time(nanoseconds).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", System.Globalization.CultureInfo.InvariantCulture);
}
