using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Parsing;

/// <summary>What a frame turned out to be.</summary>
internal enum FrameKind : byte
{
    /// <summary>Something valid that is not needed.</summary>
    Ignored = 0,

    /// <summary>A change of a book.</summary>
    Book = 1,

    /// <summary>A trade.</summary>
    Trade = 2,

    /// <summary>The venue took a subscription.</summary>
    Acknowledged = 3,

    /// <summary>The venue refused something that we sent.</summary>
    Error = 4,

    /// <summary>The venue greets; now it may be written to.</summary>
    Welcome = 5,

    /// <summary>Answer to our ping.</summary>
    Pong = 6,

    /// <summary>The venue will end this connection soon.</summary>
    Shutdown = 7,

    /// <summary>The frame is refused: <see cref="FrameReading.Refusal"/>.</summary>
    Refused = 8,

    /// <summary>The best prices.</summary>
    BestPrices = 9,

    /// <summary>A whole book of few levels.</summary>
    WholeBook = 10,
}

/// <summary>Why a frame is refused.</summary>
internal enum FrameRefusal : byte
{
    None = 0,
    NotJson = 1,
    WrongShape = 2,
    MissingField = 3,
    UnknownSymbol = 4,
    BadNumber = 5,
    NotRepresentable = 6,
    BadSequence = 7,
    TooManyLevels = 8,
}

/// <summary>A level of a book change, with the venue's sequence of that row where there is one.</summary>
/// <param name="Level">Price and absolute quantity.</param>
/// <param name="Sequence">The row's own sequence; <see cref="long.MaxValue"/> where the venue gives none.</param>
internal readonly record struct ChangedLevel(BookLevel Level, long Sequence)
{
    /// <summary>Stands for a quantity that the instrument's scale can't represent.</summary>
    public const long UnknownQuantity = -1;

    /// <summary>Whether the level's quantity can't be represented.</summary>
    public bool IsUnknown => Level.Quantity.Units == UnknownQuantity;
}

/// <summary>The result of parsing one frame. Reused for every frame, so that parsing allocates nothing in steady state.</summary>
internal sealed class FrameReading
{
    /// <summary>More levels than this in one frame are refused; Binance's largest snapshot has 5000 a side.</summary>
    public const int LevelLimit = 10_000;

    /// <summary>No venue's number comes near this; beyond it arithmetic could overflow.</summary>
    private const long NumberLimit = 1L << 62;

    private ChangedLevel[] _bids = new ChangedLevel[256];
    private ChangedLevel[] _asks = new ChangedLevel[256];

    public FrameKind Kind { get; private set; }

    public FrameRefusal Refusal { get; private set; }

    /// <summary>Place of the instrument in the feed's table.</summary>
    public int Place { get; private set; }

    public long FirstUpdateId { get; private set; }

    public long LastUpdateId { get; private set; }

    /// <summary>Nanoseconds since the Unix epoch; 0 where the venue gives no time.</summary>
    public long ExchangeTimeNs { get; private set; }

    public TradePrint Trade { get; private set; }

    /// <summary>The best bid, for <see cref="FrameKind.BestPrices"/>; price and quantity zero where there is none.</summary>
    public BookLevel BestBid { get; private set; }

    /// <summary>The best ask, for <see cref="FrameKind.BestPrices"/>; price and quantity zero where there is none.</summary>
    public BookLevel BestAsk { get; private set; }

    /// <summary>The venue's words, for <see cref="FrameKind.Error"/>.</summary>
    public string Text { get; private set; } = "";

    public int BidCount { get; private set; }

    public int AskCount { get; private set; }

    public ReadOnlySpan<ChangedLevel> Bids => _bids.AsSpan(0, BidCount);

    public ReadOnlySpan<ChangedLevel> Asks => _asks.AsSpan(0, AskCount);

    public void Clear()
    {
        (Kind, Refusal, Place, Text) = (FrameKind.Ignored, FrameRefusal.None, -1, "");
        (FirstUpdateId, LastUpdateId, ExchangeTimeNs, Trade) = (0, 0, 0, default);
        (BestBid, BestAsk) = (default, default);
        (BidCount, AskCount) = (0, 0);
    }

    public FrameKind Is(FrameKind kind) => Kind = kind;

    public FrameKind IsError(string text)
    {
        Text = text;
        return Kind = FrameKind.Error;
    }

