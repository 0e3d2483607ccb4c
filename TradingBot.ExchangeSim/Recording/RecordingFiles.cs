using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>The files of a recording as one tape in the order of receive times, checked once from end to end before it is played.</summary>
internal sealed class RecordingFiles
{
    private readonly IReadOnlyList<string> _paths;
    private readonly Dictionary<(Venue, string), RecordedSymbol> _symbols = [];
    private readonly RecordedSymbol?[] _nameless = new RecordedSymbol?[Enum.GetValues<Venue>().Length];
    private bool _isChecked;

    /// <exception cref="InvalidDataException">A file cannot be played; the message names file, line and reason.</exception>
    public RecordingFiles(IReadOnlyList<string> paths)
    {
        _paths = paths;
        Check();
        Symbols = [.. _symbols.Values.Where(symbol => symbol.Fault is null && symbol.HasDepth)];
        if (Symbols.Count > 0)
            return;
        string reason = _symbols.Values.Select(symbol => symbol.Fault).FirstOrDefault(fault => fault is not null)
            ?? $"{string.Join(", ", _paths)}: there is no depth update of Binance's spot streams and no level 2 change of KuCoin's, so there is no book to play.";
        throw new InvalidDataException(reason);
    }

    /// <summary>The symbols that can be played, in the order of their first frames.</summary>
    public IReadOnlyList<RecordedSymbol> Symbols { get; }

    /// <summary>Why symbols of the tape are not played.</summary>
    public IEnumerable<string> LeftOut => _symbols.Values.Where(symbol => symbol.Fault is not null).Select(symbol => symbol.Fault!);

    /// <summary>What to add to a receive time to get the venue's time, by the first frame that has both; in nanoseconds.</summary>
    public long ClockDifferenceNs { get; private set; }

    public int Frames { get; private set; }

    /// <summary>Reads all frames in order; the frame is good until the next one.</summary>
    public IEnumerable<RecordedFrame> Read()
    {
        List<RecordedFile> open = [];
        try
        {
            foreach (string path in _paths)
            {
                var file = new RecordedFile(path, IsLeftOut);
                open.Add(file);
                file.MoveNext();
            }
            // Files are few: the earliest is found by looking at all, and of equals the first goes on.
            while (open.Where(file => file.HasFrame).MinBy(file => file.TimeNs) is { } next)
            {
                RecordedFrame frame = next.Frame;
                if (_isChecked && frame is { Kind: FrameKind.Snapshot, Symbol: "" } && _symbols.Values.Where(symbol => symbol.Venue == frame.Venue).ToList() is [var only])
                    frame.Symbol = only.Symbol;
                yield return frame;
                next.MoveNext();
            }
        }
        finally
        {
            foreach (RecordedFile file in open)
                file.Dispose();
        }
    }

    /// <summary>A line with an amount that is too fine takes its symbol out of the tape; any other fault is the file's.</summary>
    private bool IsLeftOut(RecordedFrame frame, string reason)
    {
        if (!frame.HasUnplayableAmount || frame.Symbol.Length == 0)
            return false;
        SymbolOf(frame).Fault ??= $"{frame.Symbol} is left out: {reason}";
        return true;
    }

    private void Check()
    {
        foreach (RecordedFrame frame in Read())
        {
            Frames++;
            if (ClockDifferenceNs == 0 && frame.EventMs > 0 && frame.ReceivedNs > 0)
                ClockDifferenceNs = frame.EventMs * 1_000_000 - frame.ReceivedNs;
            if (frame.Kind != FrameKind.Other)
                (frame.Symbol.Length > 0 ? SymbolOf(frame) : _nameless[(int)frame.Venue] ??= new RecordedSymbol(frame.Venue, "")).Add(frame);
        }
        foreach (RecordedSymbol nameless in _nameless.OfType<RecordedSymbol>())
            Name(nameless);
        foreach (RecordedSymbol symbol in _symbols.Values.Where(symbol => symbol.Assets is null))
            throw new InvalidDataException($"{string.Join(", ", _paths)}: the symbol '{symbol.Symbol}' does not end in a known quote asset.");
        _isChecked = true;
    }

    private void Name(RecordedSymbol nameless)
    {
        RecordedSymbol[] candidates = [.. _symbols.Values.Where(symbol => symbol.Venue == nameless.Venue)];
        if (candidates.Length > 1)
        {
            throw new InvalidDataException(
                $"{string.Join(", ", _paths)}: a snapshot does not name its symbol, and the recording holds {string.Join(" and ", candidates.Select(symbol => symbol.Symbol))}; "
                + "write it as 'ADDRESS?symbol=SYMBOL -> SECONDS: SNAPSHOT'.");
        }
        if (candidates is [var only])
            only.Add(nameless);
    }

    private RecordedSymbol SymbolOf(RecordedFrame frame)
    {
        if (!_symbols.TryGetValue((frame.Venue, frame.Symbol), out RecordedSymbol? symbol))
            _symbols.Add((frame.Venue, frame.Symbol), symbol = new RecordedSymbol(frame.Venue, frame.Symbol));
        return symbol;
    }
}
