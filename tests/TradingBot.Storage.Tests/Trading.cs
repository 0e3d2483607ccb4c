using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;

namespace TradingBot.Storage.Tests;

/// <summary>A real engine over one market, whose outputs go to a real database.</summary>
internal sealed class Trading
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly EngineOutput _output = new();
    private readonly IServiceProvider _services;
    private readonly Dictionary<AccountId, long> _leases = [];
    private long _sequence;
    private long _timeNs = UnixTime.ToNanoseconds(Start);

    private Trading(IServiceProvider services, Instrument instrument) => (_services, Instrument) = (services, instrument);

    public const string WorkerId = "worker-1";

    public TradingEngine Engine { get; } = new();

    public Instrument Instrument { get; }

    public AccountId Account { get; } = new(Guid.CreateVersion7());

    public long TimeNs => _timeNs;

    public static Instrument BitcoinAt(Venue venue) => new()
    {
        Venue = venue,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(900_000_000),
        MinNotional = Money.FromDecimal(5),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.001m),
    };

    public static async Task<Trading> StartAsync(IServiceProvider services)
    {
        Instrument instrument = (await services.GetRequiredService<InstrumentStore>().RegisterAsync([BitcoinAt(Venue.Binance)], TestContext.Current.CancellationToken))[0];
        Trading trading = new(services, instrument);
        trading.Process(new() { Kind = EngineInputKind.WorldChanged, World = MarketWorld.Simulated });
        trading.Process(new() { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument });
        trading.Process(new() { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "") });
        trading.Process(new() { Kind = EngineInputKind.BookSnapshot, Instrument = instrument.Id, Book = Book() });
        trading.Process(new() { Kind = EngineInputKind.MarketStatusChanged, Instrument = instrument.Id, Status = MarketStatus.Live });
        long epoch = (await services.GetRequiredService<LeaseStore>().AcquireNewAsync(WorkerId, trading.Account, TestContext.Current.CancellationToken))!.Value;
        trading._leases.Add(trading.Account, epoch);
        return trading;
    }

    public void Process(EngineInput input) => Engine.Process(input.Numbered(++_sequence, _timeNs += 1_000_000), _output);

    public void Open(decimal cash = 10_000m) => Command(new OpenAccount(Guid.CreateVersion7(), Account, "Test", "USDT", new Dictionary<string, Money> { ["USDT"] = Money.FromDecimal(cash) },
        new RiskLimits { MaxOrderNotional = Money.FromDecimal(5_000), MaxPositionNotional = Money.FromDecimal(8_000), MaxDrawdownPartsPerMillion = 200_000, MaxOpenOrders = 10 }));

    public void Buy(decimal quantity, decimal? limit = null, Guid? commandId = null) => Command(new PlaceOrder(commandId ?? Guid.CreateVersion7(), Account, Instrument.Id, Side.Buy,
        limit is null ? OrderType.Market : OrderType.Limit, quantity, limit, limit is null ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel));

    public void Sell(decimal quantity) =>
        Command(new PlaceOrder(Guid.CreateVersion7(), Account, Instrument.Id, Side.Sell, OrderType.Market, quantity, null, TimeInForce.ImmediateOrCancel));

    /// <summary>One of everything that the journal can hold.</summary>
    public void DoEverything()
    {
        Open();
        Buy(0.02m);
        Buy(0.01m, limit: 59_000m);
        Buy(0.00001m);
        Sell(0.005m);
        Command(new CancelAllOrders(Guid.CreateVersion7(), Account, OrderEndReason.Requested));
        Command(new SetRiskLimits(Guid.CreateVersion7(), Account, new RiskLimits
        {
            MaxOrderNotional = Money.FromDecimal(4_000),
            MaxPositionNotional = Money.FromDecimal(7_000),
            MaxDrawdownPartsPerMillion = 100_000,
            MaxOpenOrders = 5,
        }));
        Command(new ConfigureStrategy(Guid.CreateVersion7(), Account,
            new StrategyDefinition("cross", "ma-cross", Instrument.Id, 5, new Dictionary<string, decimal> { ["fastBars"] = 2m, ["slowBars"] = 4m }), IsRunning: true));
    }

    public void Place(Side side, OrderType type, decimal quantity, decimal? limit, OrderOptions options) => Command(new PlaceOrder(Guid.CreateVersion7(), Account, Instrument.Id, side, type, quantity,
        limit, options.ExpireTimeNs is not null ? TimeInForce.GoodTillDate : limit is null ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel, options));

    public void Trade(long id, decimal price, decimal quantity, Side taker) => Process(new()
    {
        Kind = EngineInputKind.Trade,
        Instrument = Instrument.Id,
        Trade = new(id, new((long)(price * 100)), new((long)(quantity * 100_000)), taker, _timeNs + 1_000_000),
    });

    public void Wait(TimeSpan time)
    {
        _timeNs += time.Ticks * 100;
        Process(new() { Kind = EngineInputKind.TimerTick });
    }

    public void Command(Command command) => Process(new() { Kind = EngineInputKind.Command, Command = command });

    public JournalBatch TakeBatch(long controlEpoch = 1, bool answers = false)
    {
        JournalBatch batch = new()
        {
            ControlEpoch = controlEpoch,
            Events = [.. _output.Events],
            Completions = answers ? [.. _output.Answers.Select(answer => new CommandCompletion(answer.CommandId, answer.Account, new CommandReply("none")))] : [],
            Instruments = new Dictionary<InstrumentId, Instrument> { [Instrument.Id] = Instrument },
        };
        _output.Clear();
        return batch;
    }

    public Task<JournalResult> CommitAsync(JournalBatch batch) =>
        _services.GetRequiredService<JournalWriter>().CommitAsync(WorkerId, _leases, batch, TestContext.Current.CancellationToken);

    private static BookUpdate Book() => new()
    {
        FirstUpdateId = 7,
        LastUpdateId = 7,
        ExchangeTimeNs = UnixTime.ToNanoseconds(Start),
        Bids = new BookLevel[] { new(new(5_999_900), new(500_000)), new(new(5_900_000), new(900_000)) },
        Asks = new BookLevel[] { new(new(6_000_000), new(1_000)), new(new(6_000_100), new(900_000)) },
    };
}
