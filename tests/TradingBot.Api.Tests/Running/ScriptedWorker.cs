using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Contracts;
using TradingBot.Contracts.Reports;
using TradingBot.Engine;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Commands;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;
using TradingBot.Storage;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Storage.Names;
using TradingBot.Storage.Reports;
using TradingBot.Storage.Symbols;
using TradingBot.Storage.Workers;

namespace TradingBot.Api.Tests.Running;

/// <summary>
/// A worker without feeds: the real engine on a still market, the real journal. It answers commands and obeys control, so that the Api
/// is tested against what it would meet.
/// </summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    public const string Id = "scripted-worker";
    private readonly ServiceProvider _services;
    private readonly TradingEngine _engine = new();
    private readonly Dictionary<AccountId, long> _leases = [];
    private readonly CancellationTokenSource _stopping = new();
    private IReadOnlyDictionary<InstrumentId, Instrument> _instruments = new Dictionary<InstrumentId, Instrument>();
    private long _sequence;
    private long _epoch;
    private bool _isStale;
    private Task _running = Task.CompletedTask;

    private ScriptedWorker(ServiceProvider services) => _services = services;

    /// <summary>While set, commands are read by nobody.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>While set, control changes are obeyed by nobody.</summary>
    public bool IsFrozen { get; set; }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static async Task<ScriptedWorker> StartAsync(string database, params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:trading_bot", database), .. settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))]).Build();
        var worker = new ScriptedWorker(new ServiceCollection().AddLogging().AddSingleton(configuration).AddSingleton(TimeProvider.System).AddStorage(configuration).BuildServiceProvider());
        worker.Process(new EngineInput { Kind = EngineInputKind.WorldChanged, World = MarketWorld.Simulated });
        await worker.DefineMarketsAsync();
        await worker.BeatAsync();
        await worker.ObeyAsync();
        worker._running = worker.RunAsync();
        return worker;
    }

    public Task BeatAsync(string mode = "running", string reason = "", bool paperTrading = true) => Get<WorkerRegistry>().BeatAsync(
        new WorkerHeartbeat(Id, Environment.ProcessId, "test", "0.0.0", "simulated", Simulated: true, mode, reason, paperTrading, 0, DateTimeOffset.UtcNow), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        await _services.DisposeAsync();
    }

    private async Task DefineMarketsAsync()
    {
        Instrument[] fresh = [Define(Venue.Binance, "BTC-USDT", "BTCUSDT"), Define(Venue.Binance, "ETH-USDT", "ETHUSDT"), Define(Venue.KuCoin, "BTC-USDT", "BTC-USDT")];
        IReadOnlyList<Instrument> instruments = await Get<InstrumentStore>().RegisterAsync(fresh, CancellationToken.None);
        _instruments = instruments.ToDictionary(instrument => instrument.Id);
        foreach (Instrument instrument in instruments)
        {
            Process(new EngineInput { Kind = EngineInputKind.InstrumentDefined, Instrument = instrument.Id, Definition = instrument });
            Process(new EngineInput { Kind = EngineInputKind.BookSnapshot, Instrument = instrument.Id, Book = Book() });
            Process(new EngineInput { Kind = EngineInputKind.MarketStatusChanged, Instrument = instrument.Id, Status = MarketStatus.Live });
        }
    }

    // Bids 49,990 down, asks 50,010 up, one base unit at each of ten levels.
    private static BookUpdate Book() => new()
    {
        FirstUpdateId = 7,
        LastUpdateId = 7,
        ExchangeTimeNs = NowNs(),
        Bids = Enumerable.Range(0, 10).Select(level => new BookLevel(new Price(49_990_00 - level * 10_00), new Quantity(100_000))).ToArray(),
        Asks = Enumerable.Range(0, 10).Select(level => new BookLevel(new Price(50_010_00 + level * 10_00), new Quantity(100_000))).ToArray(),
    };

    private static Instrument Define(Venue venue, string symbol, string venueSymbol) => new()
    {
        Venue = venue,
        Symbol = symbol,
        VenueSymbol = venueSymbol,
        BaseAsset = symbol.Split('-')[0],
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new Quantity(1),
        MaxQuantity = new Quantity(900_000_000),
        MinNotional = Money.FromDecimal(5m),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.001m),
    };

    private async Task RunAsync()
    {
        DateTimeOffset beatAt = DateTimeOffset.UtcNow;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (_isStale && !IsFrozen) await RebuildAsync();
                if (!IsFrozen) await ObeyAsync();
                if (!IsDeaf) await AnswerAsync();
                if (!IsDeaf) await FollowAsync();
                if (DateTimeOffset.UtcNow - beatAt > TimeSpan.FromSeconds(2))
                {
                    await BeatAsync();
                    await Get<LeaseStore>().RenewAsync(Id, _leases, null, CancellationToken.None);
                    beatAt = DateTimeOffset.UtcNow;
                }
            }
            catch (Exception away) when (away is Npgsql.NpgsqlException or TimeoutException or StorageException)
            {
                // A test took the database away.
            }
            await Task.Delay(20, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ObeyAsync()
    {
        ControlSnapshot control = await Get<ControlStore>().ReadAsync(CancellationToken.None);
        if (control.Epoch == _epoch) return;
        _epoch = control.Epoch;
        EngineOutput output = Process(new EngineInput { Kind = EngineInputKind.ControlChanged, Control = new ControlState(control.Mode, control.Epoch, control.Reason) });
        int cancelled = output.Events.OfType<Engine.Events.OrderEnded>().Count();
        await CommitAsync(output, [], new EpochAcknowledgement(StoredNames.Of(control.Mode), cancelled, 1));
    }

    // The venue has the instruments that are defined, and no rule finds anything against an asset other than USDT.
    private async Task FollowAsync()
    {
        SymbolStore store = Get<SymbolStore>();
        foreach (string venue in (string[])["binance", "kucoin"])
        {
            string[] known = [.. _instruments.Values.Where(instrument => StoredNames.Of(instrument.Venue) == venue).Select(instrument => instrument.Symbol)];
            foreach (SymbolProposal proposal in await store.PendingAsync(venue, CancellationToken.None))
            {
                string[] unknown = [.. (proposal.Choice.Symbols ?? []).Except(known)];
                string? problem = unknown.Length > 0 ? $"{venue} has no symbol {string.Join(", ", unknown)}"
                    : proposal.Choice.Rule is { Quote: not "USDT" } rule ? $"{venue} trades nothing against {rule.Quote}" : null;
                if (problem is not null)
                {
                    await store.RefuseAsync(proposal, problem, CancellationToken.None);
                    continue;
                }
                IEnumerable<FollowedSymbol> followed = proposal.Choice.Symbols?.Select(symbol => new FollowedSymbol(symbol, "listed"))
                    ?? known.Take(proposal.Choice.Rule!.Top).Select(symbol => new FollowedSymbol(symbol, "rule"));
                await store.StoreFollowedAsync(new(Id, venue, [.. followed], "chosen", proposal.Choice, null, DateTimeOffset.UtcNow), CancellationToken.None);
                await store.AcceptAsync(venue, proposal, CancellationToken.None);
            }
        }
    }

    private async Task AnswerAsync()
    {
        foreach (PendingCommand command in await Get<CommandInbox>().ReadAsync(Id, [], 100, CancellationToken.None))
        {
            if (command.Body is GenerateReportBody report) await ReportAsync(command, report);
            else await CarryOutAsync(command);
        }
    }

    private async Task CarryOutAsync(PendingCommand command)
    {
        var account = new AccountId(command.AccountId);
        if (command.Body is OpenAccountBody) _leases[account] = await Get<LeaseStore>().AcquireNewAsync(Id, account, CancellationToken.None) ?? throw new InvalidOperationException("the new account is taken");
        EngineOutput output = Process(new EngineInput { Kind = EngineInputKind.Command, Command = Translate(command, account) });
        CommandAnswer answer = Assert.Single(output.Answers);
        var reply = new CommandReply(StoredNames.Of(answer.Reason), answer.Message, answer.OrderId, answer.Count);
        await CommitAsync(output, [new CommandCompletion(command.CommandId, account, reply)], acknowledgement: null);
    }

    private Command Translate(PendingCommand command, AccountId account) => command.Body switch
    {
        OpenAccountBody body => new OpenAccount(command.CommandId, account, body.Name, body.ReportingAsset,
            body.Deposits.ToDictionary(deposit => deposit.Key, deposit => Money.FromDecimal(deposit.Value)), Limits(body), body.ExecutionModel is { } model ? ExecutionModel.Find(model) : null),
        SetExecutionModelBody body => new SetExecutionModel(command.CommandId, account, ExecutionModel.Find(body.ExecutionModel)!),
        PlaceOrderBody body => new PlaceOrder(command.CommandId, account, InstrumentOf(body.Venue, body.Symbol), Side(body.Side), Type(body.Type), body.Quantity, body.Price, TimeInForceOf(body), Options(body)),
        PlacePairBody body => new PlacePair(command.CommandId, account, InstrumentOf(body.Venue, body.Symbol), Side(body.Side), body.Quantity, body.Price, body.StopPrice, body.StopLimitPrice),
        AmendOrderBody body => new AmendOrder(command.CommandId, account, body.OrderId, body.Price, body.Quantity),
        CancelOrderBody body => new CancelOrder(command.CommandId, account, body.OrderId),
        ConfigureStrategyBody body => new ConfigureStrategy(command.CommandId, account, Definition(body, account), body.IsRunning ?? true),
        _ => throw new InvalidOperationException($"no script for {command.Body.Kind}"),
    };

    private static OrderOptions Options(PlaceOrderBody body) => new()
    {
        DisplayQuantity = body.DisplayQuantity,
        Exits = body.TakeProfitPrice is null && body.StopPrice is null ? null : new(body.TakeProfitPrice, body.StopPrice, body.StopLimitPrice),
    };

    private static RiskLimits Limits(OpenAccountBody body) => new()
    {
        MaxOrderNotional = Money.FromDecimal(body.Limits?.MaxOrderNotional ?? 25_000m),
        MaxPositionNotional = Money.FromDecimal(body.Limits?.MaxPositionNotional ?? 50_000m),
        MaxDrawdownPartsPerMillion = 250_000,
        MaxOpenOrders = body.Limits?.MaxOpenOrders ?? 50,
    };

    private StrategyDefinition Definition(ConfigureStrategyBody body, AccountId account)
    {
        _engine.TryGetAccount(account, out AccountView? view);
        StrategyDefinition? known = view?.Strategies.FirstOrDefault(strategy => strategy.Definition.StrategyId == body.StrategyId)?.Definition;
        return new StrategyDefinition(
            body.StrategyId, body.StrategyKind ?? known!.Kind, body.Symbol is null ? known!.Instrument : InstrumentOf(body.Venue!, body.Symbol), body.BarSeconds ?? known?.BarSeconds ?? 60,
            body.Parameters ?? known?.Parameters ?? new Dictionary<string, decimal>());
    }

    private InstrumentId InstrumentOf(string venue, string symbol) =>
        _instruments.Values.First(instrument => StoredNames.Of(instrument.Venue) == venue && instrument.Symbol == symbol).Id;

    private static Side Side(string name) => StoredNames.TrySide(name, out Side side) ? side : throw new InvalidOperationException(name);

    private static OrderType Type(string name) => StoredNames.TryOrderType(name, out OrderType type) ? type : throw new InvalidOperationException(name);

    private static TimeInForce TimeInForceOf(PlaceOrderBody body) => StoredNames.TryTimeInForce(body.TimeInForce, out TimeInForce given) ? given
        : body.Type == "market" ? TimeInForce.ImmediateOrCancel : TimeInForce.GoodTillCancel;

    private async Task ReportAsync(PendingCommand command, GenerateReportBody asked)
    {
        var id = Guid.CreateVersion7();
        var body = new DailyPerformance(id, command.AccountId, "", DateTimeOffset.UtcNow, true, 100_000m, 100_100m, 100m, 0.1m, 0m, 1, 1, 1m, null, null, null, new Dictionary<string, decimal>());
        await Get<ReportStore>().StoreAsync(new Storage.Reports.StoredReport(
            id, asked.ReportKind, new AccountId(command.AccountId), asked.PeriodStart, asked.PeriodEnd, JsonSerializer.Serialize(body, ContractsJson.Options), false, command.Actor, DateTimeOffset.UtcNow), CancellationToken.None);
        await Get<CommandInbox>().AnswerAsync(command.CommandId, new CommandReply("none", ReportId: id), CancellationToken.None);
    }

    private EngineOutput Process(EngineInput input)
    {
        var output = new EngineOutput();
        _engine.Process(input.Numbered(++_sequence, NowNs()), output);
        return output;
    }

    private async Task CommitAsync(EngineOutput output, IReadOnlyList<CommandCompletion> completions, EpochAcknowledgement? acknowledgement)
    {
        JournalResult result = await Get<JournalWriter>().CommitAsync(Id, _leases, new JournalBatch
        {
            ControlEpoch = _epoch,
            Events = [.. output.Events],
            Completions = completions,
            Acknowledgement = acknowledgement,
            Instruments = _instruments,
        }, CancellationToken.None);
        if (result.Outcome == JournalOutcome.Committed) return;
        // Not stored, or not known to be: what is in memory is worth nothing now.
        _isStale = true;
    }

    // Commands stay, and the next round obeys first.
    private async Task RebuildAsync()
    {
        foreach (AccountId account in _leases.Keys)
        {
            var events = new List<Engine.Events.EngineEvent>();
            await foreach (Engine.Events.EngineEvent happened in Get<JournalReader>().ReadAsync(account, 0, CancellationToken.None)) events.Add(happened);
            if (events.Count == 0) _engine.Forget(account);
            else _engine.Restore(account, events);
        }
        _epoch = 0;
        _isStale = false;
    }

    private static long NowNs() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
}
