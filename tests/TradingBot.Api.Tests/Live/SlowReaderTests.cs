using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TradingBot.Api.Live;
using TradingBot.Api.Tests.Running;

namespace TradingBot.Api.Tests.Live;

/// <summary>A reader of the live stream that does not read. The memory that is measured is the process's, so no other test runs beside this one.</summary>
[CollectionDefinition(nameof(SlowReaderTests), DisableParallelization = true)]
[Collection(nameof(SlowReaderTests))]
public sealed class SlowReaderTests(LiveSystem system) : SystemTests<LiveSystem>(system)
{
    // Nothing is read while far more is told than any buffer holds; then the newest state must come, without what lay between.
    [Fact]
    public async Task A_reader_that_stops_reading_gets_the_newest_state_and_no_queue()
    {
        const int Books = 60_000;
        using var client = new TcpClient();
        client.ReceiveBufferSize = 8_192;
        await client.ConnectAsync(Api.Address.Host, Api.Address.Port, TestContext.Current.CancellationToken);
        NetworkStream socket = client.GetStream();
        await socket.WriteAsync(
            Encoding.ASCII.GetBytes($"GET /api/stream?topics=book:binance:ETH-USDT HTTP/1.1\r\nHost: 127.0.0.1:{Api.Address.Port}\r\n\r\n"), TestContext.Current.CancellationToken);
        LiveHub hub = Api.Services.GetRequiredService<LiveHub>();
        await Eventually.TrueAsync(() => Task.FromResult(hub.IsWatched(new LiveTopic(LiveTopicKind.Book, "binance", "ETH-USDT"))));

        LiveFeed feed = Api.Services.GetServices<IHostedService>().OfType<LiveFeed>().Single();
        long allocatedBefore = GC.GetTotalMemory(forceFullCollection: true);
        for (int number = 1; number <= Books; number++)
        {
            feed.Receive(LiveTests.Book(number) with { Symbol = "ETH-USDT" });
            if (number % 2_000 == 0) await Task.Delay(60, TestContext.Current.CancellationToken);
        }
        // All books together are more than 120 MB.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - allocatedBefore, long.MinValue, 60_000_000);

        using var reader = new StreamReader(socket, Encoding.UTF8);
        int received = 0;
        long newest = 0;
        while (newest < Books)
        {
            string line = await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)
                ?? throw new InvalidOperationException("the stream ended");
            int at = line.IndexOf("\"updateId\":", StringComparison.Ordinal);
            if (at < 0) continue;
            long updateId = long.Parse(line.AsSpan(at + 11, line.IndexOf(',', at) - at - 11), CultureInfo.InvariantCulture);
            Assert.True(updateId > newest, "an older book came after a newer one");
            newest = updateId;
            received++;
        }
        Assert.InRange(received, 1, Books / 2);
    }
}
