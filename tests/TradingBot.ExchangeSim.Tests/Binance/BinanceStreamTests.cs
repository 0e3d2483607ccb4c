using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Binance;

public sealed class BinanceStreamTests
{
    private static readonly SimulatorOptions Options = new() { Seed = 5, WarmUp = TimeSpan.FromSeconds(20), Speed = 10 };

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task A_book_kept_by_the_venues_procedure_equals_the_true_book()
    {
        CancellationToken deadline = Deadline;
        await using SimulatorHost host = await SimulatorHost.StartAsync(Options, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@depth@100ms"), deadline);
        JsonElement first = await socket.ReadAsync(deadline);
        JsonElement snapshot = JsonElement.Parse(await http.GetStringAsync("api/v3/depth?symbol=BTCUSDT&limit=5000", deadline));
        var book = new DictionaryBook(snapshot);
        Assert.True(book.LastUpdateId + 1 >= first.GetProperty("U").GetInt64());

        JsonElement update = first;
        for (int applied = 0; applied < 40; update = await socket.ReadAsync(deadline))
            applied += book.Apply(update) ? 1 : 0;

        // The truth moves on while it is asked for: go on until a depth update ends at its id.
        for (int attempt = 0; ; attempt++)
        {
            JsonElement truth = JsonElement.Parse(await http.GetStringAsync("sim/book/binance/BTCUSDT", deadline));
            long trueId = truth.GetProperty("lastUpdateId").GetInt64();
            for (; book.LastUpdateId < trueId; update = await socket.ReadAsync(deadline))
                book.Apply(update);
            if (book.LastUpdateId == trueId)
            {
                book.AssertEquals(truth);
                return;
            }
            Assert.True(attempt < 200, "No depth update ended at a true book's id.");
        }
    }
}
