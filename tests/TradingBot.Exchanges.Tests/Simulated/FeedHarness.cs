using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>The real feed of one venue over real sockets against the simulator, and what an engine would see of it.</summary>
internal sealed class FeedHarness : IAsyncDisposable
{
    /// <summary>How long a condition is waited for.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(25);

    private readonly SimulatorHost _simulator;
    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MarketInput> _channel;
    private readonly HttpClient _control;
    private readonly Dictionary<InstrumentId, MarketView> _views = [];
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly List<MarketInput>? _seen;
    private readonly Dictionary<string, long> _tapeRead = [];
    private bool _ownsSimulator = true;
    private Task _run = Task.CompletedTask;
    private Task _consume = Task.CompletedTask;

    private FeedHarness(SimulatorHost simulator, ServiceProvider services, VenueFeed feed, IReadOnlyList<Instrument> instruments, int capacity, List<MarketInput>? seen)
    {
        (_simulator, _services, Feed, Instruments, _seen) = (simulator, services, feed, instruments, seen);
        _channel = Channel.CreateBounded<MarketInput>(capacity);
        _control = new() { BaseAddress = simulator.Address };
        foreach (Instrument instrument in instruments) _views.Add(instrument.Id, new());
    }

    public VenueFeed Feed { get; }

    public IReadOnlyList<Instrument> Instruments { get; private set; }

    public FeedStatusBoard Board => _services.GetRequiredService<FeedStatusBoard>();

    /// <summary>Every hole that the feed has told of.</summary>
    public required HoleLog Holes { get; init; }

    public VenueBlocks Blocks => _services.GetRequiredService<VenueBlocks>();

    public RequestPace Pace => _services.GetRequiredService<RequestPace>();

    public EgressGuard Guard => _services.GetRequiredService<EgressGuard>();

    public ConnectionStatus Connection => Board.Connections().Single(connection => connection.Venue == Feed.Venue);

    private string VenueName => Feed.Venue == Venue.Binance ? "binance" : "kucoin";

    /// <summary>Starts a feed; all that it writes is added to <paramref name="seen"/>, if given.</summary>
    public static Task<FeedHarness> StartAsync(
        Venue venue, Dictionary<string, string?>? settings = null, int capacity = 10_000, long seed = 42, List<MarketInput>? seen = null) =>
        StartOnAsync(venue, new SimulatorOptions { Seed = seed, WarmUp = TimeSpan.FromMinutes(2) }, settings, capacity, seen);

