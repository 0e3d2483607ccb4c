using System.Text.Json;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Tests.Binance;

/// <summary>Average price, time units, time zones, permissions, the stream of all symbols, and refusals, while time stands.</summary>
public sealed class BinanceProtocolTests : IAsyncLifetime
{
    private const long HourMs = 3_600_000;
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private SimulatorHost _host = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SimulatorHost.StartAsync(new SimulatorOptions
        {
            Seed = 5,
            StartTime = Start,
            WarmUp = TimeSpan.FromMinutes(2),
            CandleHistory = TimeSpan.FromDays(5),
            Speed = 0,
            StartPaused = true,
            EnforceRateLimits = false,
        });
        _http = new HttpClient { BaseAddress = _host.Address };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_average_price_is_that_of_the_last_five_minutes_trades_by_quantity()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement[] trades = [.. (await GetAsync("sim/trades/binance/BTCUSDT", deadline)).GetProperty("trades").EnumerateArray()];
        decimal quantity = trades.Sum(trade => DictionaryBook.Number(trade.GetProperty("quantity")));
        decimal turnover = trades.Sum(trade => DictionaryBook.Number(trade.GetProperty("quantity")) * DictionaryBook.Number(trade.GetProperty("price")));
        JsonElement average = await GetAsync("api/v3/avgPrice?symbol=BTCUSDT", deadline);

