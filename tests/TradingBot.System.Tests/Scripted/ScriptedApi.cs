using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Contracts.Live;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Contracts.Orders;
using TradingBot.Contracts.Strategies;

namespace TradingBot.SystemTests.Scripted;

/// <summary>Speaks the Api's contracts over a real socket and says what a test tells it to.</summary>
public sealed class ScriptedApi : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Channel<string>, string[]> _readers = [];
    private readonly ConcurrentDictionary<Guid, OrderContract> _orders = [];
    private WebApplication? _app;
    private Timer? _pulse;
    private SafetyStatus _safety = ScriptedMarket.Safety();

    public string Address { get; private set; } = "";

    /// <summary>Orders that were sent, with their idempotency keys.</summary>
    public ConcurrentQueue<(string Key, PlaceOrderRequest Order)> Placed { get; } = [];

    public ConcurrentQueue<PlaceOcoRequest> Pairs { get; } = [];

    public ConcurrentQueue<(Guid Order, AmendOrderRequest Changes)> Amended { get; } = [];

    /// <summary>Orders that were cancelled.</summary>
    public ConcurrentQueue<Guid> Cancelled { get; } = [];

    /// <summary>Strategies that were started, stopped or set.</summary>
    public ConcurrentQueue<string> StrategyCommands { get; } = [];

    /// <summary>Bodies of stops and resumes.</summary>
    public ConcurrentQueue<object> Controls { get; } = [];

    /// <summary>Answer to the next order, where it is not to be accepted.</summary>
    public Func<IResult>? Refusal { get; set; }

    /// <summary>Whether the worker has opened the account yet.</summary>
    public bool HasAccount { get; set; } = true;

    /// <summary>What a verification of the audit log finds.</summary>
    public AuditVerification Chain { get; set; } = new(true, 12_345, null, "00ff17aa00ff17aa00ff17aa00ff17aa00ff17aa00ff17aa00ff17aa00ff17aa", "12345 rows verify, and 9 exported heads agree", ScriptedMarket.Start);

    /// <summary>Whether feeds read the simulator; none where a change is refused.</summary>
    public bool? Simulation { get; set; } = true;

    /// <summary>Choices of symbols that were sent.</summary>
    public ConcurrentQueue<SymbolsRequest> SymbolChoices { get; } = [];

    /// <summary>How long an order takes.</summary>
    public TimeSpan OrderDelay { get; set; }

    public async Task StartAsync(string listen = "http://127.0.0.1:0")
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listen);
        _app = builder.Build();
        MapQuestions(_app);
        MapCommands(_app);
        _app.MapGet("/api/stream", StreamAsync);
        await _app.StartAsync();
        _pulse = new Timer(_ => Pulse(), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    /// <summary>Sends an event to everybody who listens to its topic.</summary>
    public void Push(string topic, string eventName, object contract)
    {
        string text = Event(eventName, contract);
        foreach ((Channel<string> reader, string[] topics) in _readers)
            if (topics.Contains(topic)) reader.Writer.TryWrite(text);
    }

    /// <summary>Ends every stream and refuses connections until it is started again.</summary>
    public async Task StopAsync()
    {
        if (_pulse is not null) await _pulse.DisposeAsync();
        foreach (Channel<string> reader in _readers.Keys) reader.Writer.TryComplete();
        if (_app is not null) await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Pulse()
    {
        foreach (Channel<string> reader in _readers.Keys) reader.Writer.TryWrite($"event: {LiveEvents.Heartbeat}\ndata: {{}}\n\n");
        Push("system", LiveEvents.Venue, ScriptedMarket.Venue("binance"));
        Push("system", LiveEvents.Venue, ScriptedMarket.Venue("kucoin", 340));
    }

    private static void MapQuestions(WebApplication app)
    {
        List("/api/market-data/instruments", () => ScriptedMarket.Instruments);
        List<TickerContract>("/api/market-data/tickers", () => [.. ScriptedMarket.Instruments.Select(rules => ScriptedMarket.Ticker(rules.Venue, rules.Symbol, ScriptedMarket.LastOf(rules.Symbol)))]);
        List("/api/executions", () => Enumerable.Range(0, 6).Select(number => ScriptedMarket.Execution(
            new Guid(number, 1, 0, [0, 0, 0, 0, 0, 0, 0, 1]), number % 2 == 0 ? "buy" : "sell", 64_210.5m + (number * 9), -60 * (number + 1))).ToArray());
        app.MapGet("/api/executions/{executionId}/evidence", (Guid executionId) => executionId.ToByteArray()[0] == 1
            ? Results.Problem("It is gone.", statusCode: 404, title: "Not found")
            : Json(new EvidenceContract(executionId, "visible-book/2", 4711, null, null, null, 0.75m, ScriptedMarket.Start, ScriptedMarket.Start.AddSeconds(1))
            {
                ExecutionModel = "expected/1",
                LatencyMs = 81.5m,
                FeeRule = "taker 0.1 % in BTC",
            }));
        List("/api/strategies", () => ScriptedMarket.Strategies);
        List("/api/strategies/catalog", () => ScriptedMarket.Catalog);
        app.MapGet("/api/portfolio/equity", (string? from, int? limit) =>
            Json(new Page<object>([.. ScriptedMarket.Equity().Where(point => from is null || point.At >= DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture)).Take(limit ?? 1000)], null)));
        app.MapGet("/api/accounts/{accountId}/recoveries", () => Json(new Page<RecoveryContract>(
            [new(ScriptedMarket.Start, ScriptedMarket.Start.AddSeconds(12.5), 3, 1, 0, 0, "keep", [])], null)));
        app.MapGet("/api/portfolio/summary", () => Json(ScriptedMarket.Portfolio(100_140.45m)));
        app.MapGet("/api/market-data/{venue}/{symbol}/book", (string venue, string symbol) => Json(ScriptedMarket.Book(venue, symbol, ScriptedMarket.LastOf(symbol))));
        app.MapGet("/api/market-data/{venue}/{symbol}/trades", (string venue, string symbol) =>
            Json(new Page<MarketTradeContract>([.. Enumerable.Range(0, 30).Select(number => ScriptedMarket.Trade(venue, symbol, 1_000 - number, ScriptedMarket.LastOf(symbol) + (number % 5 * 0.5m)))], null)));
        app.MapGet("/api/market-data/{venue}/{symbol}/candles", (string symbol, string interval) =>
            Json(new Page<CandleContract>(ScriptedMarket.Candles(ScriptedMarket.LastOf(symbol), interval switch { "5s" => 5, "1m" => 60, "5m" => 300, _ => 3600 }), null)));
        app.MapGet("/api/audit/real-trades/today", () => Json(new RealTradesToday(0, 0, [])));

        void List<T>(string path, Func<IReadOnlyList<T>> items) => app.MapGet(path, () => Json(new Page<T>(items(), null)));
    }

    private void MapCommands(WebApplication app)
    {
        var open = ScriptedMarket.Order(Guid.Parse("01900000-0000-7000-8000-00000000000a"), "open");
        _orders[open.OrderId] = open;
        _orders[Guid.Parse("01900000-0000-7000-8000-00000000000b")] = ScriptedMarket.Order(Guid.Parse("01900000-0000-7000-8000-00000000000b"), "filled", "ma-cross-btc");
        app.MapGet("/api/health/safety", () => Json(_safety));
        app.MapGet("/api/audit/verify", () => Json(Chain));
        app.MapGet("/api/control", () => Json(Control()));
        app.MapPost("/api/config/simulation-mode", async (HttpRequest request) =>
        {
            SimulationModeRequest body = (await JsonSerializer.DeserializeAsync<SimulationModeRequest>(request.Body, ContractsJson.Options))!;
            Controls.Enqueue(body);
            if (Simulation is null) return Results.Problem("No simulator answers at its address.", statusCode: 409, title: "Conflict");
            Simulation = body.Enabled;
            _safety = _safety with { SimulatedMarket = body.Enabled == true };
            Push("system", LiveEvents.Safety, _safety);
            return Json(Control());
        });
        app.MapPut("/api/config/symbols/{venue}", async (string venue, HttpRequest request) =>
        {
            SymbolsRequest body = (await JsonSerializer.DeserializeAsync<SymbolsRequest>(request.Body, ContractsJson.Options))!;
            SymbolChoices.Enqueue(body);
            if (body.Symbols?.Contains("NONSENSE") == true) return Results.Problem("symbols: 'NONSENSE' should be like BTC-USDT.", statusCode: 400, title: "Invalid request");
            FollowedSymbolContract[] followed = [.. (body.Symbols ?? ["BTC-USDT", "ETH-USDT"]).Select(symbol => new FollowedSymbolContract(symbol, body.Rule is null ? "listed" : "rule", null)), new("SOL-USDT", "held", "followed until its position is closed")];
            return Json(new VenueSymbols(venue, "chosen", "tester", null, body.Symbols, body.Rule, followed, null, ScriptedMarket.Start));
        });
        app.MapGet("/api/config/symbols", () => Json(new SymbolsConfiguration(
            [new VenueSymbols("binance", "configuration", null, null, ["BTC-USDT"], null, [new FollowedSymbolContract("BTC-USDT", "listed", null)], null, ScriptedMarket.Start)])));
        app.MapGet("/api/orders", () => Json(new Page<OrderContract>([.. _orders.Values], null)));
        app.MapPost("/api/orders", PlaceAsync);
        app.MapPost("/api/orders/oco", PlacePairAsync);
        app.MapPost("/api/orders/{id:guid}/amend", AmendAsync);
        app.MapDelete("/api/orders/{id:guid}", (Guid id) =>
        {
            Cancelled.Enqueue(id);
            return Json(_orders[id] = _orders[id] with { Status = "canceled", UpdatedAt = DateTimeOffset.UtcNow });
        });
        app.MapPost("/api/strategies/{id}/{verb}", (string id, string verb) =>
        {
            StrategyCommands.Enqueue($"{verb} {id}");
            return Json(ScriptedMarket.Strategies.Single(strategy => strategy.StrategyId == id) with { IsRunning = verb == "start" });
        });
        app.MapPut("/api/strategies/{id}", async (string id, HttpRequest request) =>
        {
            ConfigureStrategyRequest? body = await JsonSerializer.DeserializeAsync<ConfigureStrategyRequest>(request.Body, ContractsJson.Options);
            StrategyCommands.Enqueue($"set {id} {string.Join(",", body!.Parameters!.Select(parameter => $"{parameter.Key}={parameter.Value}"))}");
            return Json(ScriptedMarket.Strategies.Single(strategy => strategy.StrategyId == id) with { Parameters = body.Parameters! });
        });
        app.MapPost("/api/emergency/stop-all-trading", async (HttpRequest request) =>
        {
            Controls.Enqueue((await JsonSerializer.DeserializeAsync<StopTradingRequest>(request.Body, ContractsJson.Options))!);
            _safety = ScriptedMarket.Safety("stopped", "emergency stop");
            Push("system", LiveEvents.Safety, _safety);
            return Json(new StopTradingResponse(true, 37, 1, [new("worker-1", true, 21)], 8, "All workers have stopped."));
        });
        app.MapPost("/api/emergency/resume", async (HttpRequest request) =>
        {
            Controls.Enqueue((await JsonSerializer.DeserializeAsync<ResumeTradingRequest>(request.Body, ContractsJson.Options))!);
            _safety = ScriptedMarket.Safety();
            Push("system", LiveEvents.Safety, _safety);
            return Json(new ControlStatus("running", 9, null));
        });
    }

    private ControlDetail Control() => new("running", 9, 12, "", "", ScriptedMarket.Start, null, 0, SimulationMode: Simulation ?? true, []);

    private async Task<IResult> PlaceAsync(HttpRequest request)
    {
        PlaceOrderRequest body = (await JsonSerializer.DeserializeAsync<PlaceOrderRequest>(request.Body, ContractsJson.Options))!;
        Placed.Enqueue((request.Headers["Idempotency-Key"].ToString(), body));
        await Task.Delay(OrderDelay);
        if (Refusal is { } refuse) return refuse();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        OrderContract order = ScriptedMarket.Order(Guid.CreateVersion7(), "open") with { Quantity = body.Quantity ?? 0.004m, Price = body.Price, Side = body.Side!, CreatedAt = now, UpdatedAt = now };
        _orders[order.OrderId] = order;
        return Results.Json(order, ContractsJson.Options, statusCode: 201);
    }

    private async Task<IResult> AmendAsync(Guid id, HttpRequest request)
    {
        AmendOrderRequest body = (await JsonSerializer.DeserializeAsync<AmendOrderRequest>(request.Body, ContractsJson.Options))!;
        Amended.Enqueue((id, body));
        OrderContract was = _orders[id];
        _orders[id] = was with { Price = body.Price ?? was.Price, Quantity = body.Quantity ?? was.Quantity, Amends = was.Amends + 1, UpdatedAt = DateTimeOffset.UtcNow };
        return Results.Json(_orders[id], ContractsJson.Options);
    }

    private async Task<IResult> PlacePairAsync(HttpRequest request)
    {
        PlaceOcoRequest body = (await JsonSerializer.DeserializeAsync<PlaceOcoRequest>(request.Body, ContractsJson.Options))!;
        Pairs.Enqueue(body);
        OrderContract limit = ScriptedMarket.Order(Guid.CreateVersion7(), "open") with { Quantity = body.Quantity!.Value, Price = body.Price, Side = body.Side!, ListLeg = "limit" };
        OrderContract stop = ScriptedMarket.Order(Guid.CreateVersion7(), "open") with { Quantity = body.Quantity.Value, Type = "stop", Price = null, TriggerSource = "lastTrade", TriggerPrice = body.StopPrice, Side = body.Side!, ListLeg = "stop" };
        OcoContract pair = new(limit with { ListId = limit.OrderId }, stop with { ListId = limit.OrderId });
        (_orders[pair.Limit.OrderId], _orders[pair.Stop.OrderId]) = (pair.Limit, pair.Stop);
        return Results.Json(pair, ContractsJson.Options, statusCode: 201);
    }

    private async Task StreamAsync(HttpContext context, string topics)
    {
        string[] wanted = topics.Split(',');
        if (!HasAccount && wanted.Contains("account:default"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var reader = Channel.CreateUnbounded<string>();
        _readers[reader] = wanted;
        context.Response.ContentType = "text/event-stream";
        try
        {
            if (wanted.Contains("system"))
            {
                await context.Response.WriteAsync(Event(LiveEvents.Safety, _safety), context.RequestAborted);
                await context.Response.WriteAsync(Event(LiveEvents.Venue, ScriptedMarket.Venue("binance")) + Event(LiveEvents.Venue, ScriptedMarket.Venue("kucoin", 340)), context.RequestAborted);
            }
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await foreach (string text in reader.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync(text, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left.
        }
        finally
        {
            _readers.TryRemove(reader, out _);
        }
    }

    private static string Event(string name, object contract) => $"event: {name}\ndata: {JsonSerializer.Serialize(contract, contract.GetType(), ContractsJson.Options)}\n\n";

    private static IResult Json(object value) => Results.Json(value, ContractsJson.Options);
}
