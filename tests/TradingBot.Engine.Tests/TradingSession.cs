using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests;

/// <summary>An engine with a sequencer in front: numbers inputs, a millisecond apart unless told, and keeps all outputs.</summary>
internal sealed class TradingSession
{
    internal const long StartNs = 1_700_000_000_000_000_000;
    internal const long Millisecond = 1_000_000;

    internal static readonly AccountId Alice = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));

    private long _commands;
    private long _tradeId;

    internal TradingEngine Engine { get; } = new();

    internal List<EngineInput> Inputs { get; } = [];

    internal List<EngineEvent> Events { get; } = [];

    internal List<ClosedBar> Bars { get; } = [];

    internal CommandAnswer? LastAnswer { get; private set; }

    /// <summary>Events of the last input only.</summary>
    internal EngineOutput Last { get; } = new();

    internal long NowNs { get; set; } = StartNs;

    internal long UpdateId { get; private set; }

    /// <summary>When the venue said that the last book was so.</summary>
    internal long LastBookTimeNs { get; private set; }

    internal static RiskLimits WideLimits { get; } = new()
    {
        MaxOrderNotional = Money.FromDecimal(1_000_000_000),
        MaxPositionNotional = Money.FromDecimal(1_000_000_000),
        MaxDrawdownPartsPerMillion = 1_000_000,
        MaxOpenOrders = 1_000,
    };

    /// <summary>Tick 0.01, lot 0.001, minimum 5 USDT, fees: taker 0.1 %, maker 0.05 %.</summary>
    internal static Instrument BtcAt(Venue venue, int number = 1) => new()
    {
        Id = new(number),
        Venue = venue,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 3,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(1_000_000),
        MinNotional = Money.FromDecimal(5),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.0005m),
    };

    internal static TradingSession Running(
        Venue venue = Venue.Binance, decimal cash = 10_000m, RiskLimits? limits = null, ExecutionModel? model = null, decimal coins = 0)
    {
        TradingSession session = new();
        session.Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = BtcAt(venue) });
        session.Control(TradingMode.Running);
        session.Status(MarketStatus.Live);
        (string, decimal)[] deposits = coins > 0 ? [("USDT", cash), ("BTC", coins)] : [("USDT", cash)];
        session.Open(Alice, limits ?? WideLimits, deposits);
        if (model is not null) session.Command(id => new SetExecutionModel(id, Alice, model));
        return session;
    }

    internal void Send(EngineInput input)
    {
        NowNs += Millisecond;
        EngineInput numbered = input.Numbered(Inputs.Count + 1, NowNs);
        Inputs.Add(numbered);
        Last.Clear();
        Engine.Process(numbered, Last);
        Events.AddRange(Last.Events);
        Bars.AddRange(Last.Bars);
        if (Last.Answers.Count > 0) LastAnswer = Last.Answers[^1];
    }

    internal CommandAnswer Command(Func<Guid, Command> make)
    {
        Guid id = new((int)++_commands, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);
        Send(new EngineInput { Kind = EngineInputKind.Command, Command = make(id) });
        Assert.Equal(id, LastAnswer!.CommandId);
        return LastAnswer;
    }

    internal CommandAnswer Open(AccountId account, RiskLimits limits, params (string Asset, decimal Amount)[] deposits) =>
        Command(id => new OpenAccount(id, account, "Test", "USDT", deposits.ToDictionary(d => d.Asset, d => Money.FromDecimal(d.Amount)), limits));

    internal CommandAnswer Place(
        Side side, OrderType type, decimal quantity, decimal? price, TimeInForce timeInForce = TimeInForce.GoodTillCancel, AccountId? account = null, int instrument = 1,
        OrderOptions? options = null) =>
        Command(id => new PlaceOrder(id, account ?? Alice, new(instrument), side, type, quantity, price, timeInForce, options));

    internal CommandAnswer Cancel(Guid orderId, AccountId? account = null) => Command(id => new CancelOrder(id, account ?? Alice, orderId));

    internal void Control(TradingMode mode) =>
        Send(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(mode, 1, "test") });

    internal void World(MarketWorld world) => Send(new EngineInput { Kind = EngineInputKind.WorldChanged, World = world });

    internal void Status(MarketStatus status, int instrument = 1) =>
        Send(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = new(instrument), Status = status });

    /// <summary>A whole book: quantity@price, best first.</summary>
    internal void Book(string bids, string asks, int instrument = 1) => SendBook(EngineInputKind.BookSnapshot, bids, asks, instrument);

    /// <summary>Levels that change: quantity@price.</summary>
    internal void Delta(string bids, string asks, int instrument = 1) => SendBook(EngineInputKind.BookDelta, bids, asks, instrument);

    internal void Trade(decimal quantity, decimal price, Side taker, int instrument = 1, long? exchangeTimeNs = null)
    {
        Instrument definition = InstrumentOf(instrument);
        Assert.True(definition.TryPrice(price, out Price exactPrice));
        Assert.True(definition.TryQuantity(quantity, out Quantity exactQuantity));
        Send(new EngineInput
        {
            Kind = EngineInputKind.Trade,
            Instrument = new(instrument),
            Trade = new(++_tradeId, exactPrice, exactQuantity, taker, exchangeTimeNs ?? NowNs + Millisecond),
        });
    }

    internal void Tick(TimeSpan later)
    {
        NowNs += later.Ticks * 100;
        Send(new EngineInput { Kind = EngineInputKind.TimerTick });
    }

    /// <summary>Makes the account again of its journal, as after a crash; the market stays.</summary>
    internal void Restart()
    {
        string before = Engine.StateHash(Alice);
        Engine.Restore(Alice, [.. Events.Where(happened => happened.Account == Alice)]);
        Assert.Equal(before, Engine.StateHash(Alice));
    }

    internal AccountView View(AccountId? account = null)
    {
        Assert.True(Engine.TryGetAccount(account ?? Alice, out AccountView? view));
        return view;
    }

    internal Instrument InstrumentOf(int number)
    {
        Assert.True(Engine.TryGetInstrument(new(number), out Instrument? instrument));
        return instrument;
    }

    internal List<T> EventsOf<T>() where T : EngineEvent => [.. Events.OfType<T>()];

    private void SendBook(EngineInputKind kind, string bids, string asks, int instrument)
    {
        UpdateId++;
        LastBookTimeNs = NowNs + Millisecond;
        Send(new EngineInput
        {
            Kind = kind,
            Instrument = new(instrument),
            Book = new BookUpdate
            {
                FirstUpdateId = UpdateId,
                LastUpdateId = UpdateId,
                ExchangeTimeNs = LastBookTimeNs,
                Bids = Levels(bids, instrument),
                Asks = Levels(asks, instrument),
            },
        });
    }

    private BookLevel[] Levels(string text, int instrument)
    {
        Instrument definition = InstrumentOf(instrument);
        return [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(level =>
        {
            decimal[] parts = [.. level.Split('@').Select(part => decimal.Parse(part, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.True(definition.TryQuantity(parts[0], out Quantity quantity));
            Assert.True(definition.TryPrice(parts[1], out Price price));
            return new BookLevel(price, quantity);
        })];
    }
}