    public static async Task<FeedHarness> StartOnAsync(
        Venue venue, SimulatorOptions options, Dictionary<string, string?>? settings = null, int capacity = 10_000, List<MarketInput>? seen = null)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        SimulatorHost simulator = await SimulatorHost.StartAsync(options, cancellation);
        HoleLog holes = new();
        ServiceProvider services = Compose(simulator.Address, settings, holes);
        VenueFeed feed = services.GetRequiredService<IReadOnlyList<VenueFeed>>().Single(feed => feed.Venue == venue);
        IReadOnlyList<Instrument> read = await FetchInstrumentsAsync(feed, cancellation);
        Instrument[] numbered = [.. read.Select((instrument, at) => instrument with { Id = new InstrumentId(at + 1) })];
        FeedHarness harness = new(simulator, services, feed, numbered, capacity, seen) { Holes = holes };
        harness._run = feed.RunAsync(numbered, harness._channel.Writer, harness._stop.Token);
        harness._consume = harness.ConsumeAsync();
        return harness;
    }

    /// <summary>On a busy machine the first answer of a simulator that has just started may take longer than a request waits.</summary>
    private static async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(VenueFeed feed, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await feed.FetchInstrumentsAsync(cancellation);
            }
            catch (ExchangeException e) when (e.Failure == ExchangeFailure.Unreachable && attempt < 5)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), cancellation);
            }
        }
    }

    public static ServiceProvider Compose(Uri simulator, Dictionary<string, string?>? settings = null, ILoggerProvider? log = null)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Exchanges:Feed"] = "simulated",
            [ExchangesOptions.SimulatorKey] = simulator.ToString(),
            ["Exchanges:Symbols:binance"] = "BTC-USDT,ETH-USDT",
            ["Exchanges:Symbols:kucoin"] = "BTC-USDT,ETH-USDT",
        }).AddInMemoryCollection(settings ?? []).Build();
        return new ServiceCollection().AddLogging(logging => { if (log is not null) logging.AddProvider(log); }).AddMetrics().AddExchanges(configuration).BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Looks at a view while nothing is added to it.</summary>
    public T Look<T>(string symbol, Func<MarketView, T> look)
    {
        lock (_lock) return look(_views[Find(symbol).Id]);
    }

    /// <summary>Forgets what has been compared.</summary>
    public void Forget(string symbol, long upToTradeId)
    {
        lock (_lock) _views[Find(symbol).Id].Forget(upToTradeId);
    }

    public Instrument Find(string symbol) => Instruments.Single(instrument => instrument.Symbol == symbol);

    public StreamStatus Stream(string symbol, StreamKind kind) =>
        Board.Streams().Single(stream => stream.Venue == Feed.Venue && stream.Symbol == symbol && stream.Stream == kind);

    /// <summary>Follows exactly these symbols from now on; each keeps the number that it once got.</summary>
    public async Task FollowAsync(params string[] symbols)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        (IReadOnlyList<Instrument> read, IReadOnlyList<string> unknown) = await Feed.FetchInstrumentsAsync(symbols, cancellation);
        Assert.Empty(unknown);
        List<Instrument> followed = [];
        lock (_lock)
        {
            foreach (Instrument instrument in read)
            {
                InstrumentId id = Instruments.FirstOrDefault(known => known.Symbol == instrument.Symbol)?.Id ?? new(_views.Count + 1);
                _views.TryAdd(id, new());
                followed.Add(instrument with { Id = id });
            }
        }
        Instruments = [.. Instruments.Where(known => !symbols.Contains(known.Symbol)), .. followed];
        await Feed.FollowAsync(followed, cancellation);
    }

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

    /// <summary>Starts a fault by its JSON; the venue is added.</summary>
    /// <returns>The fault's number.</returns>
    public async Task<int> FaultAsync(JsonObject fault)
    {
        fault["venue"] = VenueName;
        using StringContent body = new(fault.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _control.PostAsync("/sim/faults", body, TestContext.Current.CancellationToken);
        string answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{fault.ToJsonString()}: {answer}");
        return JsonNode.Parse(answer)!["id"]!.GetValue<int>();
    }

    /// <summary>What a fault has hit so far.</summary>
    public long Affected(int fault) =>
        _simulator.Faults.Single(report => report.Id == fault).Affected;

    /// <summary>The same feed in a new process, as far as it can tell: nothing is kept but an order of the venue. It does not run.</summary>
    public Task<FeedHarness> RestartAsync(VenueBlock order)
    {
        HoleLog holes = new();
        ServiceProvider services = Compose(_simulator.Address, null, holes);
        services.GetRequiredService<VenueBlocks>().Restore(order);
        VenueFeed feed = services.GetRequiredService<IReadOnlyList<VenueFeed>>().Single(feed => feed.Venue == Feed.Venue);
        return Task.FromResult(new FeedHarness(_simulator, services, feed, Instruments, capacity: 1, seen: null) { Holes = holes, _ownsSimulator = false });
    }

    /// <summary>Ends all faults.</summary>
    public async Task EndFaultsAsync()
    {
        using HttpResponseMessage response = await _control.DeleteAsync("/sim/faults", TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Holds the simulated time, so that the true book stands still, until it is resumed.</summary>
    public async Task<IAsyncDisposable> PauseAsync()
    {
        await _simulator.PauseAsync();
        return new Resumption(_simulator);
    }

    /// <summary>With the simulated time at rest: all that was sent is read, and our book is the true one. Null when it is so, else what is wrong.</summary>
    public async Task<string?> BookDifferenceAsync(string symbol)
    {
        Instrument instrument = Find(symbol);
        using JsonDocument truth = JsonDocument.Parse(await _control.GetStringAsync($"/sim/book/{VenueName}/{instrument.VenueSymbol}", TestContext.Current.CancellationToken));
        long number = truth.RootElement.GetProperty("lastUpdateId").GetInt64();
        return Look(symbol, view => view.Status != MarketStatus.Live ? $"{symbol} is {view.Status}"
            : view.LastUpdateId != number ? $"{symbol} stands at {view.LastUpdateId}, the truth at {number}"
            : Difference(truth.RootElement.GetProperty("bids"), view.Bids.Reverse(), instrument) ?? Difference(truth.RootElement.GetProperty("asks"), view.Asks, instrument));
    }

    /// <summary>
    /// What is wrong with our trades after a number, against the tape: trades that it has not, that differ, that came twice or out of order, or that are missing without
    /// a hole that tells of them. Prints that stand for several trades (of Binance's older history) count as those.
    /// </summary>
    public async Task<TradeComparison> CompareTradesAsync(string symbol, long afterId = -1)
    {
        TradePrint[] ours = Look(symbol, view => view.Trades.Where(trade => trade.TradeId > afterId).ToArray());
        if (ours.Length == 0) return new(afterId, 0, 0, 0, []);
        // What was before our first trade of all is nothing that we missed.
        if (afterId < 0) afterId = ours[0].TradeId - 1;
        TradePrint[] tape = [.. (await TapeAsync(symbol, afterId)).Where(trade => trade.TradeId > afterId && trade.TradeId <= ours[^1].TradeId)];
        List<string> wrong = [];
        int at = 0, missing = 0, unproven = 0;
        long before = long.MinValue;
        foreach (TradePrint print in ours)
        {
            if (print.TradeId <= before) wrong.Add($"{print.TradeId} came after {before}");
            before = Math.Max(before, print.TradeId);
            List<TradePrint> since = [];
            while (at < tape.Length && tape[at].TradeId <= print.TradeId) since.Add(tape[at++]);
            if (since.Count == 0 || since[^1].TradeId != print.TradeId)
            {
                wrong.Add($"{print.TradeId} is not in the tape");
                continue;
            }
            if (IsSame(since, print)) continue;
            if (!IsSame(since[^1..], print)) wrong.Add($"{print} is {since[^1]} in the tape");
            foreach (TradePrint left in since[..^1])
            {
                if (Holes.Has(symbol, left.TradeId)) missing++;
                else if (Holes.IsUnproven(symbol, left.TradeId)) unproven++;
                else wrong.Add($"{left.TradeId} is missing and no hole tells of it");
            }
        }
        return new(ours[^1].TradeId, ours.Length, missing, unproven, wrong);

        static bool IsSame(List<TradePrint> trades, TradePrint print) =>
            trades.Sum(trade => trade.Quantity.Units) == print.Quantity.Units && trades.TrueForAll(trade => trade.Price == print.Price && trade.TakerSide == print.TakerSide);
    }

    /// <summary>Every trade of the tape between our first and our last one, once and in order.</summary>
    public async Task AssertTradesEqualTapeAsync(string symbol)
    {
        TradePrint[] ours = Look(symbol, view => view.Trades.ToArray());
        Assert.NotEmpty(ours);
        TradePrint[] truth = [.. (await TapeAsync(symbol)).Where(trade => trade.TradeId >= ours[0].TradeId && trade.TradeId <= ours[^1].TradeId)];
        Assert.Equal(truth, ours.Select(trade => trade with { ExchangeTimeNs = 0 }));
    }

    private async Task<IReadOnlyList<TradePrint>> TapeAsync(string symbol, long fromId = 0)
    {
        Instrument instrument = Find(symbol);
        // KuCoin's numbers are not the tape's own; what was compared before need not be read again.
        long from = Feed.Venue == Venue.Binance ? fromId : _tapeRead.GetValueOrDefault(symbol);
        using JsonDocument tape = JsonDocument.Parse(await _control.GetStringAsync($"/sim/trades/{VenueName}/{instrument.VenueSymbol}?fromId={from}", TestContext.Current.CancellationToken));
        string key = Feed.Venue == Venue.Binance ? "id" : "sequence";
        if (Feed.Venue == Venue.KuCoin && fromId > 0)
            _tapeRead[symbol] = tape.RootElement.GetProperty("trades").EnumerateArray().Where(trade => trade.GetProperty(key).GetInt64() <= fromId)
                .Select(trade => trade.GetProperty("id").GetInt64()).LastOrDefault(from);
        return
        [
            .. tape.RootElement.GetProperty("trades").EnumerateArray().Select(trade => new TradePrint(
                trade.GetProperty(key).GetInt64(), PriceOf(trade.GetProperty("price"), instrument), QuantityOf(trade.GetProperty("quantity"), instrument),
                trade.GetProperty("takerSide").GetString() == "buy" ? Side.Buy : Side.Sell, 0)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _channel.Writer.Complete();
        await _consume;
        _control.Dispose();
        await _services.DisposeAsync();
        if (_ownsSimulator) await _simulator.DisposeAsync();
        _stop.Dispose();
        _reading.Dispose();
    }

    public string Describe() => string.Join("; ", Board.Streams().Select(stream =>
        $"{stream.Symbol} {stream.Stream}: {stream.Status} {stream.Reason}, {stream.Messages} messages, age {stream.Age}, resyncs {string.Join(",", stream.Resyncs)}")) + $"; {Connection}";

    private async Task ConsumeAsync()
    {
        while (await _channel.Reader.WaitToReadAsync())
        {
            await _reading.WaitAsync();
            try
            {
                while (_channel.Reader.TryRead(out MarketInput input))
                    lock (_lock)
                    {
                        _seen?.Add(input);
                        _views[input.Input.Instrument].Apply(input.Input);
                    }
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

    private static string? Difference(JsonElement truth, IEnumerable<KeyValuePair<long, long>> ours, Instrument instrument)
    {
        KeyValuePair<long, long>[] expected =
            [.. truth.EnumerateArray().Select(row => KeyValuePair.Create(PriceOf(row[0], instrument).Units, QuantityOf(row[1], instrument).Units))];
        KeyValuePair<long, long>[] actual = [.. ours];
        int equal = 0;
        while (equal < actual.Length && equal < expected.Length && actual[equal].Equals(expected[equal])) equal++;
        // Our levels end where the proof ends, and there must be enough of them.
        return equal == actual.Length && equal >= Math.Min(expected.Length, 20) ? null
            : $"{instrument.Symbol}: level {equal} of {actual.Length} is {(equal < actual.Length ? actual[equal] : default)}, in truth {(equal < expected.Length ? expected[equal] : default)}";
    }

    private static Engine.Amounts.Price PriceOf(JsonElement text, Instrument instrument) =>
        instrument.TryPrice(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Price price) ? price : throw new InvalidOperationException(text.GetString());

    private static Engine.Amounts.Quantity QuantityOf(JsonElement text, Instrument instrument) =>
        instrument.TryQuantity(decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture), out Engine.Amounts.Quantity quantity) ? quantity : throw new InvalidOperationException(text.GetString());

    private sealed class Resumption(SimulatorHost simulator) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            simulator.Resume();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Resume(SemaphoreSlim reading) : IDisposable
    {
        public void Dispose() => reading.Release();
    }
}
