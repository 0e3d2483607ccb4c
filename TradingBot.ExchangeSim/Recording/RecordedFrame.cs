using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

internal enum FrameKind : byte
{
    /// <summary>A frame of a stream that replays need not know.</summary>
    Other = 0,
    Snapshot = 1,
    Depth = 2,
    Trade = 3,
    BookTicker = 4,
}

/// <summary>One frame of a recording; reused from line to line. Amounts in 10^-8.</summary>
internal sealed class RecordedFrame
{
    public FrameKind Kind { get; set; }

    /// <summary>When the recorder got it, in nanoseconds by its own clock; 0 where the line does not say.</summary>
    public long ReceivedNs { get; set; }

    /// <summary>The venue's time in milliseconds; 0 where the frame has none (bookTicker, snapshot).</summary>
    public long EventMs { get; set; }

    public string Symbol { get; set; } = "";

    public long FirstUpdateId { get; set; }

    public long LastUpdateId { get; set; }

    public List<PriceLevel> Bids { get; } = [];

    public List<PriceLevel> Asks { get; } = [];

    public long TradeId { get; set; }

    public long TradeMs { get; set; }

    public PriceLevel Trade { get; set; }

    public bool BuyerIsMaker { get; set; }

    public PriceLevel BestBid { get; set; }

    public PriceLevel BestAsk { get; set; }

    public void Clear()
    {
        Kind = FrameKind.Other;
        ReceivedNs = EventMs = FirstUpdateId = LastUpdateId = TradeId = TradeMs = 0;
        Symbol = "";
        Bids.Clear();
        Asks.Clear();
        Trade = BestBid = BestAsk = default;
        BuyerIsMaker = false;
    }
}
