using System.Globalization;
using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Recordings.Verification;

/// <summary>Which part of a recording is exported.</summary>
/// <param name="Venue">Only this exchange.</param>
/// <param name="Symbol">Only this instrument, in our spelling or the venue's.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Not after.</param>
public sealed record ExportSelection(Venue? Venue = null, string? Symbol = null, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>Writes segments of ours as lines <c>&lt;receive time in ns&gt; &lt;raw JSON&gt;</c>, which the exchange simulator plays and others read.</summary>
/// <remarks>
/// Frames of books, trades and best prices in the order in which the feed handled them, each once, and the REST answers with whole books. Trades that came again
/// by a second connection are left out. A line names no symbol beyond what the frame says, so an export for the simulator should be of one instrument.
/// </remarks>
public sealed class LineExport
{
    private readonly ExportSelection _selection;
    private readonly Stream _target;
    private readonly FrameReading _reading = new();
    private readonly Dictionary<(Venue Venue, long Group), InstrumentTable> _tables = [];
    private readonly Dictionary<(Venue, long), Queue<(long TimeNs, byte[] Frame)>> _held = [];
    private readonly Dictionary<int, long> _lastTrades = [];

    private LineExport(ExportSelection selection, Stream target) => (_selection, _target) = (selection, target);

    /// <summary>Lines written.</summary>
    public long Lines { get; private set; }

    /// <summary>Exports segments, which must be given in the order of their names.</summary>
    /// <returns>Lines written.</returns>
    /// <exception cref="RecordingException">A file is no segment of ours.</exception>
    public static long Write(IReadOnlyList<string> files, ExportSelection selection, Stream target, Action<long> progress, CancellationToken cancellation)
    {
        LineExport export = new(selection, target);
        long records = 0;
        foreach (string file in files)
        {
            using SegmentReader segment = SegmentReader.Open(file);
            foreach (TapeRecord record in segment.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                progress(++records);
                export.Take(record);
            }
            if (segment.Damages.FirstOrDefault(damage => !damage.IsTornTail) is { } damage) throw new RecordingException($"{file}: {damage.Reason}; {damage.Length} bytes at {damage.Offset}");
        }
        return export.Lines;
    }

    private void Take(in TapeRecord record)
    {
        if (_selection.Venue is { } venue && record.Venue != Venue.None && record.Venue != venue) return;
        switch (record.Kind)
        {
            case RecordKind.FeedStarted or RecordKind.Watching: _tables[(record.Venue, FeedTape.GroupOf(record)!.Value)] = new(WatchedMarkets.Read(record.Content.Span).Instruments); break;
            case RecordKind.Frame: Handle(record, record.Content.Span); break;
            case RecordKind.FrameHeld: Held(record).Enqueue((record.TimeNs, record.Content.ToArray())); break;
            case RecordKind.HeldTaken when Held(record).TryDequeue(out (long TimeNs, byte[] Frame) held): Handle(record, held.Frame); break;
            case RecordKind.Answer: Answer(record); break;
            default: break;
        }
    }

    private Queue<(long TimeNs, byte[] Frame)> Held(in TapeRecord record)
    {
        if (!_held.TryGetValue((record.Venue, record.Source), out Queue<(long, byte[])>? held)) _held[(record.Venue, record.Source)] = held = new();
        return held;
    }

    private void Handle(in TapeRecord record, ReadOnlySpan<byte> frame)
    {
        if (!_tables.TryGetValue((record.Venue, FeedTape.GroupOf(record)!.Value), out InstrumentTable? table)) return;
        FrameKind kind = record.Venue == Venue.KuCoin ? KuCoin.Parsing.KuCoinFrames.Parse(frame, table, _reading) : Binance.Parsing.BinanceFrames.Parse(frame, table, _reading);
        if (kind is not (FrameKind.Book or FrameKind.Trade or FrameKind.BestPrices)) return;
        Instrument instrument = table.Instruments[_reading.Place];
        if (!IsWanted(instrument)) return;
        if (kind == FrameKind.Trade)
        {
            TradePrint trade = _reading.Trade;
            if (trade.TradeId <= _lastTrades.GetValueOrDefault(instrument.Id.Number, -1)) return;
            _lastTrades[instrument.Id.Number] = trade.TradeId;
        }
        Write(record.TimeNs, frame);
    }

    private void Answer(in TapeRecord record)
    {
        RecordedAnswer answer = RecordedAnswer.Read(record);
        // Snapshots of a few levels only tell the book's number.
        bool isBook = answer.Address.StartsWith("/api/v3/depth", StringComparison.Ordinal) ? !answer.Address.EndsWith("limit=5", StringComparison.Ordinal)
            : answer.Address.Contains("/orderbook/level2_100", StringComparison.Ordinal);
        if (!isBook) return;
        string symbol = answer.Address.Split("symbol=")[^1].Split('&')[0];
        Venue venue = record.Venue;
        if (_tables.Where(table => table.Key.Venue == venue).SelectMany(table => table.Value.Instruments).FirstOrDefault(instrument => instrument.VenueSymbol == symbol) is { } instrument
            && IsWanted(instrument)) Write(record.TimeNs, answer.Body.Span);
    }

    private bool IsWanted(Instrument instrument) => _selection.Symbol is not { } symbol
        || string.Equals(symbol, instrument.Symbol, StringComparison.OrdinalIgnoreCase) || string.Equals(symbol, instrument.VenueSymbol, StringComparison.OrdinalIgnoreCase);

    private void Write(long timeNs, ReadOnlySpan<byte> json)
    {
        DateTimeOffset time = DateTimeOffset.UnixEpoch.AddTicks(timeNs / TimeSpan.NanosecondsPerTick);
        if (time < _selection.From || time > _selection.To) return;
        _target.Write(Encoding.ASCII.GetBytes(timeNs.ToString(CultureInfo.InvariantCulture)));
        _target.Write(" "u8);
        // A venue's JSON has no line ends; should one come, a line must stay a line.
        foreach (byte letter in json)
            if (letter is (byte)'\n' or (byte)'\r') throw new RecordingException("a frame holds a line end, so it can't be exported as a line");
        _target.Write(json);
        _target.Write("\n"u8);
        Lines++;
    }
}
