namespace TradingBot.Exchanges.Recordings;

/// <summary>What a replayed book and its trades went through.</summary>
internal sealed class StreamCounts
{
    public long Snapshots { get; set; }

    public long Changes { get; set; }

    public long Gaps { get; set; }

    public long Trades { get; set; }

    public long TradeHoles { get; set; }

    public long Repeated { get; set; }

    public void Add(StreamCounts other)
    {
        Snapshots += other.Snapshots;
        Changes += other.Changes;
        Gaps += other.Gaps;
        Trades += other.Trades;
        TradeHoles += other.TradeHoles;
        Repeated += other.Repeated;
    }

    public void Clear() => (Snapshots, Changes, Gaps, Trades, TradeHoles, Repeated) = (0, 0, 0, 0, 0, 0);
}
