using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>A hundred symbols of a venue on one connection, with all of the venue's limits on.</summary>
public sealed class ManySymbolsTests
{
    private static readonly string[] Symbols = ["BTC-USDT", .. Enumerable.Range(1, 99).Select(number => $"X{number:000}-USDT")];

    [Theory]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.KuCoin)]
    public async Task A_hundred_symbols_share_a_connection_within_the_venues_limits_and_a_gap_of_one_is_no_others(Venue venue)
    {
        await using FeedHarness harness = await StartAsync(venue);
        Assert.Equal((1, true), (harness.Connection.Sockets, harness.Connection.Connected));
        await harness.FaultAsync(new { venue = NameOf(venue), fault = "gap", symbol = harness.Find("X050-USDT").VenueSymbol, stream = "depth" });
        await harness.UntilAsync("the gap to be found and healed", () => harness.Stream("X050-USDT", StreamKind.Book).Gaps >= 1 && harness.Look("X050-USDT", view => view.Status) == MarketStatus.Live);
        Assert.DoesNotContain(harness.Board.Streams(), stream => stream is { Stream: StreamKind.Book, Gaps: > 0 } && stream.Symbol != "X050-USDT");
        await AssertAllAsync(harness);
        AssertWithinLimits(harness);
    }

    /// <summary>Fetching a hundred books and histories twice takes more than a minute within Binance's weights, so it is run by itself.</summary>
    [Theory(Explicit = true)]
    [InlineData(Venue.Binance)]
    [InlineData(Venue.KuCoin)]
    public async Task A_hundred_symbols_come_back_within_the_venues_limits_after_their_connection_is_lost(Venue venue)
    {
        await using FeedHarness harness = await StartAsync(venue);
        await harness.FaultAsync(new { venue = NameOf(venue), fault = "disconnect" });
        await harness.UntilAsync("the loss to be told", () => Symbols.All(symbol => harness.Look(symbol, view => view.Statuses.Contains(MarketStatus.Disconnected))));
        await harness.UntilLiveAsync();
        await AssertAllAsync(harness);
        AssertWithinLimits(harness);
    }

    private static async Task<FeedHarness> StartAsync(Venue venue)
    {
        string list = string.Join(',', Symbols);
        FeedHarness harness = await FeedHarness.StartOnAsync(
            venue, new SimulatorOptions { Seed = 5, MoreSymbols = 99, WarmUp = TimeSpan.FromMinutes(1) },
            new() { ["Exchanges:Symbols:binance"] = list, ["Exchanges:Symbols:kucoin"] = list, ["Exchanges:BinanceSnapshotLevels"] = "100" });
        harness.Patience = TimeSpan.FromSeconds(180);
        await harness.UntilLiveAsync();
        return harness;
    }

    private static string NameOf(Venue venue) => venue == Venue.Binance ? "binance" : "kucoin";

    /// <summary>Neither a message nor a request too many: the simulator would have closed the connection, or answered 429.</summary>
    private static void AssertWithinLimits(FeedHarness harness)
    {
        Assert.Equal(1, harness.Connection.Sockets);
        Assert.Empty(harness.Connection.Rejected);
        Assert.Equal(0, harness.Guard.Denials);
        Assert.Null(harness.Connection.BlockedUntil);
        Assert.DoesNotContain(harness.Pace.Usage(), usage => usage.Failures > 0);
    }

    /// <summary>With the market held: each book is the true one, and no trade is missing, doubled or out of order.</summary>
    private static async Task AssertAllAsync(FeedHarness harness)
    {
        List<string> wrong = [];
        for (DateTime until = DateTime.UtcNow + harness.Patience; DateTime.UtcNow < until;)
        {
            await using IAsyncDisposable held = await harness.PauseAsync();
            for (int look = 0; look < 10; look++)
            {
                wrong.Clear();
                foreach (string symbol in Symbols)
                {
                    if (await harness.BookDifferenceAsync(symbol) is { } difference) wrong.Add(difference);
                    wrong.AddRange((await harness.CompareTradesAsync(symbol)).Wrong);
                }

                if (wrong.Count == 0) return;
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }
        }

        Assert.Fail($"{string.Join("; ", wrong.Take(5))} {harness.Connection}");
    }
}
