using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;
using TradingBot.Exchanges.Tests.Simulated;

namespace TradingBot.Exchanges.Tests.Scripted;

/// <summary>What a venue does seldom, and a simulator of a healthy one not at all.</summary>
public sealed class ScriptedBinanceTests : IAsyncLifetime
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MarketInput> _channel = Channel.CreateBounded<MarketInput>(1000);
    private readonly MarketView _view = new();
    private ScriptedBinance _venue = null!;
    private ServiceProvider _services = null!;
    private Task _run = Task.CompletedTask;

    private ConnectionStatus Connection => _services.GetRequiredService<FeedStatusBoard>().Connections().Single();

    private StreamStatus Book => _services.GetRequiredService<FeedStatusBoard>().Streams().Single(stream => stream.Stream == StreamKind.Book);

    public async ValueTask InitializeAsync() => _venue = await ScriptedBinance.StartAsync();

    [Fact]
    public async Task A_refused_subscription_is_not_taken_for_success()
    {
        _venue.SubscribeAnswer = """{"code":2,"msg":"Invalid request: unknown variant","id":1}""";
        await StartAsync();
        await UntilAsync(() => Connection.LastError?.Contains("Invalid request", StringComparison.Ordinal) == true);
        Assert.False(Connection.Connected);
        _venue.SubscribeAnswer = """{"result":null,"id":1}""";
        await UntilAsync(() => _view.Status == MarketStatus.Live);
    }

    [Fact]
    public async Task A_server_that_says_good_bye_is_left_for_a_new_connection_without_a_gap()
    {
        await StartAsync(("Exchanges:ReplacementOverlap", "00:00:00.300"));
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        await _venue.SayDepthAsync(101, 101);
        await _venue.SayAsync("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1723161255343}}""");
        await UntilAsync(() => _venue.Connections == 2);
        await _venue.SayDepthAsync(102, 103);
        await UntilAsync(() => Connection.Replacements == 1 && _venue.OpenSockets == 1);
        await _venue.SayDepthAsync(104, 105);
        await UntilAsync(() => _view.LastUpdateId == 105);
        Assert.Equal([MarketStatus.Syncing, MarketStatus.Live], _view.Statuses);
        Assert.Equal((0, 0, 1), (_view.BrokenDeltas, (int)Book.Gaps, _view.Snapshots));
        Assert.Equal(0, Connection.Reconnects);
    }

    [Fact]
    public async Task Garbage_is_counted_by_reason_and_the_book_goes_on()
    {
        await StartAsync();
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        await _venue.SayAsync("garbage");
        await _venue.SayAsync("""{"e":"depthUpdate","s":"NOSUCH","U":1,"u":2,"b":[],"a":[]}""");
        await _venue.SayAsync("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1e308","q":"1","T":1,"m":true}""");
        await _venue.SayDepthAsync(101, 102, "95.00");
        await UntilAsync(() => _view.LastUpdateId == 102);
        Assert.Equal(new Dictionary<string, long> { ["not_json"] = 1, ["unknown_symbol"] = 1, ["not_representable"] = 1 }, Connection.Rejected);
        Assert.Equal(MarketStatus.Live, _view.Status);
    }

    [Fact]
    public async Task A_change_that_was_refused_shows_as_a_gap_and_is_healed()
    {
        await StartAsync();
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        await _venue.SayAsync("""{"e":"depthUpdate","s":"BTCUSDT","U":101,"u":102,"b":[["-1","1"]],"a":[]}""");
        _venue.BookNumber = 104;
        await _venue.SayDepthAsync(103, 104);
        await UntilAsync(() => Book.Gaps == 1 && _view.Status == MarketStatus.Live && _view.LastUpdateId == 104);
    }

    [Fact]
    public async Task A_crossed_book_is_called_crossed_and_fetched_again()
    {
        await StartAsync();
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        _venue.BookNumber = 101;
        await _venue.SayDepthAsync(101, 101, "160.00");
        await UntilAsync(() => _view.Statuses.Contains(MarketStatus.Crossed) && _view.Status == MarketStatus.Live);
        Assert.Equal(1, Book.Resyncs["crossed"]);
    }

    [Fact]
    public async Task A_stream_that_stands_still_while_the_market_moves_is_given_up()
    {
        await StartAsync(("Exchanges:StaleAfter", "00:00:01"));
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        _venue.BookNumber = 500;
        await UntilAsync(() => Connection.LastError?.Contains("silent while the market moves", StringComparison.Ordinal) == true);
        await UntilAsync(() => _view.LastUpdateId == 500 && _view.Status == MarketStatus.Live);
        Assert.Equal(1, Connection.Reconnects);
    }

    [Fact]
    public async Task A_quiet_market_stays_live_by_the_venue_s_word_that_nothing_was_missed()
    {
        await StartAsync(("Exchanges:StaleAfter", "00:00:01"), ("Exchanges:ReconnectAfterSilence", "00:00:02"));
        await UntilAsync(() => _view.Status == MarketStatus.Live);
        DateTime until = DateTime.UtcNow + TimeSpan.FromSeconds(4);
        await UntilAsync(() => DateTime.UtcNow > until);
        Assert.Equal([MarketStatus.Syncing, MarketStatus.Live], _view.Statuses.Where(status => status != MarketStatus.Stale).Distinct());
        Assert.Equal(0, Connection.Reconnects);
        Assert.Equal(1, _venue.Connections);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        if (_services is not null) await _services.DisposeAsync();
        await _venue.DisposeAsync();
        _stop.Dispose();
    }

    private async Task StartAsync(params (string Key, string? Value)[] settings)
    {
        Dictionary<string, string?> all = settings.ToDictionary(pair => pair.Key, pair => pair.Value);
        all["Exchanges:Symbols:binance"] = "BTC-USDT";
        all["Exchanges:Symbols:kucoin"] = "";
        _services = FeedHarness.Compose(_venue.Address, all);
        VenueFeed feed = _services.GetRequiredService<IReadOnlyList<VenueFeed>>().Single();
        IReadOnlyList<Instrument> instruments = await feed.FetchInstrumentsAsync(TestContext.Current.CancellationToken);
        _run = feed.RunAsync([instruments[0] with { Id = new InstrumentId(1) }], _channel.Writer, _stop.Token);
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        DateTime until = DateTime.UtcNow + TimeSpan.FromSeconds(25);
        while (true)
        {
            while (_channel.Reader.TryRead(out MarketInput input)) _view.Apply(input.Input);
            if (condition()) return;
            if (_run.IsFaulted) await _run;
            Assert.True(DateTime.UtcNow < until, $"waited 25 s. {Connection} {Book} {string.Join(",", _view.Statuses)}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
