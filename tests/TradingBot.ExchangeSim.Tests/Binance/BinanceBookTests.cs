using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Binance;

public sealed class BinanceBookTests
{
    [Fact]
    public async Task A_book_kept_by_the_venues_procedure_equals_the_true_book_and_the_book_ticker()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 3, WarmUp = TimeSpan.FromSeconds(20), Speed = 10 }, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker"), deadline);
        JsonElement first = (await socket.ReadUntilAsync(IsDepth, deadline)).GetProperty("data");
        var book = new DictionaryBook(JsonElement.Parse(await http.GetStringAsync(new Uri("api/v3/depth?symbol=BTCUSDT&limit=5000", UriKind.Relative), deadline)));
        Assert.True(book.LastUpdateId + 1 >= first.GetProperty("U").GetInt64());
        int compared = 0;
        JsonElement ticker = default;
        for (int applied = 0; applied < 100;)
        {
            JsonElement message = await socket.ReadAsync(deadline);
            if (!IsDepth(message))
            {
                ticker = message.GetProperty("data");
                continue;
            }
            applied += book.Apply(message.GetProperty("data")) ? 1 : 0;
            // The last ticker before the window's end has the best prices of its end.
            if (applied > 0 && ticker.ValueKind == JsonValueKind.Object && ticker.GetProperty("u").GetInt64() <= book.LastUpdateId)
            {
                Assert.Equal((DictionaryBook.Number(ticker.GetProperty("b")), DictionaryBook.Number(ticker.GetProperty("B"))), (book.BestBid.Key, book.BestBid.Value));
                Assert.Equal((DictionaryBook.Number(ticker.GetProperty("a")), DictionaryBook.Number(ticker.GetProperty("A"))), (book.BestAsk.Key, book.BestAsk.Value));
                compared++;
            }
        }
        Assert.InRange(compared, 50, 100);

        await host.PauseAsync(deadline);
        JsonElement truth = JsonElement.Parse(await http.GetStringAsync(new Uri("sim/book/binance/BTCUSDT", UriKind.Relative), deadline));
        while (book.LastUpdateId < truth.GetProperty("lastUpdateId").GetInt64())
            book.Apply((await socket.ReadUntilAsync(IsDepth, deadline)).GetProperty("data"));
        Assert.Equal(truth.GetProperty("lastUpdateId").GetInt64(), book.LastUpdateId);
        book.AssertEquals(truth);

        host.Resume();
        book.Apply((await socket.ReadUntilAsync(IsDepth, deadline)).GetProperty("data"));
        Assert.True(book.LastUpdateId > truth.GetProperty("lastUpdateId").GetInt64());
    }

    private static bool IsDepth(JsonElement message) => message.GetProperty("stream").GetString() == "btcusdt@depth@100ms";
}
