using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Events;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Tests.Properties;

/// <summary>
/// A random market and random traders, all from one seed: three instruments (one asset at two venues; one with scales finer than money),
/// books that move, trades, outages, modes, orders of every kind, biased to few prices so that things meet.
/// </summary>
internal sealed class RandomSession
{
    internal static readonly AccountId[] Traders =
        [new(Guid.Parse("00000000-0000-7000-8000-00000000000a")), new(Guid.Parse("00000000-0000-7000-8000-00000000000b"))];

    private static readonly string[] Kinds = ["ma-cross", "rsi-reversion", "learned"];

    private readonly Random _random;
    private readonly long[] _middle = new long[4];
    private readonly long[] _updateId = new long[4];
    private long _now = TradingSession.StartNs;
    private long _number;
    private long _trades;

    internal RandomSession(int seed)
    {
        _random = new(seed);
        for (int number = 1; number <= 3; number++)
        {
            _middle[number] = 1_000;
            Send(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Definition = Definition(number) });
            Send(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = new(number), Status = MarketStatus.Live });
            Snapshot(number);
        }

        Send(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(TradingMode.Running, 1, "random") });
        foreach (AccountId trader in Traders) Open(trader);
        for (int index = 0; index < Kinds.Length; index++) Configure(Traders[0], $"s{index}", Kinds[index], index + 1);
    }

    internal TradingEngine Engine { get; } = new();

    internal List<EngineInput> Inputs { get; } = [];

    internal List<EngineEvent> Events { get; } = [];

    internal SessionLaws Laws { get; } = new();

    internal static Instrument Definition(int number) => number switch
    {
        1 => TradingSession.BtcAt(Venue.Binance),
        2 => TradingSession.BtcAt(Venue.KuCoin, 2) with { TakerFee = FeeRate.FromFraction(0.001000001m), MakerFee = FeeRate.FromFraction(0.0012m) },
        _ => TradingSession.BtcAt(Venue.KuCoin, 3) with
        {
            Symbol = "DUST-USDT",
            VenueSymbol = "DUSTUSDT",
            BaseAsset = "DUST",
            PriceScale = 9,
            QuantityScale = 9,
            LotSize = 1,
            MinQuantity = new(1),
            MaxQuantity = new(1_000_000_000_000),
            MinNotional = Money.Zero,
        },
    };

    internal void Step()
    {
        _now += _random.Next(4) switch { 0 => 0, 1 => 1, 2 => TradingSession.Millisecond, _ => 900 * TradingSession.Millisecond };
        int number = _random.Next(1, 4);
        switch (_random.Next(100))
        {
            case < 30: Delta(number); break;
            case < 60: Trade(number); break;
            case < 62: Snapshot(number); break;
            case < 64: Send(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = new(number), Status = Chance(4) ? MarketStatus.Stale : MarketStatus.Live }); break;
            case < 66: Send(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new(Chance(4) ? (TradingMode)_random.Next(4) : TradingMode.Running, 1, "random") }); break;
            case < 70: _now += 5_000 * TradingSession.Millisecond; Send(new EngineInput { Kind = EngineInputKind.TimerTick }); break;
            case < 92: Place(number); break;
            case < 95: Cancel(); break;
            case < 97: Amend(number); break;
            case < 98: Command(id => new CancelAllOrders(id, Trader(), OrderEndReason.Requested)); break;
            case < 99: Command(id => new SetRiskLimits(id, Trader(), Limits())); break;
            default: Configure(Traders[0], $"s{number - 1}", Kinds[_random.Next(3)], number); break;
        }
    }

    private void Send(EngineInput input)
    {
        EngineInput numbered = input.Numbered(Inputs.Count + 1, _now);
        Inputs.Add(numbered);
        EngineOutput output = new();
        Laws.Before(numbered);
        Engine.Process(numbered, output);
        Events.AddRange(output.Events);
        Laws.After(Engine, numbered, output);
    }

    private void Command(Func<Guid, Command> make)
    {
        Guid id = new((int)++_number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 1);
        Send(new EngineInput { Kind = EngineInputKind.Command, Command = make(id) });
    }

    private void Open(AccountId trader)
    {
        Dictionary<string, Money> deposits = new() { ["USDT"] = Money.FromDecimal(Chance(2) ? 200 : 100_000) };
        if (Chance(2)) deposits.Add("BTC", Money.FromDecimal(3));
        Command(id => new OpenAccount(id, trader, "Random", "USDT", deposits, Limits()));
    }

    private RiskLimits Limits() => new()
    {
        MaxOrderNotional = Money.FromDecimal(Chance(5) ? 20 : 100_000),
        MaxPositionNotional = Money.FromDecimal(Chance(5) ? 50 : 1_000_000),
        MaxDrawdownPartsPerMillion = Chance(3) ? 5_000 : 1_000_000,
        MaxOpenOrders = Chance(5) ? 2 : 50,
    };

    private void Configure(AccountId trader, string strategyId, string kind, int number)
    {
        Dictionary<string, decimal> parameters = kind switch
        {
            "ma-cross" => new() { ["fastBars"] = 1, ["slowBars"] = 2 },
            "rsi-reversion" => new() { ["lengthBars"] = 2, ["buyBelow"] = 45, ["sellAbove"] = 55 },
            _ => new() { ["horizonBars"] = 1, ["samplesNeeded"] = 20, ["buyAbove"] = 0.5m },
        };
        parameters.Add("slippageBasisPoints", 100);
        Command(id => new ConfigureStrategy(id, trader, new(strategyId, kind, new(number), 5, parameters), IsRunning: !Chance(5)));
    }

    private void Place(int number)
    {
        Instrument definition = Definition(number);
        Side side = Chance(2) ? Side.Buy : Side.Sell;
        OrderType type = Chance(3) ? OrderType.Market : OrderType.Limit;
        decimal price = definition.ToDecimal(new Price(_middle[number] + _random.Next(-6, 7)));
        decimal quantity = definition.ToDecimal(new Quantity(_random.Next(4) switch { 0 => 1, 1 => _random.Next(1, 10), 2 => _random.Next(1, 5_000), _ => 5_000 }));
        if (Chance(40)) quantity = -1;
        if (Chance(40)) price += 0.0000000001m;
        TimeInForce timeInForce = Chance(2) ? TimeInForce.GoodTillCancel : (TimeInForce)_random.Next(1, 6);
        OrderOptions options = new()
        {
            ExpireTimeNs = timeInForce == TimeInForce.GoodTillDate ? _now + _random.Next(1, 20_000) * TradingSession.Millisecond : null,
            IsReduceOnly = Chance(10),
            SelfTradePrevention = (SelfTradePrevention)_random.Next(4),
        };
        if (Chance(3)) (type, options) = Conditional(definition, number, options);
        else if (type == OrderType.Market && Chance(4)) (quantity, options) = (0, options with { QuoteQuantity = quantity * price });
        bool hasLimit = type is OrderType.Limit or OrderType.StopLimit or OrderType.TakeProfitLimit;
        Command(id => new PlaceOrder(id, Trader(), definition.Id, side, type, quantity, hasLimit ? price : null, timeInForce, options));
    }

    private (OrderType Type, OrderOptions Options) Conditional(Instrument definition, int number, OrderOptions options)
    {
        decimal Near() => definition.ToDecimal(new Price(_middle[number] + _random.Next(-8, 9)));
        OrderType type = (OrderType)_random.Next((int)OrderType.Stop, (int)OrderType.TrailingStop + 1);
        options = options with { TriggerSource = Chance(3) ? TriggerSource.BestPrice : TriggerSource.LastTrade };
        if (type != OrderType.TrailingStop) return (type, options with { TriggerPrice = Near() });
        options = options with { ActivationPrice = Chance(2) ? Near() : null };
        return (type, Chance(2)
            ? options with { TrailingPercent = _random.Next(1, 100) / 100m }
            : options with { TrailingDistance = definition.ToDecimal(new Price(_random.Next(1, 8))) });
    }

    private void Cancel()
    {
        AccountId trader = Trader();
        Command(id => new CancelOrder(id, trader, DerivedId.Order(trader, _random.Next(1, 60))));
    }

    private void Amend(int number)
    {
        AccountId trader = Trader();
        Assert.True(Engine.TryGetAccount(trader, out AccountView? view));
        Guid order = view.OpenOrders.Count > 0 ? view.OpenOrders[_random.Next(view.OpenOrders.Count)].Terms.OrderId : DerivedId.Order(trader, _random.Next(1, 60));
        Instrument definition = Definition(number);
        decimal? price = Chance(2) ? definition.ToDecimal(new Price(_middle[number] + _random.Next(-6, 7))) : null;
        decimal? quantity = Chance(3) ? null : definition.ToDecimal(new Quantity(_random.Next(1, 5_000)));
        Command(id => new AmendOrder(id, trader, order, price, quantity));
    }

    private void Trade(int number)
    {
        if (Chance(5)) _middle[number] = Math.Max(100, _middle[number] + _random.Next(-2, 3));
        long exchangeTime = _now - _random.Next(3) * TradingSession.Millisecond;
        TradePrint trade = new(++_trades, new(_middle[number] + _random.Next(-4, 5)), new(_random.Next(1, 4_000)), Chance(2) ? Side.Buy : Side.Sell, exchangeTime);
        Send(new EngineInput { Kind = EngineInputKind.Trade, Instrument = new(number), Trade = trade });
    }

    private void Snapshot(int number) => SendBook(EngineInputKind.BookSnapshot, number,
        [.. Enumerable.Range(1, 8).Select(step => new BookLevel(new(_middle[number] - step), new(_random.Next(1, 3_000))))],
        [.. Enumerable.Range(1, 8).Select(step => new BookLevel(new(_middle[number] + step), new(_random.Next(1, 3_000))))]);

    private void Delta(int number) => SendBook(EngineInputKind.BookDelta, number, Changes(number, -1), Changes(number, 1));

    private BookLevel[] Changes(int number, int direction) =>
        [.. Enumerable.Range(0, _random.Next(3)).Select(_ => new BookLevel(
            new(_middle[number] + direction * _random.Next(Chance(20) ? -3 : 1, 9)), new(Chance(3) ? 0 : _random.Next(1, 3_000))))];

    private void SendBook(EngineInputKind kind, int number, BookLevel[] bids, BookLevel[] asks)
    {
        long id = ++_updateId[number];
        Send(new EngineInput
        {
            Kind = kind,
            Instrument = new(number),
            Book = new BookUpdate { FirstUpdateId = id, LastUpdateId = id, ExchangeTimeNs = Chance(3) ? 0 : _now - _random.Next(3) * TradingSession.Millisecond, Bids = bids, Asks = asks },
        });
    }

    private AccountId Trader() => Traders[_random.Next(Traders.Length)];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
