using System.Text.Json.Nodes;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;
using TradingBot.Exchanges.Tests.Simulated;

namespace TradingBot.Exchanges.Tests.Faults;

/// <summary>Bans, storms of errors, and books that can't be fetched, counted at the other end.</summary>
public sealed class VenueOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.KuCoin)]
    public async Task While_banned_not_one_request_and_not_one_socket_goes_out(Venue venue)
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, FaultMatrixTests.Settings);
        await harness.UntilLiveAsync();
        int ban = await harness.FaultAsync(Json("""{"fault":"ban","retryAfter":8,"durationMs":60000}"""));
        Instrument instrument = harness.Find("BTC-USDT");
        await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        long met = harness.Affected(ban);
        for (int attempt = 0; attempt < 20; attempt++)
            await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        await harness.FaultAsync(Json("""{"fault":"disconnect"}"""));
        await harness.UntilAsync("the next connection to be held back", () => harness.Connection.LastError?.Contains("no socket is opened before", StringComparison.Ordinal) == true);
        Assert.Equal(met, harness.Affected(ban));
        Assert.NotNull(harness.Connection.BlockedUntil);
    }

    [Fact]
    public async Task An_order_of_before_the_start_is_obeyed_by_the_first_request()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(Venue.Binance, FaultMatrixTests.Settings);
        TaskCompletionSource<VenueBlock> first = new();
        harness.Blocks.Blocked += block => first.TrySetResult(block);
        await harness.FaultAsync(Json("""{"fault":"ban","retryAfter":8,"durationMs":60000}"""));
        Instrument instrument = harness.Find("BTC-USDT");
        await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        VenueBlock told = await first.Task;
        await using FeedHarness restarted = await harness.RestartAsync(told);
        ExchangeException refused = await Assert.ThrowsAsync<ExchangeException>(() => restarted.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.Equal(told.Until, refused.RetryAt);
        Assert.Empty(restarted.Pace.Usage());
    }

    [Theory]
    [InlineData("""{"fault":"error","status":503,"durationMs":60000}""")]
    [InlineData("""{"fault":"html","status":200,"durationMs":60000}""")]
    [InlineData("""{"fault":"redirect","to":"http://127.0.0.1:9/","durationMs":60000}""")]
    public async Task A_venue_that_fails_is_asked_less_and_not_more(string fault)
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(Venue.Binance, FaultMatrixTests.Settings);
        await harness.UntilLiveAsync();
        int storm = await harness.FaultAsync(Json(fault));
        await harness.FaultAsync(Json("""{"fault":"gap","count":1}"""));
        await harness.UntilAsync("a book to be asked for", () => harness.Stream("BTC-USDT", StreamKind.Book).Gaps > 0);
        Instrument instrument = harness.Find("BTC-USDT");
        for (int attempt = 0; attempt < 50; attempt++)
            await Assert.ThrowsAsync<ExchangeException>(() => harness.Feed.FetchTradesAsync(instrument, 1, DateTimeOffset.UnixEpoch, Cancellation));
        Assert.NotNull(harness.Connection.CircuitOpenUntil);
        // Five in a row open the circuit, with a few that were under way; after that one tries at a time.
        Assert.InRange(harness.Affected(storm), CircuitBreaker.FailuresToOpen, 2 * CircuitBreaker.FailuresToOpen);
        await harness.EndFaultsAsync();
        await harness.UntilLiveAsync();
        await harness.UntilAsync("a request to succeed", () => harness.Connection.CircuitOpenUntil is null);
        Assert.Equal(0, harness.Guard.Denials);
    }

    [Fact]
    public async Task KuCoin_goes_on_with_whole_books_of_50_levels_while_no_book_can_be_fetched()
    {
        Dictionary<string, string?> settings = FaultMatrixTests.Settings;
        settings["Exchanges:SnapshotFallbackAfter"] = "00:00:01";
        await using FeedHarness harness = await FeedHarness.StartAsync(Venue.KuCoin, settings);
        await harness.UntilLiveAsync();
        await harness.FaultAsync(Json("""{"fault":"error","status":503,"path":"/api/v1/market/orderbook","durationMs":120000}"""));
        await harness.FaultAsync(FaultCase.Json("""{"fault":"gap","stream":"depth","count":1}""", harness.Find("BTC-USDT")));
        await harness.UntilAsync("the reason to be told", () => harness.Stream("BTC-USDT", StreamKind.Book).Reason?.Contains("can't be fetched", StringComparison.Ordinal) == true);
        await harness.UntilAsync("the fallback", () => harness.Stream("BTC-USDT", StreamKind.Book) is { Status: MarketStatus.Live, Limit: not null });
        int before = harness.Look("BTC-USDT", view => view.Snapshots);
        await harness.UntilAsync("more whole books", () => harness.Look("BTC-USDT", view => view.Snapshots) > before + 2);
        Assert.Equal((50, 50), harness.Look("BTC-USDT", view => (view.Bids.Count, view.Asks.Count)));
        Assert.Contains("50 levels", harness.Stream("BTC-USDT", StreamKind.Book).Limit!, StringComparison.Ordinal);
        await harness.EndFaultsAsync();
        await harness.UntilAsync("the changes to be joined again", () => harness.Stream("BTC-USDT", StreamKind.Book) is { Status: MarketStatus.Live, Limit: null });
        await FaultMatrixTests.AssertTrueAsync(harness);
    }

    [Fact]
    public async Task Latency_is_never_negative_and_no_book_is_called_late_while_a_venue_s_clock_is_set()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(Venue.Binance);
        await harness.UntilLiveAsync();
        foreach (long offset in (long[])[300_000, -300_000, -3_600_000])
        {
            int fault = await harness.FaultAsync(Json($$"""{"fault":"clockSkew","offsetMs":{{offset}},"durationMs":1500}"""));
            await harness.UntilAsync("messages with the wrong time", () => harness.Affected(fault) > 20);
            await harness.UntilAsync("the offset to be found", () => harness.Stream("BTC-USDT", StreamKind.Book).Latency is { } latency && latency >= TimeSpan.Zero && latency < TimeSpan.FromSeconds(5));
            Assert.DoesNotContain("late", harness.Stream("BTC-USDT", StreamKind.Book).Reason ?? "", StringComparison.Ordinal);
        }
        Assert.Equal(0, harness.Connection.Reconnects);
        await FaultMatrixTests.AssertTrueAsync(harness);
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
