using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

/// <summary>One symbol of a recording and what the whole tape tells of it.</summary>
internal sealed class RecordedSymbol(Venue venue, string symbol)
{
    private long _tradedLotUnits = Amounts.Unit;
    private long _bookedLotUnits = Amounts.Unit;
    private long _lastTradeId;

    public Venue Venue { get; } = venue;

    /// <summary>The venue's spelling.</summary>
    public string Symbol { get; } = symbol;

    /// <summary>Greatest power of ten that all prices are multiples of.</summary>
    public long TickUnits { get; private set; } = Amounts.Unit;

    /// <summary>The same of traded quantities: books also hold remainders below the lot.</summary>
    public long LotUnits => FirstTradeId > 0 ? _tradedLotUnits : _bookedLotUnits;

    public bool HasBookTicker { get; private set; }

    public bool HasSnapshot { get; private set; }

    public bool HasDepth { get; private set; }

    public long FirstTradeId { get; private set; }

    /// <summary>Places where the tape leaves out Binance's trade ids; KuCoin's sequences skip by nature.</summary>
    public int TradeHoles { get; private set; }

    /// <summary>Why it cannot be played, with file and line; null where it can.</summary>
    public string? Fault { get; set; }

    /// <summary>Base and quote asset, null where the spelling does not tell them.</summary>
    public (string BaseAsset, string QuoteAsset)? Assets => Venue == Venue.Binance
        ? Instrument.SplitBinanceSymbol(Symbol)
        : Symbol.Split('-') is [{ Length: > 0 } baseAsset, { Length: > 0 } quoteAsset] ? (baseAsset, quoteAsset) : null;

    public void Add(RecordedFrame frame)
    {
        foreach (RecordedLevel level in frame.Bids)
            AddLevel(level.Price, level.Quantity);
        foreach (RecordedLevel level in frame.Asks)
            AddLevel(level.Price, level.Quantity);
        AddLevel(frame.BestBid.Price, frame.BestBid.Quantity);
        AddLevel(frame.BestAsk.Price, frame.BestAsk.Quantity);
        HasDepth |= frame.Kind == FrameKind.Depth;
        HasSnapshot |= frame.Kind == FrameKind.Snapshot;
        HasBookTicker |= frame.Kind == FrameKind.BookTicker;
        if (frame.Kind == FrameKind.Trade)
            AddTrade(frame);
    }

    /// <summary>Takes over what frames told that did not name their symbol.</summary>
    public void Add(RecordedSymbol nameless)
    {
        TickUnits = Math.Min(TickUnits, nameless.TickUnits);
        _bookedLotUnits = Math.Min(_bookedLotUnits, nameless._bookedLotUnits);
        HasSnapshot |= nameless.HasSnapshot;
    }

    private void AddTrade(RecordedFrame frame)
    {
        while (frame.Trade.Quantity % _tradedLotUnits != 0)
            _tradedLotUnits /= 10;
        while (frame.Trade.Price % TickUnits != 0)
            TickUnits /= 10;
        if (FirstTradeId == 0)
            FirstTradeId = frame.TradeId;
        else if (frame.TradeId != _lastTradeId + 1 && Venue == Venue.Binance)
            TradeHoles++;
        _lastTradeId = frame.TradeId;
    }

    private void AddLevel(long price, long quantity)
    {
        while (price % TickUnits != 0)
            TickUnits /= 10;
        while (quantity % _bookedLotUnits != 0)
            _bookedLotUnits /= 10;
    }
}
