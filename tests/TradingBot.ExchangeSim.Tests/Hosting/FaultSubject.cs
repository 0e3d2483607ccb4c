using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>One venue of a simulator as its clients see it, whatever the venue calls things.</summary>
internal sealed class FaultSubject(SimulatorHost host, HttpClient http, string venue, CancellationToken deadline)
{
    public string Venue { get; } = venue;

    public SimulatorHost Host { get; } = host;

    public CancellationToken Deadline { get; } = deadline;

    public bool IsBinance => Venue == "binance";

    public string Symbol => IsBinance ? "BTCUSDT" : "BTC-USDT";

    public string DepthPath => IsBinance ? $"api/v3/depth?symbol={Symbol}&limit=1000" : $"api/v1/market/orderbook/level2_100?symbol={Symbol}";

    public string TimePath => IsBinance ? "api/v3/time" : "api/v1/timestamp";

    public FaultReport Inject(FaultRequest request) => Host.Inject(request with { Venue = Venue });

    public FaultReport Report(int id) => Host.Faults.Single(fault => fault.Id == id);

    /// <summary>Waits until a fault has ended by itself.</summary>
    public async Task<FaultReport> EndedAsync(FaultReport fault)
    {
        while (Report(fault.Id).State != "finished")
            await Task.Delay(5, Deadline);
        return Report(fault.Id);
    }

    public async Task<TestSocket> ConnectAsync()
    {
        if (IsBinance)
            return await TestSocket.ConnectAsync(new Uri(Host.SocketAddress, "ws"), Deadline);
        TestSocket socket = await TestSocket.ConnectKucoinAsync(Host, null, Deadline);
        await socket.ReadAsync(Deadline);
        return socket;
    }

    /// <summary>A socket with one stream of the symbol, behind its first message.</summary>
    public async Task<TestSocket> OpenAsync(string stream)
    {
        TestSocket socket = await ConnectAsync();
        string name = stream switch
        {
            "depth" => IsBinance ? "@depth@100ms" : "/market/level2:",
            "trade" => IsBinance ? "@trade" : "/market/match:",
            "partialDepth" => IsBinance ? "@depth20@100ms" : "/spotMarket/level2Depth5:",
            _ => IsBinance ? "@bookTicker" : "/spotMarket/level1:",
        };
        await socket.SendAsync(
            IsBinance
                ? $$"""{"method":"SUBSCRIBE","params":["btcusdt{{name}}"],"id":1}"""
                : $$"""{"id":"1","type":"subscribe","topic":"{{name}}{{Symbol}}","response":true}""",
            Deadline);
        await socket.ReadAsync(Deadline);
        await socket.ReadAsync(Deadline);
        return socket;
    }

    public JsonElement Data(JsonElement message) => IsBinance ? message : message.GetProperty("data");

    /// <summary>First and last id of a depth update.</summary>
    public (long First, long Last) Ids(JsonElement message) => IsBinance
        ? (message.GetProperty("U").GetInt64(), message.GetProperty("u").GetInt64())
        : (Data(message).GetProperty("sequenceStart").GetInt64(), Data(message).GetProperty("sequenceEnd").GetInt64());

    public long TradeId(JsonElement message) => IsBinance
        ? message.GetProperty("t").GetInt64()
        : long.Parse(Data(message).GetProperty("tradeId").GetString()!, CultureInfo.InvariantCulture);

    public async Task<(int Status, string Body, HttpResponseMessage Response)> GetAsync(string path)
    {
        HttpResponseMessage response = await http.GetAsync(new Uri(path, UriKind.Relative), Deadline);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Deadline), response);
    }

    public async Task<JsonElement> GetJsonAsync(string path)
    {
        JsonElement answer = JsonElement.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative), Deadline));
        return IsBinance || path.StartsWith("sim/", StringComparison.Ordinal) ? answer : answer.GetProperty("data");
    }

    public Task<JsonElement> TruthAsync() => GetJsonAsync($"sim/book/{Venue}/{Symbol}");

    public async Task<long> TimeMsAsync()
    {
        JsonElement time = await GetJsonAsync(TimePath);
        return IsBinance ? time.GetProperty("serverTime").GetInt64() : time.GetInt64();
    }

    /// <summary>The exchange's own description of the symbol, null where it is not listed.</summary>
    public async Task<JsonElement?> RulesAsync()
    {
        JsonElement answer = await GetJsonAsync(IsBinance ? "api/v3/exchangeInfo" : "api/v2/symbols");
        foreach (JsonElement symbol in (IsBinance ? answer.GetProperty("symbols") : answer).EnumerateArray())
        {
            if (symbol.GetProperty("symbol").GetString() == Symbol)
                return symbol;
        }
        return null;
    }

    /// <summary>Waits until something is so.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(5, Deadline);
    }

    /// <summary>Reads until the other side has gone: its close code, or null where it gave none.</summary>
    public async Task<WebSocketCloseStatus?> GoneAsync(TestSocket socket)
    {
        try
        {
            while (await socket.ReadTextAsync(Deadline) is not null)
            {
            }
            return socket.CloseStatus;
        }
        catch (WebSocketException)
        {
            return null;
        }
    }
}
