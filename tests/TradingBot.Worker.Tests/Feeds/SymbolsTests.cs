using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Symbols;

namespace TradingBot.Worker.Tests.Feeds;

public sealed class SymbolsTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Other_symbols_are_followed_while_the_rest_goes_on_and_a_restart_keeps_them()
    {
        TestDatabase database = await servers.CreateDatabaseAsync();
        await using (WorkerUnderTest worker = await WorkerUnderTest.StartAsync(servers, database))
        {
            await worker.ReadyAsync();
            Guid account = await worker.OpenAccountAsync();
            Assert.Equal("binance has no symbol NO-SUCH", (await ProposeAsync(worker, new(["BTC-USDT", "NO-SUCH"], null))).Problem);

            Assert.Equal(new(IsAnswered: true, null), await ProposeAsync(worker, new(["BTC-USDT", "ETH-USDT"], null)));
            await WorkerUnderTest.UntilAsync(() => Book(worker, "ETH-USDT") is { Status: MarketStatus.Live });
            Assert.Equal("none", (await worker.DoAsync(account, new PlaceOrderBody("binance", "ETH-USDT", "buy", "market", 0.1m, null, null))).Reason);
            CommandReply resting = await worker.DoAsync(account, new PlaceOrderBody("binance", "BTC-USDT", "buy", "limit", 0.01m, 40_000m, "gtc"));
            Assert.Equal("none", resting.Reason);

            // A position in one and an open order in the other: neither is dropped, and it is said why.
            Assert.Equal(new(IsAnswered: true, null), await ProposeAsync(worker, new(null, new("USDT", 1, ["BTC-USDT", "ETH-USDT"]))));
            await WorkerUnderTest.UntilAsync(async () => Book(worker, "SOL-USDT") is { Status: MarketStatus.Live }
                && (await FollowedAsync(worker)).Symbols.Any(symbol => symbol.Symbol == "SOL-USDT"));
            FollowedSymbols followed = await FollowedAsync(worker);
            Assert.Equal([("BTC-USDT", "held"), ("ETH-USDT", "held"), ("SOL-USDT", "rule")], followed.Symbols.OrderBy(symbol => symbol.Symbol).Select(symbol => (symbol.Symbol, symbol.Because)));
            Assert.Contains("it has open orders", followed.Symbols.Single(symbol => symbol.Symbol == "BTC-USDT").Detail, StringComparison.Ordinal);
            Assert.Contains("there is a position", followed.Symbols.Single(symbol => symbol.Symbol == "ETH-USDT").Detail, StringComparison.Ordinal);
            Assert.Equal(MarketStatus.Live, Book(worker, "BTC-USDT")!.Status);

            Assert.Equal("none", (await worker.DoAsync(account, new CancelOrderBody(resting.OrderId!.Value))).Reason);
            await WorkerUnderTest.UntilAsync(() => Book(worker, "BTC-USDT") is null);
            Assert.Equal(0, Book(worker, "ETH-USDT")!.Gaps);
            Assert.Equal(0, worker.Services.GetRequiredService<FeedStatusBoard>().Connections().Single(connection => connection.Venue == Venue.Binance).Reconnects);
        }
        await using WorkerUnderTest again = await WorkerUnderTest.StartAsync(servers, database);
        await WorkerUnderTest.UntilAsync(() => Book(again, "SOL-USDT") is { Status: MarketStatus.Live } && Book(again, "ETH-USDT") is { Status: MarketStatus.Live });
        Assert.Null(Book(again, "BTC-USDT"));
        Assert.Equal("chosen", (await FollowedAsync(again)).Source);
    }

    private static Task<SymbolAnswer> ProposeAsync(WorkerUnderTest worker, SymbolChoice choice) =>
        worker.Services.GetRequiredService<SymbolStore>().ProposeAsync("binance", choice, "tester", TimeSpan.FromSeconds(30), Cancellation);

    private static async Task<FollowedSymbols> FollowedAsync(WorkerUnderTest worker) =>
        (await worker.Services.GetRequiredService<SymbolStore>().ReadFollowedAsync(Cancellation)).Single(followed => followed.Venue == "binance");

    private static StreamStatus? Book(WorkerUnderTest worker, string symbol) => worker.Services.GetRequiredService<FeedStatusBoard>().Streams()
        .SingleOrDefault(stream => stream.Venue == Venue.Binance && stream.Symbol == symbol && stream.Stream == StreamKind.Book);
}
