using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>The files of a recording as one tape, checked once from end to end before it is played.</summary>
internal sealed class RecordingFiles
{
    private readonly IReadOnlyList<string> _paths;
    private long _tradedLotUnits = Amounts.Unit;
    private long _bookedLotUnits = Amounts.Unit;

    /// <exception cref="InvalidDataException">A file cannot be played; the message names file, line and reason.</exception>
    public RecordingFiles(IReadOnlyList<string> paths)
    {
        _paths = paths;
        Check();
    }

    /// <summary>The one symbol that is recorded, as Binance spells it.</summary>
    public string Symbol { get; private set; } = "";

    /// <summary>Greatest power of ten that all prices are multiples of.</summary>
    public long TickUnits { get; private set; } = Amounts.Unit;

    /// <summary>The same of traded quantities: books also hold remainders below the lot.</summary>
    public long LotUnits => FirstTradeId > 0 ? _tradedLotUnits : _bookedLotUnits;

    public bool HasBookTicker { get; private set; }

    public bool HasSnapshot { get; private set; }

    /// <summary>What to add to a receive time to get the venue's time, by the first frame that has both; in nanoseconds.</summary>
    public long ClockDifferenceNs { get; private set; }

    public long FirstTradeId { get; private set; }

    /// <summary>Places where the tape leaves out trade ids.</summary>
    public int TradeHoles { get; private set; }

    public int Frames { get; private set; }

    /// <summary>Reads all frames in order; the frame is the same object each time.</summary>
    public IEnumerable<RecordedFrame> Read()
    {
        var frame = new RecordedFrame();
        foreach (string path in _paths)
        {
            using var reader = new LineReader(path);
            while (TryReadFrame(reader, frame))
                yield return frame;
        }
    }

    private static bool TryReadFrame(LineReader reader, RecordedFrame frame)
    {
        try
        {
            if (!reader.TryRead(out ReadOnlySpan<byte> line))
                return false;
            if (FrameParser.Parse(line, frame) is { } wrong)
                throw new InvalidDataException($"{reader.Path}:{reader.Line}: {wrong}.");
            return true;
        }
        catch (Exception exception) when (exception is IOException || exception is InvalidDataException && !exception.Message.StartsWith(reader.Path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{reader.Path}:{reader.Line + 1}: the file cannot be read: {exception.Message}", exception);
        }
    }

    private void Check()
    {
        long lastTradeId = 0;
        bool hasDepth = false;
        foreach (RecordedFrame frame in Read())
        {
            Frames++;
            CheckSymbol(frame);
            CheckAmounts(frame);
            hasDepth |= frame.Kind == FrameKind.Depth;
            HasSnapshot |= frame.Kind == FrameKind.Snapshot;
            HasBookTicker |= frame.Kind == FrameKind.BookTicker;
            if (ClockDifferenceNs == 0 && frame.EventMs > 0 && frame.ReceivedNs > 0)
                ClockDifferenceNs = frame.EventMs * 1_000_000 - frame.ReceivedNs;
            if (frame.Kind != FrameKind.Trade)
                continue;
            if (FirstTradeId == 0)
                FirstTradeId = frame.TradeId;
            else if (frame.TradeId != lastTradeId + 1)
                TradeHoles++;
            lastTradeId = frame.TradeId;
        }
        if (!hasDepth || Symbol.Length == 0)
            throw new InvalidDataException($"{string.Join(", ", _paths)}: there is no depth update of Binance's spot streams, so there is no book to play.");
        if (Instrument.SplitBinanceSymbol(Symbol) is null)
            throw new InvalidDataException($"{string.Join(", ", _paths)}: the symbol '{Symbol}' does not end in a known quote asset.");
    }

    private void CheckSymbol(RecordedFrame frame)
    {
        if (frame.Symbol.Length == 0)
            return;
        if (Symbol.Length == 0)
            Symbol = frame.Symbol;
        else if (frame.Symbol != Symbol)
            throw new InvalidDataException($"{string.Join(", ", _paths)}: a recording must be of one symbol (its snapshots do not name theirs), but holds {Symbol} and {frame.Symbol}.");
    }

    private void CheckAmounts(RecordedFrame frame)
    {
        foreach (PriceLevel level in frame.Bids)
            CheckLevel(level);
        foreach (PriceLevel level in frame.Asks)
            CheckLevel(level);
        CheckLevel(frame.BestBid);
        CheckLevel(frame.BestAsk);
        while (frame.Trade.Quantity % _tradedLotUnits != 0)
            _tradedLotUnits /= 10;
        while (frame.Trade.Price % TickUnits != 0)
            TickUnits /= 10;
    }

    private void CheckLevel(PriceLevel level)
    {
        while (level.Price % TickUnits != 0)
            TickUnits /= 10;
        while (level.Quantity % _bookedLotUnits != 0)
            _bookedLotUnits /= 10;
    }
}
