using System.Threading.Channels;
using TradingBot.Engine;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Parsing;
using TradingBot.Simulation.Scheduling;
using TradingBot.Simulation.Storing;

namespace TradingBot.Simulation.Market;

/// <summary>A worker's connection to the market: frames are late, lost, doubled and out of order, and go through the feeds' own parser, book and order of trades.</summary>
internal sealed class SimulatedFeed(Schedule schedule, Lane lane, SimulatedVenue venue, ChannelWriter<MarketInput> inputs, Func<Faults> faults, Action arrived)
{
    private readonly InstrumentTable _table = new([SimulatedVenue.Instrument]);
    private readonly FrameReading _reading = new();
    private readonly BookSynchronizer _book = new(thinSideLevels: 1);
    private readonly TradeSequencer _trades = new(isContiguous: true);
    private bool _asksBook;
    private bool _asksTrades;
    private MarketStatus _status;

    /// <summary>Whether the book is proven and trades come.</summary>
    public bool IsLive => _status == MarketStatus.Live && !_trades.IsRecovering;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected { get; private set; }

    public void Connect()
    {
        IsConnected = true;
        venue.Told += Carry;
        _book.Restart();
        Status(MarketStatus.Syncing);
        AskBook();
        if (_trades.TryBeginRecovery()) AskTrades();
    }

    public void Disconnect()
    {
        if (!IsConnected) return;
        Leave();
        _trades.Disconnected();
        Status(MarketStatus.Disconnected);
    }

    /// <summary>The process is gone: nothing is carried to it any more.</summary>
    public void Leave()
    {
        IsConnected = false;
        venue.Told -= Carry;
    }

    private void Carry(byte[] frame)
    {
        Faults present = faults();
        if (schedule.OneIn(present.LostFrames)) return;
        // One connection keeps its order, but where a fault says otherwise.
        long delay = schedule.OneIn(present.SwappedFrames) ? schedule.Between(300, 1_500) : Schedule.Ms(5);
        Deliver(frame, delay);
        if (schedule.OneIn(present.RepeatedFrames)) Deliver(frame, delay + schedule.Between(0, 900));
    }

    private void Deliver(byte[] frame, long delay) => lane.RunAfter(delay, () =>
    {
        if (!IsConnected) return;
        Handle(frame);
        arrived();
    });

    private void Handle(byte[] frame)
    {
        switch (BinanceFrames.Parse(frame, _table, _reading))
        {
            case FrameKind.Book: Change(); break;
            case FrameKind.Trade: Trade(); break;
            default: throw new InvalidOperationException($"the market's frame was not understood: {_reading.Refusal}");
        }
    }

    private void Change()
    {
        switch (_book.Offer(_reading, out BookUpdate? change))
        {
            case ChangeOutcome.Applied or ChangeOutcome.Overlapping: Write(new EngineInput { Kind = EngineInputKind.BookDelta, Instrument = SimulatedVenue.Instrument.Id, Book = change }); break;
            case ChangeOutcome.Gap or ChangeOutcome.Crossed or ChangeOutcome.Unreadable:
                Status(MarketStatus.Syncing);
                AskBook();
                break;
            default: break;
        }
    }

    private void Trade()
    {
        switch (_trades.Offer(_reading.Trade))
        {
            case TradeOutcome.Passed: WriteTrade(_reading.Trade); break;
            case TradeOutcome.Gap: AskTrades(); break;
            default: break;
        }
    }

    private void AskBook()
    {
        if (_asksBook) return;
        _asksBook = true;
        Ask(() => venue.Book, book =>
        {
            _asksBook = false;
            if (!IsConnected) return;
            if (_book.Accept(book, out BookUpdate? whole) != SnapshotOutcome.Accepted)
            {
                AskBook();
                return;
            }
            Write(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = SimulatedVenue.Instrument.Id, Book = whole });
            Status(MarketStatus.Live);
        });
    }

    private void AskTrades()
    {
        if (_asksTrades) return;
        _asksTrades = true;
        Ask(() => new TradeHistory([.. venue.Trades.Skip((int)(_trades.Last?.TradeId ?? 0))], Complete: true), history =>
        {
            _asksTrades = false;
            if (!IsConnected) return;
            if (_trades.IsClosedBy(history))
                foreach (TradePrint trade in _trades.EndRecovery(history, out _)) WriteTrade(trade);
            if (_trades.IsRecovering) AskTrades();
        });
    }

    private void Ask<T>(Func<T> ask, Action<T> answer) => schedule.After(schedule.Between(5, 250), () =>
    {
        T value = ask();
        lane.RunAfter(schedule.Between(5, 250), () =>
        {
            answer(value);
            arrived();
        });
    });

    private void Status(MarketStatus status)
    {
        if (status == _status) return;
        _status = status;
        Write(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = SimulatedVenue.Instrument.Id, Status = status });
    }

    private void WriteTrade(in TradePrint trade) => Write(new EngineInput { Kind = EngineInputKind.Trade, Instrument = SimulatedVenue.Instrument.Id, Trade = trade });

    private void Write(in EngineInput input)
    {
        if (!inputs.TryWrite(new(input, 0))) throw new InvalidOperationException("I9 the way into the trading loop is full");
    }
}
