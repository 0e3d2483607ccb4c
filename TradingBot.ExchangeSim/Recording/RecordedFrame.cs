using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Recording;

internal enum FrameKind : byte
{
    /// <summary>A frame of a stream that replays need not know, or what the recorder itself has sent.</summary>
    Other = 0,
    Snapshot = 1,
    Depth = 2,
    Trade = 3,
    BookTicker = 4,
}

/// <summary>A level of a recorded frame, in 10^-8. KuCoin gives each row the sequence of its own last change; else that is 0.</summary>
internal readonly record struct RecordedLevel(long Price, long Quantity, long UpdateId);

/// <summary>One frame of a recording; reused from line to line. Amounts in 10^-8.</summary>
internal sealed class RecordedFrame
{
    public FrameKind Kind { get; set; }

    public Venue Venue { get; set; }

    /// <summary>When the recorder got it, in nanoseconds by its own clock; 0 where the line does not say.</summary>
    public long ReceivedNs { get; set; }

    /// <summary>The venue's time in milliseconds; 0 where the frame has none (Binance's bookTicker and snapshot, KuCoin's level 2 before 2022).</summary>
    public long EventMs { get; set; }

    /// <summary>The venue's spelling; empty where neither frame nor line name it.</summary>
    public string Symbol { get; set; } = "";

    public long FirstUpdateId { get; set; }

    public long LastUpdateId { get; set; }

    public List<RecordedLevel> Bids { get; } = [];

    public List<RecordedLevel> Asks { get; } = [];

    /// <summary>Binance's trade id; KuCoin's match sequence.</summary>
    public long TradeId { get; set; }

    public long TradeNs { get; set; }

    public PriceLevel Trade { get; set; }

    public bool BuyerIsMaker { get; set; }

    public PriceLevel BestBid { get; set; }

    public PriceLevel BestAsk { get; set; }

    /// <summary>Whether what is wrong with it is an amount finer than 10^-8: then its symbol cannot be played, but others can.</summary>
    public bool HasUnplayableAmount { get; set; }

    public void Clear()
    {
        Kind = FrameKind.Other;
        Venue = Venue.Binance;
        ReceivedNs = EventMs = FirstUpdateId = LastUpdateId = TradeId = TradeNs = 0;
        Symbol = "";
        Bids.Clear();
        Asks.Clear();
        Trade = BestBid = BestAsk = default;
        BuyerIsMaker = HasUnplayableAmount = false;
    }
}
