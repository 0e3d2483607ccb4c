using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>What clients on real sockets read does not depend on how fast simulated time runs.</summary>
public sealed class SpeedTests
{
    private const int SpanSeconds = 12;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] BinanceStreams = ["btcusdt@trade", "btcusdt@depth@100ms", "ethusdt@bookTicker", "solusdt@kline_1m", "!miniTicker@arr"];
    private static readonly string[] KucoinTopics = ["/market/level2:BTC-USDT", "/market/match:ETH-USDT", "/market/candles:BTC-USDT_1min"];

    [Fact]
    public async Task The_same_seed_gives_every_stream_the_same_bytes_at_any_speed()
    {
        (string[] atOnce, int messages) = await TranscriptsAsync(speed: 0);
        (string[] fast, _) = await TranscriptsAsync(speed: 50);
        (string[] real, _) = await TranscriptsAsync(speed: 1, seconds: 3);
        (string[] atOnceShort, _) = await TranscriptsAsync(speed: 0, seconds: 3);

        Assert.InRange(messages, 1_000, 1_000_000);
        Assert.Equal(atOnce, fast);
        Assert.Equal(atOnceShort, real);
    }

    /// <summary>A hash of all that each stream's own connection reads, from the start to the end of the span.</summary>
    private static async Task<(string[] Hashes, int Messages)> TranscriptsAsync(double speed, int seconds = SpanSeconds)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(
            new SimulatorOptions { Seed = 77, StartTime = Start, WarmUp = TimeSpan.FromMinutes(1), Speed = speed, StartPaused = true, EnforceRateLimits = false }, deadline);
        List<TestSocket> sockets = [];
        foreach (string stream in BinanceStreams)
            sockets.Add(await TestSocket.ConnectAsync(new Uri(host.SocketAddress, $"ws/{stream}"), deadline));
        foreach (string topic in KucoinTopics)
        {
            TestSocket socket = await TestSocket.ConnectKucoinAsync(host, "same", deadline);
            await socket.ReadAsync(deadline);
            await socket.SendAsync($$"""{"id":"1","type":"subscribe","topic":"{{topic}}","response":true}""", deadline);
            await socket.ReadAsync(deadline);
            sockets.Add(socket);
        }
        await host.RunToAsync(Start.AddSeconds(seconds), deadline);
        string[] hashes = new string[sockets.Count];
        int messages = 0;
        for (int at = 0; at < sockets.Count; at++)
        {
            bool isBinance = at < BinanceStreams.Length;
            // Time stands, so the answer to this comes after the last message of the span.
            await sockets[at].SendAsync(isBinance ? """{"method":"LIST_SUBSCRIPTIONS","id":9}""" : """{"id":"9","type":"ping"}""", deadline);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            while (await sockets[at].ReadTextAsync(deadline) is { } text && !IsAnswer(text))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(text));
                messages++;
            }
            hashes[at] = Convert.ToHexString(hash.GetHashAndReset());
            await sockets[at].DisposeAsync();
        }
        return (hashes, messages);
    }

    private static bool IsAnswer(string text) => text.Length < 200 && JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } message
        && message.TryGetProperty("id", out JsonElement id) && id.ToString() == "9";
}
