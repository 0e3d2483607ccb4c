using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

public sealed class FaultTests
{
    [Fact]
    public async Task Disconnect_cuts_the_clients_of_one_venue_only()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        await using TestSocket binance = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@trade"), deadline);
        await using TestSocket kucoin = await TestSocket.ConnectKucoinAsync(host, null, deadline);
        await kucoin.ReadAsync(deadline);
        await binance.ReadAsync(deadline);

        JsonElement applied = await ApplyAsync(host, new { venue = "binance", fault = "disconnect" }, deadline);

        Assert.Equal(1, applied.GetProperty("affected").GetInt32());
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await binance.ReadAsync(deadline);
        });
        await kucoin.SendAsync("""{"id":"1","type":"ping"}""", deadline);
        Assert.Equal("pong", (await kucoin.ReadAsync(deadline)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_gap_loses_one_depth_update_and_the_snapshot_is_right_again()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@depth@100ms"), deadline);
        JsonElement last = await socket.ReadAsync(deadline);
        await ApplyAsync(host, new { venue = "binance", fault = "gap", symbol = "BTCUSDT" }, deadline);
        int gaps = 0;
        long missed = 0;
        for (int update = 0; update < 30; update++)
        {
            JsonElement next = await socket.ReadAsync(deadline);
            if (next.GetProperty("U").GetInt64() != last.GetProperty("u").GetInt64() + 1)
            {
                gaps++;
                missed = next.GetProperty("U").GetInt64() - 1;
            }
            last = next;
        }
        Assert.Equal(1, gaps);
        JsonElement snapshot = JsonElement.Parse(await http.GetStringAsync(new Uri("api/v3/depth?symbol=BTCUSDT", UriKind.Relative), deadline));
        Assert.True(snapshot.GetProperty("lastUpdateId").GetInt64() > missed);
    }

    [Fact]
    public async Task A_gap_at_kucoin_loses_one_level_2_message()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        await using TestSocket socket = await TestSocket.ConnectKucoinAsync(host, null, deadline);
        await socket.ReadAsync(deadline);
        await socket.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/level2:BTC-USDT","response":false}""", deadline);
        long last = (await socket.ReadAsync(deadline)).GetProperty("data").GetProperty("sequenceEnd").GetInt64();
        await ApplyAsync(host, new { venue = "kucoin", fault = "gap" }, deadline);
        int gaps = 0;
        for (int update = 0; update < 1_000 && gaps == 0; update++)
        {
            JsonElement next = (await socket.ReadAsync(deadline)).GetProperty("data");
            gaps += next.GetProperty("sequenceStart").GetInt64() == last + 1 ? 0 : 1;
            last = next.GetProperty("sequenceEnd").GetInt64();
        }
        Assert.Equal(1, gaps);
    }

    [Fact]
    public async Task Silence_sends_nothing_while_the_socket_stays_open_and_then_goes_on()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        await using TestSocket socket = await TestSocket.ConnectAsync(new Uri(host.SocketAddress, "ws/btcusdt@trade"), deadline);
        long before = (await socket.ReadAsync(deadline)).GetProperty("t").GetInt64();
        await ApplyAsync(host, new { venue = "binance", fault = "silence", durationMs = 1_000 }, deadline);
        long missing = 0;
        // Messages sent before the fault are still read; then there is one hole, as long as the silence.
        while (missing == 0)
        {
            long id = (await socket.ReadAsync(deadline)).GetProperty("t").GetInt64();
            missing = id - before - 1;
            before = id;
        }
        Assert.InRange(missing, 2, 100_000);
        Assert.Equal(WebSocketState.Open, socket.State);
    }

    [Fact]
    public async Task Reject_answers_requests_with_429_and_when_to_come_back()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        await ApplyAsync(host, new { venue = "binance", fault = "reject", durationMs = 60_000 }, deadline);
        await ApplyAsync(host, new { venue = "kucoin", fault = "rateLimit", durationMs = 60_000 }, deadline);

        using HttpResponseMessage binance = await http.GetAsync(new Uri("api/v3/time", UriKind.Relative), deadline);
        using HttpResponseMessage kucoin = await http.GetAsync(new Uri("api/v1/timestamp", UriKind.Relative), deadline);

        Assert.Equal((429, 429), ((int)binance.StatusCode, (int)kucoin.StatusCode));
        Assert.InRange(binance.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal(-1003, JsonElement.Parse(await binance.Content.ReadAsStringAsync(deadline)).GetProperty("code").GetInt32());
        Assert.Equal("429000", JsonElement.Parse(await kucoin.Content.ReadAsStringAsync(deadline)).GetProperty("code").GetString());
        Assert.Equal("0", kucoin.Headers.GetValues("gw-ratelimit-remaining").Single());
    }

    [Theory]
    [InlineData("""{"venue":"mtgox","fault":"gap"}""", "venue must be 'binance' or 'kucoin', but is 'mtgox'.")]
    [InlineData("""{"venue":"kucoin","fault":"fire"}""", "fault must be one of disconnect, close, silence, freeze, serverShutdown, lifetime, refuse, tokenExpired, slice, throttle, gap, ")]
    [InlineData("""{"venue":"kucoin","fault":"gap","symbol":"BTCUSDT"}""", "symbol 'BTCUSDT' is not listed at kucoin.")]
    [InlineData("""{"venue":"kucoin","fault":"silence","durationMs":0}""", "durationMs must be 1 to 600000, but is 0.")]
    [InlineData("""{"venue":"kucoin","fault":"gap","count":-1}""", "count must be 1 to 1000, but is -1.")]
    [InlineData("""{"venue":"kucoin","fault":"gap","streams":"trade"}""", "The body must be a JSON object with venue and fault")]
    [InlineData("{", "The body must be a JSON object with venue and fault")]
    public async Task A_fault_that_makes_no_sense_is_refused(string body, string expected)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        using HttpResponseMessage response = await http.PostAsync(new Uri("sim/faults", UriKind.Relative), new StringContent(body), deadline);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.StartsWith(expected, JsonElement.Parse(await response.Content.ReadAsStringAsync(deadline)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static Task<SimulatorHost> StartAsync(CancellationToken cancellation) =>
        SimulatorHost.StartAsync(new SimulatorOptions { Seed = 2, WarmUp = TimeSpan.FromSeconds(10), Speed = 5 }, cancellation);

    private static async Task<JsonElement> ApplyAsync(SimulatorHost host, object fault, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using HttpResponseMessage response = await http.PostAsJsonAsync(new Uri("sim/faults", UriKind.Relative), fault, cancellation);
        response.EnsureSuccessStatusCode();
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellation));
    }
}
