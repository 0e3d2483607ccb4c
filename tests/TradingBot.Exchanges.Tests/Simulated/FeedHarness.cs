using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>The real feed of one venue over real sockets against the simulator, and what an engine would see of it.</summary>
internal sealed class FeedHarness : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private readonly SimulatorHost _simulator;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<EngineInput> _channel;
    private readonly HttpClient _control;
    private readonly Dictionary<InstrumentId, MarketView> _views = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private Task _run = Task.CompletedTask;
    private Task _consume = Task.CompletedTask;

    private FeedHarness(SimulatorHost simulator, ServiceProvider services, VenueFeed feed, IReadOnlyList<Instrument> instruments, int capacity)
    {
        (_simulator, _services, Feed, Instruments) = (simulator, services, feed, instruments);
        _channel = Channel.CreateBounded<EngineInput>(capacity);
        _control = new() { BaseAddress = simulator.Address };
        foreach (Instrument instrument in instruments) _views.Add(instrument.Id, new());
    }

    public VenueFeed Feed { get; }

    public IReadOnlyList<Instrument> Instruments { get; }

    public FeedStatusBoard Board => _services.GetRequiredService<FeedStatusBoard>();

    public EgressGuard Guard => _services.GetRequiredService<EgressGuard>();

    public ConnectionStatus Connection => Board.Connections().Single(connection => connection.Venue == Feed.Venue);

    private string VenueName => Feed.Venue == Venue.Binance ? "binance" : "kucoin";

    public static async Task<FeedHarness> StartAsync(Venue venue, Dictionary<string, string?>? settings = null, int capacity = 10_000, long seed = 42)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SimulatorHost simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = seed, WarmUp = TimeSpan.FromMinutes(2) }, cancellation);
        ServiceProvider services = Compose(simulator.Address, settings);
        VenueFeed feed = services.GetRequiredService<IReadOnlyList<VenueFeed>>().Single(feed => feed.Venue == venue);
        IReadOnlyList<Instrument> read = await feed.FetchInstrumentsAsync(cancellation);
        Instrument[] numbered = [.. read.Select((instrument, at) => instrument with { Id = new InstrumentId(at + 1) })];
        FeedHarness harness = new(simulator, services, feed, numbered, capacity);
        harness._run = feed.RunAsync(numbered, harness._channel.Writer, harness._stop.Token);
        harness._consume = harness.ConsumeAsync();
        return harness;
    }

    public static ServiceProvider Compose(Uri simulator, Dictionary<string, string?>? settings = null)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Exchanges:Feed"] = "simulated",
            [ExchangesOptions.SimulatorKey] = simulator.ToString(),
            ["Exchanges:Symbols:binance"] = "BTC-USDT,ETH-USDT",
            ["Exchanges:Symbols:kucoin"] = "BTC-USDT,ETH-USDT",
        }).AddInMemoryCollection(settings ?? []).Build();
        return new ServiceCollection().AddLogging().AddMetrics().AddExchanges(configuration).BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Looks at a view while nothing is added to it.</summary>
    public T Look<T>(string symbol, Func<MarketView, T> look)
    {
        lock (_lock) return look(_views[Find(symbol).Id]);
    }

    public Instrument Find(string symbol) => Instruments.Single(instrument => instrument.Symbol == symbol);

    public StreamStatus Stream(string symbol, StreamKind kind) =>
        Board.Streams().Single(stream => stream.Venue == Feed.Venue && stream.Symbol == symbol && stream.Stream == kind);

    /// <summary>Stops taking inputs until the result is disposed of: a consumer that is stuck.</summary>
    public async Task<IDisposable> StopConsumingAsync()
    {
        await _reading.WaitAsync(TestContext.Current.CancellationToken);
        return new Resume(_reading);
    }

    public async Task UntilAsync(string what, Func<bool> condition)
    {
        DateTime until = DateTime.UtcNow + Patience;
        while (!condition())
        {
            if (_run.IsFaulted) await _run;
            Assert.True(DateTime.UtcNow < until, $"waited {Patience} for: {what}. {Describe()}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public Task UntilLiveAsync() => UntilAsync("all instruments live", () => Instruments.All(instrument => Look(instrument.Symbol, view => view.Status == MarketStatus.Live)));

    public async Task FaultAsync(object fault)
    {
        using HttpResponseMessage response = await _control.PostAsJsonAsync("/sim/faults", fault, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The simulator's true book within what our book covers, and ours, at the same number; null when the two never met.</summary>
    public async Task AssertBookEqualsTruthAsync(string symbol)
    {
        Instrument instrument = Find(symbol);
        DateTime until = DateTime.UtcNow + Patience;
        while (true)
        {
            using JsonDocument truth = JsonDocument.Parse(await _control.GetStringAsync($"/sim/book/{VenueName}/{instrument.VenueSymbol}", TestContext.Current.CancellationToken));
            long number = truth.RootElement.GetProperty("lastUpdateId").GetInt64();
            // Wait for our book to reach that number exactly; when it has gone by (several changes in one message), try the next.
            await UntilAsync($"the book to reach {number}", () => Look(symbol, view => view.LastUpdateId) >= number);
            bool met = Look(symbol, view =>
            {
                if (view.LastUpdateId != number) return false;
                AssertSide(truth.RootElement.GetProperty("bids"), view.Bids.Reverse(), instrument);
                AssertSide(truth.RootElement.GetProperty("asks"), view.Asks, instrument);
                return true;
            });
            if (met) return;
            Assert.True(DateTime.UtcNow < until, $"our book never stood at a number of the true one. {Describe()}");
        }
    }

    /// <summary>Every trade of the tape between our first and our last one, once and in order.</summary>
    public async Task AssertTradesEqualTapeAsync(string symbol)
    {
        Instrument instrument = Find(symbol);
        TradePrint[] ours = Look(symbol, view => view.Trades.ToArray());
        Assert.NotEmpty(ours);
        using JsonDocument tape = JsonDocument.Parse(await _control.GetStringAsync($"/sim/trades/{VenueName}/{instrument.VenueSymbol}", TestContext.Current.CancellationToken));
        string key = Feed.Venue == Venue.Binance ? "id" : "sequence";
        TradePrint[] truth =
        [
            .. tape.RootElement.GetProperty("trades").EnumerateArray().Select(trade => new TradePrint(
                trade.GetProperty(key).GetInt64(), PriceOf(trade.GetProperty("price"), instrument), QuantityOf(trade.GetProperty("quantity"), instrument),
                trade.GetProperty("takerSide").GetString() == "buy" ? Side.Buy : Side.Sell, 0))
                .Where(trade => trade.TradeId >= ours[0].TradeId && trade.TradeId <= ours[^1].TradeId),
        ];
        Assert.Equal(truth, ours.Select(trade => trade with { ExchangeTimeNs = 0 }));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _channel.Writer.Complete();
        await _consume;
        _control.Dispose();
        await _services.DisposeAsync();
        await _simulator.DisposeAsync();
        _stop.Dispose();
        _reading.Dispose();
    }

    private string Describe() => string.Join("; ", Board.Streams().Select(stream =>
        $"{stream.Symbol} {stream.Stream}: {stream.Status}, {stream.Messages} messages, age {stream.Age}, resyncs {string.Join(",", stream.Resyncs)}")) + $"; {Connection}";

    private async Task ConsumeAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            await _reading.WaitAsync();
            try
            {
                while (_channel.Reader.TryRead(out EngineInput input))
                    lock (_lock) _views[input.Instrument].Apply(input);
            }
            finally
            {
                _reading.Release();
            }
        }
    }

    private static void AssertSide(JsonElement truth, IEnumerable<KeyValuePair<long, long>> ours, Instrument instrument)
    {
        KeyValuePair<long, long>[] expected =
            [.. truth.EnumerateArray().Select(row => KeyValuePair.Create(PriceOf(row[0], instrument).Units, QuantityOf(row[1], instrument).Units))];
        KeyValuePair<long, long>[] actual = [.. ours];
        // A snapshot of limited depth proves a limited part; that part must be right level by level, best first.
        Assert.InRange(actual.Length, Math.Min(expected.Length, 20), expected.Length);
        Assert.Equal(expected.Take(actual.Length), actual);
    }

    private static Engine.Amounts.Price PriceOf(JsonElement text, Instrument instrument) =>
        instrument.TryPrice(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Price price) ? price : throw new InvalidOperationException(text.GetString());

    private static Engine.Amounts.Quantity QuantityOf(JsonElement text, Instrument instrument) =>
        instrument.TryQuantity(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Quantity quantity) ? quantity : throw new InvalidOperationException(text.GetString());

    private sealed class Resume(SemaphoreSlim reading) : IDisposable
    {
        public void Dispose() => reading.Release();
    }
}
