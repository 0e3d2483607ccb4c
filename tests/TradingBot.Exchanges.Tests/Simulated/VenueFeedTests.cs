using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>The Binance feed against the simulator.</summary>
public sealed class BinanceFeedTests() : VenueFeedTests(Venue.Binance);

/// <summary>The KuCoin feed against the simulator.</summary>
public sealed class KuCoinFeedTests() : VenueFeedTests(Venue.KuCoin);

/// <summary>What both feeds must do, against the simulator over real sockets.</summary>
public abstract class VenueFeedTests(Venue venue)
{
    private string VenueName => venue == Venue.Binance ? "binance" : "kucoin";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Books_equal_the_true_book_and_trades_the_tape()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.UntilAsync("20 trades", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= 20);
        foreach (string symbol in harness.Feed.Symbols)
        {
            await harness.AssertBookEqualsTruthAsync(symbol);
            Assert.Equal(0, harness.Look(symbol, view => view.BrokenDeltas));
        }
        await harness.AssertTradesEqualTapeAsync("BTC-USDT");
        Assert.All(harness.Board.Streams(), stream => Assert.True(stream.Latency is null || stream.Latency >= TimeSpan.Zero));
        Assert.True(harness.Connection.Connected);
        Assert.Equal(0, harness.Guard.Denials);
    }

    [Fact]
    public async Task A_cut_connection_is_opened_again_without_losing_a_trade()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.UntilAsync("first trades", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= 3);
        await harness.FaultAsync(new { venue = VenueName, fault = "disconnect" });
        await harness.UntilAsync("the loss to be told", () => harness.Look("BTC-USDT", view => view.Statuses.Contains(MarketStatus.Disconnected)));
        await harness.UntilLiveAsync();
        int before = harness.Look("BTC-USDT", view => view.Trades.Count);
        await harness.UntilAsync("trades after it", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= before + 5);
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        await harness.AssertTradesEqualTapeAsync("BTC-USDT");
        Assert.Equal(1, harness.Connection.Reconnects);
        Assert.Equal(1, harness.Stream("BTC-USDT", StreamKind.Book).Resyncs["reconnect"]);
        Assert.Equal(0, harness.Stream("BTC-USDT", StreamKind.Trades).Holes);
    }

    [Fact]
    public async Task A_gap_is_found_counted_and_healed_by_a_new_snapshot()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        string venueSymbol = harness.Find("BTC-USDT").VenueSymbol;
        await harness.FaultAsync(new { venue = VenueName, fault = "gap", symbol = venueSymbol, count = 2 });
        await harness.UntilAsync("the gap to be counted", () => harness.Stream("BTC-USDT", StreamKind.Book).Gaps == 1);
        await harness.UntilLiveAsync();
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        Assert.Equal(1, harness.Stream("BTC-USDT", StreamKind.Book).Resyncs["gap"]);
        Assert.Equal(0, harness.Stream("ETH-USDT", StreamKind.Book).Gaps);
        Assert.Equal(0, harness.Connection.Reconnects);
        Assert.Equal(0, harness.Look("BTC-USDT", view => view.BrokenDeltas));
        MarketStatus[] told = harness.Look("BTC-USDT", view => view.Statuses.ToArray());
        Assert.Equal([MarketStatus.Syncing, MarketStatus.Live, MarketStatus.Syncing, MarketStatus.Live], told);
    }

    [Fact]
    public async Task A_silent_connection_is_given_up_and_replaced()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, new()
        {
            ["Exchanges:StaleAfter"] = "00:00:01",
            ["Exchanges:ReconnectAfterSilence"] = "00:00:02",
        });
        await harness.UntilLiveAsync();
        await harness.UntilAsync("a first trade", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= 1);
        await harness.FaultAsync(new { venue = VenueName, fault = "silence", durationMs = 3000 });
        await harness.UntilAsync("the reconnection", () => harness.Connection.Reconnects >= 1);
        MarketStatus[] told = harness.Look("BTC-USDT", view => view.Statuses.ToArray());
        Assert.True(told.Contains(MarketStatus.Stale) || told.Contains(MarketStatus.Disconnected), string.Join(",", told));
        await harness.UntilLiveAsync();
        int before = harness.Look("BTC-USDT", view => view.Trades.Count);
        await harness.UntilAsync("trades after it", () => harness.Look("BTC-USDT", view => view.Trades.Count) > before);
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        // KuCoin's history has 100 trades; when more were missed, that is a hole, and must be counted as one.
        if (harness.Stream("BTC-USDT", StreamKind.Trades).Holes == 0) await harness.AssertTradesEqualTapeAsync("BTC-USDT");
        else Assert.Equal(Venue.KuCoin, venue);
    }

    [Fact]
    public async Task An_old_connection_is_replaced_without_a_gap_or_a_status_change()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, new()
        {
            ["Exchanges:ConnectionLifetime"] = "00:00:05",
            ["Exchanges:ReplacementOverlap"] = "00:00:00.500",
        });
        await harness.UntilLiveAsync();
        await harness.UntilAsync("the replacement", () => harness.Connection.Replacements >= 1);
        int before = harness.Look("BTC-USDT", view => view.Trades.Count);
        await harness.UntilAsync("trades after it", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= before + 5);
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        await harness.AssertTradesEqualTapeAsync("BTC-USDT");
        Assert.Equal([MarketStatus.Syncing, MarketStatus.Live], harness.Look("BTC-USDT", view => view.Statuses.ToArray()));
        Assert.Equal(0, harness.Connection.Reconnects);
        Assert.All(harness.Board.Streams(), stream => Assert.Equal(0, stream.Gaps));
    }

    [Fact]
    public async Task A_stuck_consumer_makes_the_feed_stale_and_loses_nothing()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, new() { ["Exchanges:ConsumerPatience"] = "00:00:00.200" }, capacity: 20);
        await harness.UntilLiveAsync();
        await harness.UntilAsync("a first trade", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= 1);
        using (await harness.StopConsumingAsync())
            await harness.UntilAsync("the feed to give up", () => harness.Connection.LastError?.Contains("consumer", StringComparison.Ordinal) == true);
        await harness.UntilAsync("the feed to say so", () => harness.Look("BTC-USDT", view => view.Statuses.Contains(MarketStatus.Stale)));
        await harness.UntilLiveAsync();
        int before = harness.Look("BTC-USDT", view => view.Trades.Count);
        await harness.UntilAsync("trades after it", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= before + 3);
        await harness.AssertTradesEqualTapeAsync("BTC-USDT");
    }

    [Fact]
    public async Task While_the_venue_limits_requests_none_goes_out()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.FaultAsync(new { venue = VenueName, fault = "reject", durationMs = 60_000 });
        Instrument instrument = harness.Find("BTC-USDT");
        ExchangeException first = await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.Equal(ExchangeFailure.RateLimited, first.Failure);
        ExchangeException second = await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.Contains("no request goes out", second.Message, StringComparison.Ordinal);
        Assert.NotNull(second.RetryAt);
        Assert.True(harness.Connection.BlockedUntil > DateTimeOffset.UtcNow);
        Assert.Equal(MarketStatus.Live, harness.Look("BTC-USDT", view => view.Status));
    }

    [Fact]
    public async Task Bars_come_in_order_and_only_of_the_asked_time()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        DateTimeOffset to = DateTimeOffset.UtcNow;
        DateTimeOffset from = to - TimeSpan.FromMinutes(2);
        IReadOnlyList<Bar> bars = await harness.Feed.FetchCandlesAsync(harness.Find("BTC-USDT"), 60, from, to, Cancellation);
        Assert.NotEmpty(bars);
        Assert.All(bars, bar =>
        {
            Assert.Equal(0, bar.OpenTimeNs % 60_000_000_000);
            Assert.InRange(DateTimeOffset.UnixEpoch.AddTicks(bar.OpenTimeNs / 100), from, to);
            Assert.True(bar.Low <= bar.Open && bar.Open <= bar.High && bar.Low <= bar.Close && bar.Close <= bar.High);
        });
        Assert.Equal(bars.OrderBy(bar => bar.OpenTimeNs), bars);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.Feed.FetchCandlesAsync(harness.Find("BTC-USDT"), 7, from, to, Cancellation));
    }

    [Fact]
    public async Task An_unknown_symbol_does_not_keep_the_others_from_being_read()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, Symbols("NOSUCH-USDT,BTC-USDT"));

        Assert.Equal(["BTC-USDT"], harness.Instruments.Select(instrument => instrument.Symbol));
    }

    [Fact]
    public async Task A_venue_that_has_none_of_the_symbols_says_which_were_asked_for()
    {
        ExchangeException unknown = await Assert.ThrowsAsync<ExchangeException>(() => FeedHarness.StartAsync(venue, Symbols("NOSUCH-USDT,NONE-USDT")));

        Assert.Equal(ExchangeFailure.UnknownSymbol, unknown.Failure);
        Assert.Contains("NOSUCH-USDT, NONE-USDT", unknown.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Symbols(string list) => new() { ["Exchanges:Symbols:binance"] = list, ["Exchanges:Symbols:kucoin"] = list };
}
