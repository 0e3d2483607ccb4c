using TradingBot.Engine;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Storage;
using TradingBot.Storage.Live;
using TradingBot.Storage.Names;

namespace TradingBot.Worker.Publishing;

/// <summary>Shows the markets on the live bus, throttled: books at most 10 times a second, tickers, trades and growing bars at most 4 times. Used by the trading loop only.</summary>
internal sealed class MarketPublisher(LiveBus bus, TimeProvider time)
{
    private const int Depth = 50;
    private const int TradesKept = 50;
    private static readonly TimeSpan SlowInterval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<InstrumentId, Shown> _markets = [];
    private long _slowAt;

    public void Define(Instrument instrument)
    {
        if (_markets.TryGetValue(instrument.Id, out Shown? shown)) shown.Instrument = instrument;
        else _markets.Add(instrument.Id, new Shown { Instrument = instrument });
    }

    /// <summary>The markets are another world's: what was shown of them is shown as gone.</summary>
    public void Forget()
    {
        foreach (InstrumentId id in _markets.Keys.ToArray()) _markets[id] = new Shown { Instrument = _markets[id].Instrument, BookChanged = true };
    }

    /// <summary>Notes a market input.</summary>
    public void See(in EngineInput input)
    {
        if (!_markets.TryGetValue(input.Instrument, out Shown? shown)) return;
        if (input.Kind == EngineInputKind.Trade) shown.Add(input.Trade);
        else shown.BookChanged = true;
    }

    /// <summary>Publishes what changed; called about ten times a second.</summary>
    public void Publish(TradingEngine engine)
    {
        if (!bus.IsConfigured) return;
        bool slow = time.GetTimestamp() >= _slowAt;
        if (slow) _slowAt = time.GetTimestamp() + (long)(SlowInterval.TotalSeconds * time.TimestampFrequency);
        foreach (Shown shown in _markets.Values)
        {
            if (!shown.BookChanged && !(slow && shown.TickerChanged)) continue;
            if (!engine.TryGetBook(shown.Instrument.Id, Depth, out BookView? book)) continue;
            if (shown.BookChanged) bus.Publish(BookOf(shown.Instrument, book));
            shown.TickerChanged |= shown.BookChanged;
            shown.BookChanged = false;
            if (slow) PublishSlow(shown, book);
        }
    }

    private void PublishSlow(Shown shown, BookView book)
    {
        shown.TickerChanged = false;
        Instrument instrument = shown.Instrument;
        bus.Publish(new LiveTicker(StoredNames.Of(instrument.Venue), instrument.Symbol, book.LastTrade is { } last ? instrument.ToDecimal(last.Price) : null,
            book.BestBid is { } bid ? instrument.ToDecimal(bid.Price) : null, book.BestAsk is { } ask ? instrument.ToDecimal(ask.Price) : null,
            StoredNames.Of(book.Status), time.GetUtcNow()));
        if (shown.NewTrades == 0) return;
        bus.Publish(new LiveTrades(StoredNames.Of(instrument.Venue), instrument.Symbol, Math.Min(shown.NewTrades, shown.Trades.Count),
            [.. shown.Trades.Reverse().Select(trade => TradeOf(instrument, trade))]));
        shown.NewTrades = 0;
        foreach (Bar growing in shown.Growing) bus.Publish(BarOf(instrument, growing, closed: false));
    }

    public static LiveBar BarOf(Instrument instrument, in Bar bar, bool closed) => new(
        StoredNames.Of(instrument.Venue), instrument.Symbol, bar.IntervalSeconds, UnixTime.FromNanoseconds(bar.OpenTimeNs), instrument.ToDecimal(bar.Open),
        instrument.ToDecimal(bar.High), instrument.ToDecimal(bar.Low), instrument.ToDecimal(bar.Close), instrument.ToDecimal(bar.Volume), closed);

    private LiveBook BookOf(Instrument instrument, BookView book) => new(
        StoredNames.Of(instrument.Venue), instrument.Symbol, book.LastUpdateId, StoredNames.Of(book.Status), time.GetUtcNow(), Levels(instrument, book.Bids), Levels(instrument, book.Asks));

    private static LiveLevel[] Levels(Instrument instrument, IReadOnlyList<BookLevel> levels) =>
        [.. levels.Select(level => new LiveLevel(instrument.ToDecimal(level.Price), instrument.ToDecimal(level.Quantity)))];

    private static LiveTrade TradeOf(Instrument instrument, in TradePrint trade) => new(
        trade.TradeId, instrument.ToDecimal(trade.Price), instrument.ToDecimal(trade.Quantity), StoredNames.Of(trade.TakerSide), UnixTime.FromNanoseconds(trade.ExchangeTimeNs));

    /// <summary>What is noted of one market.</summary>
    private sealed class Shown
    {
        public required Instrument Instrument { get; set; }
        public bool BookChanged { get; set; }
        public bool TickerChanged { get; set; }
        public int NewTrades { get; set; }
        public Queue<TradePrint> Trades { get; } = new(TradesKept);
        public Bar[] Growing { get; } = [new() { IntervalSeconds = 5 }, new() { IntervalSeconds = 60 }];

        public void Add(in TradePrint trade)
        {
            TickerChanged = true;
            NewTrades++;
            if (Trades.Count == TradesKept) Trades.Dequeue();
            Trades.Enqueue(trade);
            for (int i = 0; i < Growing.Length; i++) Growing[i] = Grow(Growing[i], trade);
        }

        private static Bar Grow(in Bar bar, in TradePrint trade)
        {
            long interval = bar.IntervalSeconds * 1_000_000_000L;
            if (bar.TradeCount == 0 || trade.ExchangeTimeNs >= bar.OpenTimeNs + interval)
                return new(trade.ExchangeTimeNs - trade.ExchangeTimeNs % interval, bar.IntervalSeconds, trade.Price, trade.Price, trade.Price, trade.Price, trade.Quantity, 1);
            return bar with
            {
                High = trade.Price > bar.High ? trade.Price : bar.High,
                Low = trade.Price < bar.Low ? trade.Price : bar.Low,
                Close = trade.Price,
                Volume = bar.Volume + trade.Quantity,
                TradeCount = bar.TradeCount + 1,
            };
        }
    }
}
