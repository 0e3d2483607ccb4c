using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>Symbols that come and go on a running Binance feed.</summary>
public sealed class BinanceFollowedSymbolsTests() : FollowedSymbolsTests(Venue.Binance);

/// <summary>Symbols that come and go on a running KuCoin feed.</summary>
public sealed class KuCoinFollowedSymbolsTests() : FollowedSymbolsTests(Venue.KuCoin);

/// <summary>What both feeds must do when other symbols are followed, over real sockets.</summary>
public abstract class FollowedSymbolsTests(Venue venue)
{
    [Fact]
    public async Task A_symbol_comes_and_another_goes_and_the_one_that_stays_has_no_gap()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.FollowAsync("BTC-USDT", "SOL-USDT");
        await harness.UntilAsync("the new one live", () => harness.Look("SOL-USDT", view => view.Status) == MarketStatus.Live);
        await harness.UntilAsync("the old one unknown", () => harness.Look("ETH-USDT", view => view.Status) == MarketStatus.Unknown);
        int trades = harness.Look("ETH-USDT", view => view.Trades.Count);
        long book = harness.Look("ETH-USDT", view => view.LastUpdateId);
        await harness.AssertBookEqualsTruthAsync("SOL-USDT");
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        int before = harness.Look("BTC-USDT", view => view.Trades.Count);
        await harness.UntilAsync("trades after it", () => harness.Look("BTC-USDT", view => view.Trades.Count) >= before + 5);
        await harness.AssertTradesEqualTapeAsync("BTC-USDT");
        Assert.Equal((trades, book), harness.Look("ETH-USDT", view => (view.Trades.Count, view.LastUpdateId)));
        AssertUntouched(harness, "BTC-USDT");
        Assert.DoesNotContain(harness.Board.Streams(), stream => stream.Symbol == "ETH-USDT");
        Assert.Equal((0, 1), (harness.Connection.Reconnects, harness.Connection.Sockets));
        Assert.Empty(harness.Connection.Rejected);
        Assert.Equal(0, harness.Guard.Denials);
    }

    [Fact]
    public async Task A_symbol_that_comes_back_starts_with_a_new_book()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.FollowAsync("BTC-USDT");
        await harness.FollowAsync("BTC-USDT", "ETH-USDT");
        await harness.UntilAsync("it is live again", () => harness.Look("ETH-USDT", view => view.Status) == MarketStatus.Live && harness.Look("ETH-USDT", view => view.Snapshots) >= 2);
        await harness.AssertBookEqualsTruthAsync("ETH-USDT");
        Assert.Equal(0, harness.Look("ETH-USDT", view => view.BrokenDeltas));
        AssertUntouched(harness, "BTC-USDT");
    }

    [Fact]
    public async Task More_symbols_than_a_connection_carries_are_spread_over_several()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue, new() { ["Exchanges:SymbolsPerConnection"] = "1" });
        await harness.UntilLiveAsync();
        Assert.Equal(2, harness.Connection.Sockets);
        await harness.FollowAsync("BTC-USDT", "ETH-USDT", "SOL-USDT");
        await harness.UntilAsync("three connections", () => harness.Connection is { Sockets: 3, Connected: true });
        await harness.UntilLiveAsync();
        await harness.FollowAsync("BTC-USDT", "SOL-USDT");
        Assert.Equal(2, harness.Connection.Sockets);
        await harness.AssertBookEqualsTruthAsync("SOL-USDT");
        await harness.AssertBookEqualsTruthAsync("BTC-USDT");
        AssertUntouched(harness, "BTC-USDT");
        AssertUntouched(harness, "SOL-USDT");
    }

    [Fact]
    public async Task A_lost_connection_comes_back_with_the_symbols_followed_by_then()
    {
        await using FeedHarness harness = await FeedHarness.StartAsync(venue);
        await harness.UntilLiveAsync();
        await harness.FollowAsync("BTC-USDT", "SOL-USDT");
        await harness.UntilAsync("the new one live", () => harness.Look("SOL-USDT", view => view.Status) == MarketStatus.Live);
        await harness.FaultAsync(new { venue = venue == Venue.Binance ? "binance" : "kucoin", fault = "disconnect" });
        await harness.UntilAsync("the loss to be told", () => harness.Look("SOL-USDT", view => view.Statuses.Contains(MarketStatus.Disconnected)));
        await harness.UntilAsync("both live", () => harness.Look("SOL-USDT", view => view.Status) == MarketStatus.Live && harness.Look("BTC-USDT", view => view.Status) == MarketStatus.Live);
        Assert.Equal(MarketStatus.Unknown, harness.Look("ETH-USDT", view => view.Status));
        await harness.AssertBookEqualsTruthAsync("SOL-USDT");
    }

    [Fact]
    public async Task The_venue_ranks_its_symbols_by_turnover_and_a_rule_chooses_the_first()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using SimulatorHost simulator = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromMinutes(1) }, cancellation);
        await using ServiceProvider services = FeedHarness.Compose(simulator.Address, new()
        {
            ["Exchanges:Symbols:binance"] = null,
            ["Exchanges:Symbols:kucoin"] = null,
            ["Exchanges:Symbols:binance:Quote"] = "USDT",
            ["Exchanges:Symbols:binance:Top"] = "2",
            ["Exchanges:Symbols:kucoin:Quote"] = "USDT",
            ["Exchanges:Symbols:kucoin:Top"] = "1",
            ["Exchanges:Symbols:kucoin:Exclude"] = "BTC-USDT",
        });
        VenueFeed feed = services.GetRequiredService<IReadOnlyList<VenueFeed>>().Single(feed => feed.Venue == venue);
        string[] ranking = [.. (await feed.FetchRankingAsync("USDT", 5, cancellation)).Select(instrument => instrument.Symbol)];
        Assert.Equal(["BTC-USDT", "ETH-USDT", "SOL-USDT"], ranking.Order());
        Assert.Equal(ranking[..2], (await feed.FetchRankingAsync("USDT", 2, cancellation)).Select(instrument => instrument.Symbol));
        Assert.Empty(await feed.FetchRankingAsync("EUR", 5, cancellation));
        string[] chosen = [.. (await feed.FetchInstrumentsAsync(cancellation)).Select(instrument => instrument.Symbol)];
        Assert.Equal(venue == Venue.Binance ? ranking[..2] : [ranking.First(symbol => symbol != "BTC-USDT")], chosen);
    }

    private static void AssertUntouched(FeedHarness harness, string symbol)
    {
        Assert.Equal((1, 0), harness.Look(symbol, view => (view.Snapshots - (int)harness.Stream(symbol, StreamKind.Book).Resyncs.GetValueOrDefault("thin"), view.BrokenDeltas)));
        Assert.Equal(0, harness.Stream(symbol, StreamKind.Book).Gaps + harness.Stream(symbol, StreamKind.Trades).Gaps);
        Assert.Equal([MarketStatus.Live], harness.Look(symbol, view => view.Statuses.Where(status => status != MarketStatus.Syncing).ToArray()));
    }
}