        Shape.AssertIs("""{"mins":5,"price":"","closeTime":0}""", average);
        Assert.Equal(decimal.Round(turnover / quantity, 8, MidpointRounding.ToZero), DictionaryBook.Number(average.GetProperty("price")));
        Assert.Equal(trades[^1].GetProperty("timeNs").GetInt64() / 1_000_000, average.GetProperty("closeTime").GetInt64());
    }

    [Theory]
    [InlineData("api/v3/time", "serverTime")]
    [InlineData("api/v3/avgPrice?symbol=ETHUSDT", "closeTime")]
    [InlineData("api/v3/ticker/24hr?symbol=ETHUSDT", "openTime")]
    [InlineData("api/v3/trades?symbol=ETHUSDT&limit=1", "time")]
    [InlineData("api/v3/aggTrades?symbol=ETHUSDT&limit=1", "T")]
    [InlineData("api/v3/exchangeInfo?symbol=ETHUSDT", "serverTime")]
    public async Task A_header_asks_for_microseconds(string path, string field)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        long milliseconds = Field(await SendAsync(path, null, deadline), field);
        long microseconds = Field(await SendAsync(path, "MICROSECOND", deadline), field);

        Assert.Equal(milliseconds, microseconds / 1_000);
        Assert.Equal(milliseconds, Field(await SendAsync(path, "millisecond", deadline), field));
        Assert.Equal(-1194, (await SendAsync(path, "NANOSECOND", deadline)).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Times_may_be_asked_for_in_microseconds_and_candles_end_at_their_last_one()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        long fromMs = Start.ToUnixTimeMilliseconds() - HourMs;
        JsonElement usual = await SendAsync($"api/v3/klines?symbol=BTCUSDT&interval=1h&startTime={fromMs}&limit=1", null, deadline);
        JsonElement fine = await SendAsync($"api/v3/klines?symbol=BTCUSDT&interval=1h&startTime={fromMs}000&limit=1", "MICROSECOND", deadline);

        Assert.Equal((fromMs, fromMs + HourMs - 1), (usual[0][0].GetInt64(), usual[0][6].GetInt64()));
        Assert.Equal((fromMs * 1_000, (fromMs + HourMs) * 1_000 - 1), (fine[0][0].GetInt64(), fine[0][6].GetInt64()));
        Assert.Equal(usual[0][4].GetString(), fine[0][4].GetString());
    }

    [Theory]
    [InlineData("8", 8 * HourMs)]
    [InlineData("-1:00", -HourMs)]
    [InlineData("05:45", 5 * HourMs + 45 * 60_000)]
    public async Task Days_begin_where_a_time_zone_says(string zone, long offsetMs)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement[] days = [.. (await SendAsync($"api/v3/klines?symbol=BTCUSDT&interval=1d&timeZone={zone}&limit=2", null, deadline)).EnumerateArray()];
        long openMs = days[0][0].GetInt64();
        JsonElement[] quarters = [.. (await SendAsync($"api/v3/klines?symbol=BTCUSDT&interval=15m&startTime={openMs}&endTime={openMs + 24 * HourMs - 1}", null, deadline)).EnumerateArray()];

        Assert.Equal(0, (openMs + offsetMs) % (24 * HourMs));
        Assert.Equal(openMs + 24 * HourMs, days[1][0].GetInt64());
        Assert.Equal(96, quarters.Length);
        Assert.Equal(
            (quarters[0][1].GetString(), quarters.Max(row => DictionaryBook.Number(row[2])), quarters.Min(row => DictionaryBook.Number(row[3])), quarters[^1][4].GetString(), quarters.Sum(row => DictionaryBook.Number(row[5]))),
            (days[0][1].GetString(), DictionaryBook.Number(days[0][2]), DictionaryBook.Number(days[0][3]), days[0][4].GetString(), DictionaryBook.Number(days[0][5])));
    }

    [Theory]
    [InlineData("api/v3/klines?symbol=BTCUSDT&interval=1d&timeZone=15", -1130)]
    [InlineData("api/v3/klines?symbol=BTCUSDT&interval=1d&timeZone=east", -1130)]
    [InlineData("api/v3/klines?symbol=BTCUSDT&interval=1d&timeZone=1:5", -1130)]
    [InlineData("api/v3/depth?symbol=BTCUSDT&symbol=ETHUSDT", -1101)]
    [InlineData("api/v3/exchangeInfo?symbol=BTCUSDT&permissions=SPOT", -1128)]
    [InlineData("api/v3/exchangeInfo?permissions=spot", -1130)]
    [InlineData("api/v3/exchangeInfo?symbolStatus=OPEN", -1122)]
    [InlineData("api/v3/exchangeInfo?symbols=[%22BTCUSDT%22]&symbolStatus=TRADING", -1128)]
    public async Task What_is_wrong_with_a_request_is_told_by_code(string path, int code)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        Assert.Equal(code, (await SendAsync(path, null, deadline)).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("permissions=SPOT", 3)]
    [InlineData("permissions=[%22MARGIN%22,%22SPOT%22]", 3)]
    [InlineData("permissions=LEVERAGED", 0)]
    [InlineData("symbolStatus=TRADING", 3)]
    [InlineData("permissions=SPOT&symbolStatus=HALT", 0)]
    public async Task Symbols_are_found_by_permission_and_status(string query, int count)
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        JsonElement info = await SendAsync($"api/v3/exchangeInfo?{query}", null, deadline);
        Assert.Equal(count, info.GetProperty("symbols").GetArrayLength());
        Assert.False((await SendAsync("api/v3/exchangeInfo?symbol=BTCUSDT&showPermissionSets=false", null, deadline)).GetProperty("symbols")[0].TryGetProperty("permissionSets", out _));
    }

    [Fact]
    public async Task The_stream_of_all_symbols_the_average_price_and_microseconds_come_over_sockets()
    {
        CancellationToken deadline = SimulatorFixture.Deadline();
        await using TestSocket all = await TestSocket.ConnectAsync(new Uri(_host.SocketAddress, "ws/!miniTicker@arr"), deadline);
        await using TestSocket average = await TestSocket.ConnectAsync(new Uri(_host.SocketAddress, "ws/btcusdt@avgPrice"), deadline);
        await using TestSocket fine = await TestSocket.ConnectAsync(new Uri(_host.SocketAddress, "stream?streams=btcusdt@trade&timeUnit=MICROSECOND"), deadline);
        await using TestSocket usual = await TestSocket.ConnectAsync(new Uri(_host.SocketAddress, "stream?streams=btcusdt@trade"), deadline);
        await _host.RunToAsync(Start.AddSeconds(3), deadline);

        JsonElement tickers = await all.ReadAsync(deadline);
        Shape.AssertIs("""[{"e":"24hrMiniTicker","E":0,"s":"","c":"","o":"","h":"","l":"","v":"","q":""}]""", tickers);
        Assert.Contains("BTCUSDT", tickers.EnumerateArray().Select(ticker => ticker.GetProperty("s").GetString()));
        Shape.AssertIs("""{"e":"avgPrice","E":0,"s":"BTCUSDT","i":"5m","w":"","T":0}""", await average.ReadAsync(deadline));
        JsonElement inMicroseconds = (await fine.ReadAsync(deadline)).GetProperty("data");
        JsonElement inMilliseconds = (await usual.ReadAsync(deadline)).GetProperty("data");
        Assert.Equal(inMilliseconds.GetProperty("t").GetInt64(), inMicroseconds.GetProperty("t").GetInt64());
        Assert.Equal(inMilliseconds.GetProperty("T").GetInt64(), inMicroseconds.GetProperty("T").GetInt64() / 1_000);
        Assert.NotEqual(0, inMicroseconds.GetProperty("T").GetInt64() % 1_000);
    }

    private async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        JsonElement.Parse(await _http.GetStringAsync(new Uri(path, UriKind.Relative), cancellation));

    private async Task<JsonElement> SendAsync(string path, string? timeUnit, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (timeUnit is not null)
            request.Headers.Add("X-MBX-TIME-UNIT", timeUnit);
        using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(cancellation));
    }

    private static long Field(JsonElement answer, string field) => (answer.ValueKind == JsonValueKind.Array ? answer[0] : answer).GetProperty(field).GetInt64();
}
