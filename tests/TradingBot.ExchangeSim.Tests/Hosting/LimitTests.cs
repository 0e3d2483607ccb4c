using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Hosting;

public sealed class LimitTests
{
    [Fact]
    public async Task Binance_disconnects_who_sends_six_messages_in_a_second()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        FaultSubject subject = new(host, new HttpClient { BaseAddress = host.Address }, "binance", deadline);
        await using TestSocket hasty = await subject.ConnectAsync();
        // A machine so busy that six sends take a second has not broken the limit: then the next ones do.
        Task<System.Net.WebSockets.WebSocketCloseStatus?> gone = subject.GoneAsync(hasty);
        for (int sent = 0; sent < 1_000 && !gone.IsCompleted && hasty.State == System.Net.WebSockets.WebSocketState.Open; sent++)
        {
            try
            {
                await hasty.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""", deadline);
            }
            catch (System.Net.WebSockets.WebSocketException)
            {
                break;
            }
        }
        Assert.Contains((int?)await gone, new int?[] { 1008, null });
        await ChangeAsync(host, new { binanceMessagesPerSecond = 0 }, deadline);
        await using TestSocket free = await subject.ConnectAsync();
        for (int sent = 0; sent < 50; sent++)
            await free.SendAsync("""{"method":"LIST_SUBSCRIPTIONS","id":1}""", deadline);
        for (int read = 0; read < 50; read++)
            await free.ReadAsync(deadline);
    }

    [Fact]
    public async Task Connections_are_limited_in_number_rate_streams_and_lifetime()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        FaultSubject binance = new(host, http, "binance", deadline);
        FaultSubject kucoin = new(host, http, "kucoin", deadline);
        await ChangeAsync(host, new { binanceConnectsPer5Minutes = 2, binanceLifetimeSeconds = 1, binanceStreamsPerConnection = 1, kucoinConnections = 1, kucoinTopicsPerConnection = 1 }, deadline);

        await using TestSocket first = await binance.ConnectAsync();
        await first.SendAsync("""{"method":"SUBSCRIBE","params":["btcusdt@trade","btcusdt@depth"],"id":1}""", deadline);
        Assert.Equal(2, (await first.ReadAsync(deadline)).GetProperty("code").GetInt32());
        Assert.Equal(1001, (int?)await binance.GoneAsync(first));
        await using TestSocket second = await binance.ConnectAsync();
        Assert.Equal(HttpStatusCode.TooManyRequests, await TestSocket.StatusOfAsync(() => binance.ConnectAsync()));

        await using TestSocket one = await kucoin.ConnectAsync();
        await one.SendAsync("""{"id":"1","type":"subscribe","topic":"/market/match:BTC-USDT,ETH-USDT","response":true}""", deadline);
        Assert.Equal(509, (await one.ReadAsync(deadline)).GetProperty("code").GetInt32());
        Assert.Equal(HttpStatusCode.TooManyRequests, await TestSocket.StatusOfAsync(() => kucoin.ConnectAsync()));
    }

    [Fact]
    public async Task Kucoin_disconnects_who_floods_or_says_nothing_and_forgets_tokens()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        FaultSubject kucoin = new(host, http, "kucoin", deadline);
        await ChangeAsync(host, new { kucoinMessagesPer10Seconds = 3, kucoinSilenceSeconds = 1 }, deadline);
        await using TestSocket flooding = await kucoin.ConnectAsync();
        for (int sent = 0; sent < 4; sent++)
            await flooding.SendAsync("""{"id":"1","type":"ping"}""", deadline);
        Assert.Equal(1008, (int?)await kucoin.GoneAsync(flooding));
        await using TestSocket mute = await kucoin.ConnectAsync();
        Assert.Null(await kucoin.GoneAsync(mute));

        await ChangeAsync(host, new { kucoinTokenSeconds = 1 }, deadline);
        using HttpResponseMessage response = await http.PostAsync(new Uri("api/v1/bullet-public", UriKind.Relative), null, deadline);
        string token = JsonElement.Parse(await response.Content.ReadAsStringAsync(deadline)).GetProperty("data").GetProperty("token").GetString()!;
        var address = new Uri(host.SocketAddress, $"kucoin-ws/?token={token}");
        await kucoin.UntilAsync(async () =>
        {
            try
            {
                await using TestSocket socket = await TestSocket.ConnectAsync(address, deadline);
                return false;
            }
            catch (System.Net.WebSockets.WebSocketException refused)
            {
                return refused.Message.Contains("401", StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public async Task Binance_bans_who_goes_on_after_429_and_the_next_ban_is_longer()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        FaultSubject binance = new(host, http, "binance", deadline);
        await ChangeAsync(host, new { binanceRequestsPer5Minutes = 1, binanceRefusalsBeforeBan = 2, binanceBanSeconds = 1 }, deadline);
        Assert.Equal(200, (await binance.GetAsync("api/v3/ping")).Status);
        Assert.Equal(429, (await binance.GetAsync("api/v3/ping")).Status);
        Assert.Equal(429, (await binance.GetAsync("api/v3/ping")).Status);
        (int status, string body, HttpResponseMessage response) = await binance.GetAsync("api/v3/ping");
        Assert.Equal((418, 1), (status, (int)response.Headers.RetryAfter!.Delta!.Value.TotalSeconds));
        Assert.Contains("banned until", body, StringComparison.Ordinal);
        await binance.UntilAsync(async () => (await binance.GetAsync("api/v3/ping")).Status == 429);
        await binance.UntilAsync(async () => (await binance.GetAsync("api/v3/ping")).Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds == 2);
    }

    [Fact]
    public async Task A_limit_that_makes_no_sense_is_refused()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using SimulatorHost host = await StartAsync(deadline);
        using var http = new HttpClient { BaseAddress = host.Address };
        foreach ((object change, string expected) in new (object, string)[]
        {
            (new { speed = 1 }, "'speed' is not a limit; these are: binanceMessagesPerSecond, "),
            (new { kucoinConnections = -1 }, "kucoinConnections must be a whole number from 0 (off) to 4000000, but is -1."),
            (new { kucoinConnections = "many" }, "The body must be a JSON object of whole numbers: "),
        })
        {
            using HttpResponseMessage response = await http.PostAsJsonAsync(new Uri("sim/limits", UriKind.Relative), change, deadline);
            Assert.Equal(400, (int)response.StatusCode);
            Assert.StartsWith(expected, JsonElement.Parse(await response.Content.ReadAsStringAsync(deadline)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
        var options = new SimulatorOptions();
        options.Limits.BinancePingSeconds = -5;
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => SimulatorHost.StartAsync(options, deadline));
        Assert.Equal(["Simulator:Limits:BinancePingSeconds must be a whole number from 0 (off) to 4000000, but is -5."], refused.Failures);
    }

    private static Task<SimulatorHost> StartAsync(CancellationToken cancellation) =>
        SimulatorHost.StartAsync(new SimulatorOptions { Seed = 3, WarmUp = TimeSpan.FromSeconds(5) }, cancellation);

    private static async Task ChangeAsync(SimulatorHost host, object limits, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using HttpResponseMessage response = await http.PostAsJsonAsync(new Uri("sim/limits", UriKind.Relative), limits, cancellation);
        response.EnsureSuccessStatusCode();
    }
}
