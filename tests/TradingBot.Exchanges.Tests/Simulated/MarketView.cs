using TradingBot.Engine;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>An engine's view of one instrument, made of nothing but the feed's inputs, in dictionaries: simple enough to trust.</summary>
internal sealed class MarketView
{
    public SortedDictionary<long, long> Bids { get; } = [];

    public SortedDictionary<long, long> Asks { get; } = [];

    public List<TradePrint> Trades { get; } = [];

    public List<MarketStatus> Statuses { get; } = [];

    public long LastUpdateId { get; private set; }

    public int Snapshots { get; private set; }

    /// <summary>Changes that did not follow the book before them without a gap; the feed must never pass one on.</summary>
    public int BrokenDeltas { get; private set; }

    /// <summary>Forgets what a long run need not keep: trades up to a number, and all but the last status.</summary>
    public void Forget(long upToTradeId)
    {
        Trades.RemoveAll(trade => trade.TradeId <= upToTradeId);
        if (Statuses.Count > 1) Statuses.RemoveRange(0, Statuses.Count - 1);
    }

    public MarketStatus Status => Statuses.Count > 0 ? Statuses[^1] : MarketStatus.Unknown;

    public void Apply(in EngineInput input)
    {
        switch (input.Kind)
        {
            case EngineInputKind.BookSnapshot:
                Snapshots++;
                Bids.Clear();
                Asks.Clear();
                Set(input.Book!);
                break;
            case EngineInputKind.BookDelta:
                if (input.Book!.FirstUpdateId > LastUpdateId + 1 || input.Book.LastUpdateId <= LastUpdateId) BrokenDeltas++;
                Set(input.Book);
                break;
            case EngineInputKind.Trade:
                Trades.Add(input.Trade);
                break;
            case EngineInputKind.MarketStatusChanged:
                Statuses.Add(input.Status);
                break;
            default:
                throw new InvalidOperationException($"a feed does not write {input.Kind}");
        }
    }

    private void Set(BookUpdate book)
    {
        foreach (BookLevel level in book.Bids.Span) Set(Bids, level);
        foreach (BookLevel level in book.Asks.Span) Set(Asks, level);
        LastUpdateId = book.LastUpdateId;
    }

    private static void Set(SortedDictionary<long, long> side, BookLevel level)
    {
        if (level.Quantity.IsZero) side.Remove(level.Price.Units);
        else side[level.Price.Units] = level.Quantity.Units;
    }
}
