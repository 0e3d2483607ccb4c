using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

public sealed class SimulatorHostTests
{
    private static readonly string[] Symbols = ["btcusdt", "ethusdt", "solusdt"];
    private static readonly string[] BusyStreams = ["bookTicker", "depth20@100ms", "depth10@100ms", "depth@100ms"];

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_slows_nobody()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromSeconds(5), Speed = 50, SendQueueLength = 1_000 }, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        // It asks for its streams when it is in: else it may be cut off before it has seen the answer to its upgrade.
        string streams = string.Join(',', from symbol in Symbols from stream in BusyStreams select $"\"{symbol}@{stream}\"");
        await using TestSocket stuck = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "stream"), deadline);
        await stuck.SendAsync($$"""{"method":"SUBSCRIBE","params":[{{streams}}],"id":1}""", deadline);
        await using TestSocket reading = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@trade"), deadline);
        long last = (await reading.ReadAsync(deadline)).GetProperty("t").GetInt64();
        long cutOff = 0;
        while (cutOff == 0)
        {
            long next = (await reading.ReadAsync(deadline)).GetProperty("t").GetInt64();
            Assert.Equal(last + 1, next);
            last = next;
            if (next % 100 == 0)
                cutOff = JsonElement.Parse(await http.GetStringAsync(new Uri("sim/status", UriKind.Relative), deadline)).GetProperty("venues")[0].GetProperty("slowClientsDisconnected").GetInt64();
        }
        Assert.Equal(1, cutOff);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await stuck.ReadAsync(deadline);
        });
    }

    [Fact]
    public async Task Unpaced_time_runs_as_fast_as_the_client_reads_and_loses_nothing()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromSeconds(5), Speed = 0, SendQueueLength = 500 }, deadline);
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@depth@100ms"), deadline);
        JsonElement last = await socket.ReadAsync(deadline);
        long startMs = last.GetProperty("E").GetInt64();
        for (int update = 0; update < 3_000; update++)
        {
            JsonElement next = await socket.ReadAsync(deadline);
            Assert.Equal(last.GetProperty("u").GetInt64() + 1, next.GetProperty("U").GetInt64());
            last = next;
        }
        Assert.InRange(last.GetProperty("E").GetInt64() - startMs, 290_000, 400_000);
    }

    [Fact]
    public async Task Two_hosts_of_one_seed_and_start_time_send_the_same_bytes()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        var options = new SimulatorOptions { Seed = 77, StartTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), WarmUp = TimeSpan.FromSeconds(5), Speed = 20 };
        List<string> first = await CollectAsync(options, deadline);
        List<string> second = await CollectAsync(options, deadline);
        // The two clients came at different simulated times and left at the same one.
        int common = Math.Min(first.Count, second.Count) - 1;
        Assert.InRange(common, 20, 100_000);
        Assert.Equal(first[^common..], second[^common..]);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_connected_clients()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { WarmUp = TimeSpan.FromSeconds(5) }, deadline);
        await using TestSocket binance = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@trade"), deadline);
        await using TestSocket kucoin = await TestSocket.ConnectKucoinAsync(host, null, deadline);
        await kucoin.ReadAsync(deadline);
        long start = TimeProvider.System.GetTimestamp();

        await host.DisposeAsync();

        // The host would give open requests eight seconds.
        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 7);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await binance.ReadAsync(deadline);
        });
    }

    [Fact]
    public async Task Health_metrics_and_status_tell_what_runs()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { Seed = 9, WarmUp = TimeSpan.FromSeconds(5) }, deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        Assert.Contains("healthy", await http.GetStringAsync(new Uri("api/health", UriKind.Relative), deadline), StringComparison.Ordinal);
        (await http.GetAsync(new Uri("api/health/ready", UriKind.Relative), deadline)).EnsureSuccessStatusCode();
        string metrics = await http.GetStringAsync(new Uri("metrics", UriKind.Relative), deadline);
        foreach (string name in new[] { "simulator_messages_sent_total", "simulator_connections", "simulator_trades_total", "simulator_matching_operations_total" })
            Assert.Contains(name, metrics, StringComparison.Ordinal);
        JsonElement status = JsonElement.Parse(await http.GetStringAsync(new Uri("", UriKind.Relative), deadline));
        Assert.Equal(("generated", 9), (status.GetProperty("mode").GetString(), status.GetProperty("seed").GetInt32()));
        Assert.Equal(6, status.GetProperty("symbols").GetArrayLength());
        using HttpResponseMessage unknown = await http.GetAsync(new Uri("sim/book/binance/NOSUCH", UriKind.Relative), deadline);
        Assert.Equal(404, (int)unknown.StatusCode);
        Assert.Contains("listed are: BTCUSDT, ETHUSDT, SOLUSDT", await unknown.Content.ReadAsStringAsync(deadline), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_out_of_range_stops_the_start_and_names_what_would_be_right()
    {
        var speed = await Assert.ThrowsAsync<OptionsValidationException>(() => SimulatorHost.StartAsync(new SimulatorOptions { Speed = -1 }, TestContext.Current.CancellationToken));
        Assert.Equal(["Simulator:Speed must be a number from 0 (as fast as possible) to 1000, but is -1."], speed.Failures);
        var recording = new RecordingOptions { AtEnd = "rewind" };
        recording.Files.Add("/no/such/tape.jsonl");
        var tape = await Assert.ThrowsAsync<OptionsValidationException>(() => SimulatorHost.StartAsync(null, recording, null, TestContext.Current.CancellationToken));
        Assert.Equal(["Recording:AtEnd must be 'loop' or 'stop', but is 'rewind'.", "Recording:Files:0 must be the path of a readable file, but is '/no/such/tape.jsonl', which does not exist."], tape.Failures);
    }

    private static async Task<List<string>> CollectAsync(SimulatorOptions options, CancellationToken cancellation)
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(options, cancellation);
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "stream?streams=btcusdt@trade/btcusdt@depth@100ms/ethusdt@bookTicker/solusdt@kline_1s"), cancellation);
        var messages = new List<string>();
        long endMs = options.StartTime!.Value.AddSeconds(60).ToUnixTimeMilliseconds();
        while (true)
        {
            string text = await socket.ReadTextAsync(cancellation) ?? throw new WebSocketException("The server closed.");
            JsonElement data = JsonElement.Parse(text).GetProperty("data");
            if (data.TryGetProperty("E", out JsonElement time) && time.GetInt64() > endMs)
                return messages;
            messages.Add(text);
        }
    }
}
