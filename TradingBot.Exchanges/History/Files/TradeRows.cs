using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.History.Files;

/// <summary>Reads a file of trades row by row, in memory that does not grow: once to check it, and once more to store it.</summary>
internal sealed class TradeRows(FileRequest request, CsvLayout layout, byte separator, DumpName? name)
{
    private const int RowsBetweenLooks = 0xFFFF;

    public TradeFile Check(LineReader lines, string sha256, CancellationToken cancellation)
    {
        RowProblems problems = new();
        List<KnownTime> known = [];
        long rows = 0;
        HistoricalTrade? previous = null;
        long first = long.MaxValue;
        long last = 0;
        DateTimeOffset start = default;
        bool isBroken = false;
        foreach ((HistoricalTrade? read, long _) in Rows(lines, problems, cancellation))
        {
            rows++;
            if (read is not { } trade)
            {
                isBroken = true;
                continue;
            }
            (first, last) = (Math.Min(first, trade.TimeNs), Math.Max(last, trade.TimeNs));
            DateTimeOffset time = Micros(trade.TimeNs);
            if (previous is null) start = !isBroken && name is not null ? name.From : time;
            else if (isBroken || (Numbered && trade.FirstTradeId != previous.Value.LastTradeId + 1))
            {
                // What lies between the trade before and this one is not known.
                Close(known, start, Micros(previous.Value.TimeNs).AddMicroseconds(1));
                start = time;
            }
            (previous, isBroken) = (trade, false);
        }
        if (rows == 0) throw new HistoryFileException($"{request.FileName}: it has a header but no rows");
        if (previous is { } final) Close(known, start, name is not null && !isBroken ? name.To : Micros(final.TimeNs).AddMicroseconds(1));
        return new(layout.Kind, sha256, rows, problems.First, problems.Count)
        {
            Known = known,
            Span = previous is null ? null : (Micros(first), Micros(last)),
            Read = Good,
        };
    }

    /// <summary>Binance numbers its trades without a hole; elsewhere nothing follows from the numbers.</summary>
    private bool Numbered => request.Instrument.Venue == Venue.Binance;

    private IEnumerable<HistoricalTrade> Good(CancellationToken cancellation)
    {
        using LineReader lines = LineReader.Open(request.Path);
        foreach ((HistoricalTrade? trade, long _) in Rows(lines, new RowProblems(), cancellation))
            if (trade is { } good) yield return good;
    }

    /// <summary>All rows; none in place of one that can't be taken.</summary>
    private IEnumerable<(HistoricalTrade? Trade, long Line)> Rows(LineReader lines, RowProblems problems, CancellationToken cancellation)
    {
        bool isHeader = layout.HasHeader;
        long previousId = -1;
        while (TryNext(lines, problems, previousId, ref isHeader, out HistoricalTrade? trade))
        {
            if ((lines.Number & RowsBetweenLooks) == 0) cancellation.ThrowIfCancellationRequested();
            if (trade is { } good) previousId = good.RowId;
            yield return (trade, lines.Number);
        }
    }

    private bool TryNext(LineReader lines, RowProblems problems, long previousId, ref bool isHeader, out HistoricalTrade? trade)
    {
        trade = null;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (line.IsEmpty) continue;
            if (!isHeader)
            {
                trade = Parse(line, lines.Number, previousId, problems);
                return true;
            }
            isHeader = false;
        }
        return false;
    }

    private HistoricalTrade? Parse(ReadOnlySpan<byte> line, long number, long previousId, RowProblems problems)
    {
        CsvRow row = new(line, separator, request.FloatDust);
        if (row.Count < layout.Width)
        {
            problems.Add(number, "columns", $"there are {row.Count}; it must be {layout.Names.Length}: {string.Join(',', layout.Names)}");
            return null;
        }
        bool Bad(string field, string? problem)
        {
            if (problem is not null) problems.Add(number, layout[field] >= 0 ? layout.Names[layout[field]] : field, problem);
            return problem is not null;
        }
        long firstId = 0;
        long lastId = 0;
        if (Bad("id", row.Whole(layout["id"], out long id)) || Bad("price", row.Amount(layout["price"], request.Instrument.PriceScale, out long price))
            || Bad("quantity", row.Amount(layout["quantity"], request.Instrument.QuantityScale, out long quantity)) || Bad("time", row.Time(layout["time"], out long time))
            || Taker(row, Bad) is not { } side) return null;
        if (layout.Kind == FileKind.AggregatedTrades && (Bad("first", row.Whole(layout["first"], out firstId)) || Bad("last", row.Whole(layout["last"], out lastId)))) return null;
        HistoricalTrade trade = layout.Kind == FileKind.AggregatedTrades
            ? new(id, firstId, lastId, new Price(price), new Quantity(quantity), side, time)
            : new(id, id, id, new Price(price), new Quantity(quantity), side, time);
        if (TradeRule.Problem(trade) is { } wrong && Bad(wrong.Field == "first_trade_id" ? "first" : wrong.Field, wrong.Problem)) return null;
        if (id <= previousId && Bad("id", $"{id} does not come after {previousId}; numbers must rise")) return null;
        return name is not null && (Micros(time) < name.From || Micros(time) >= name.To) && Bad("time", $"'{row.Text(layout["time"])}' lies outside the time that the file's name says") ? null : trade;
    }

    private Side? Taker(CsvRow row, Func<string, string?, bool> bad)
    {
        if (layout["isBuyerMaker"] is var flag and >= 0) return bad("isBuyerMaker", row.Flag(flag, out bool isBuyerMaker)) ? null : isBuyerMaker ? Side.Sell : Side.Buy;
        ReadOnlySpan<byte> side = row[layout["side"]];
        if (System.Text.Ascii.EqualsIgnoreCase(side, "buy"u8)) return Side.Buy;
        if (System.Text.Ascii.EqualsIgnoreCase(side, "sell"u8)) return Side.Sell;
        bad("side", $"'{row.Text(layout["side"])}' must be buy or sell");
        return null;
    }

    private static void Close(List<KnownTime> known, DateTimeOffset from, DateTimeOffset to)
    {
        if (to > from) known.Add(new(from, to, HasData: true));
    }

    // The database keeps microseconds, so a known stretch is counted in them too.
    private static DateTimeOffset Micros(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 1_000 * TimeSpan.TicksPerMicrosecond);
}