    public FrameKind Refuse(FrameRefusal refusal)
    {
        (Refusal, BidCount, AskCount) = (refusal, 0, 0);
        return Kind = FrameKind.Refused;
    }

    public FrameKind IsBook(int place, long firstUpdateId, long lastUpdateId, long exchangeTimeNs)
    {
        if (firstUpdateId < 0 || lastUpdateId < firstUpdateId || lastUpdateId > NumberLimit) return Refuse(FrameRefusal.BadSequence);
        (Place, FirstUpdateId, LastUpdateId, ExchangeTimeNs) = (place, firstUpdateId, lastUpdateId, exchangeTimeNs);
        return Kind = FrameKind.Book;
    }

    /// <param name="place">Place of the instrument.</param>
    /// <param name="updateId">The venue's number of the book that they are the best prices of; 0 where it gives none.</param>
    /// <param name="exchangeTimeNs">Nanoseconds since the Unix epoch; 0 where the venue gives no time.</param>
    /// <param name="bid">Best bid.</param>
    /// <param name="ask">Best ask.</param>
    public FrameKind IsBestPrices(int place, long updateId, long exchangeTimeNs, in BookLevel bid, in BookLevel ask)
    {
        if (updateId is < 0 or > NumberLimit) return Refuse(FrameRefusal.BadSequence);
        // A side without orders has price and quantity zero; one of them alone is no level.
        if (bid.Price.IsValid == bid.Quantity.IsZero || ask.Price.IsValid == ask.Quantity.IsZero) return Refuse(FrameRefusal.BadNumber);
        (Place, LastUpdateId, ExchangeTimeNs, BestBid, BestAsk) = (place, updateId, exchangeTimeNs, bid, ask);
        return Kind = FrameKind.BestPrices;
    }

    /// <summary>A whole book, without a number of the venue: its time in milliseconds stands in its place. Levels must be best first.</summary>
    public FrameKind IsWholeBook(int place, long timeMs)
    {
        if (timeMs is <= 0 or > NumberLimit) return Refuse(FrameRefusal.BadNumber);
        if (!IsOrdered(Bids, rises: false) || !IsOrdered(Asks, rises: true)) return Refuse(FrameRefusal.WrongShape);
        (Place, FirstUpdateId, LastUpdateId, ExchangeTimeNs) = (place, timeMs, timeMs, Json.MillisecondsToNs(timeMs));
        return Kind = FrameKind.WholeBook;
    }

    public FrameKind IsTrade(int place, in TradePrint trade)
    {
        if (trade.TradeId is < 0 or > NumberLimit) return Refuse(FrameRefusal.BadSequence);
        if (!trade.Price.IsValid || trade.Quantity.Units <= 0) return Refuse(FrameRefusal.BadNumber);
        (Place, Trade, ExchangeTimeNs) = (place, trade, trade.ExchangeTimeNs);
        return Kind = FrameKind.Trade;
    }

    /// <summary>Adds a level; false when there are too many.</summary>
    public bool Add(Side side, long price, long quantity, long sequence)
    {
        ChangedLevel level = new(new(new Price(price), new Quantity(quantity)), sequence);
        if (side == Side.Buy)
        {
            if (!Room(ref _bids, BidCount)) return false;
            _bids[BidCount++] = level;
        }
        else
        {
            if (!Room(ref _asks, AskCount)) return false;
            _asks[AskCount++] = level;
        }
        return true;
    }

    /// <summary>Forgets the levels of one side, because it is read again.</summary>
    public void Restart(Side side)
    {
        if (side == Side.Buy) BidCount = 0;
        else AskCount = 0;
    }

    private static bool IsOrdered(ReadOnlySpan<ChangedLevel> levels, bool rises)
    {
        for (int at = 0; at < levels.Length; at++)
        {
            if (levels[at].Level.Quantity.IsZero) return false;
            if (at > 0 && (levels[at].Level.Price > levels[at - 1].Level.Price) != rises) return false;
            if (at > 0 && levels[at].Level.Price == levels[at - 1].Level.Price) return false;
        }
        return true;
    }

    private static bool Room(ref ChangedLevel[] levels, int count)
    {
        if (count < levels.Length) return true;
        if (count >= LevelLimit) return false;
        Array.Resize(ref levels, Math.Min(levels.Length * 2, LevelLimit));
        return true;
    }
}
