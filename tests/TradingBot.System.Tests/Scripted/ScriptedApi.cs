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
        List("/api/strategies", () => ScriptedMarket.Strategies);
        List("/api/strategies/catalog", () => ScriptedMarket.Catalog);
        app.MapGet("/api/portfolio/equity", (string? from, int? limit) =>
            Json(new Page<object>([.. ScriptedMarket.Equity().Where(point => from is null || point.At >= DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture)).Take(limit ?? 1000)], null)));
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
        app.MapGet("/api/orders", () => Json(new Page<OrderContract>([.. _orders.Values], null)));
        app.MapPost("/api/orders", PlaceAsync);
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

    private async Task<IResult> PlaceAsync(HttpRequest request)
    {
        PlaceOrderRequest body = (await JsonSerializer.DeserializeAsync<PlaceOrderRequest>(request.Body, ContractsJson.Options))!;
        Placed.Enqueue((request.Headers["Idempotency-Key"].ToString(), body));
        await Task.Delay(OrderDelay);
        if (Refusal is { } refuse) return refuse();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        OrderContract order = ScriptedMarket.Order(Guid.CreateVersion7(), "open") with { Quantity = body.Quantity!.Value, Price = body.Price, Side = body.Side!, CreatedAt = now, UpdatedAt = now };
        _orders[order.OrderId] = order;
        return Results.Json(order, ContractsJson.Options, statusCode: 201);
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
