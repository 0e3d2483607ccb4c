using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TradingBot.Exchanges.Tests.Scripted;

/// <summary>A Binance that says exactly what a test tells it to, right or wrong.</summary>
internal sealed class ScriptedBinance : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<WebSocket, SemaphoreSlim> _sockets = new();
    private long _connections;

    private ScriptedBinance(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Answer to a SUBSCRIBE.</summary>
    public string SubscribeAnswer { get; set; } = """{"result":null,"id":1}""";

    /// <summary>Number of the book that REST shows.</summary>
    public long BookNumber { get; set; } = 100;

    /// <summary>How far the venue's clock is ahead of the true time, in its answers and its events.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>How old events are when they are said.</summary>
    public TimeSpan EventAge { get; set; }

    private long ServerTime => (DateTimeOffset.UtcNow + ClockAhead).ToUnixTimeMilliseconds();

    public long Connections => Interlocked.Read(ref _connections);

    public int OpenSockets => _sockets.Count;

    public static async Task<ScriptedBinance> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        WebApplication app = builder.Build();
        ScriptedBinance venue = new(app);
        app.UseWebSockets();
        app.Run(venue.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        venue.Address = new Uri(app.Urls.First() + "/");
        return venue;
    }

    /// <summary>Sends a text to every open socket.</summary>
    public async Task SayAsync(string text)
    {
        foreach ((WebSocket socket, SemaphoreSlim writing) in _sockets) await SendAsync(socket, writing, text);
    }

    public Task SayDepthAsync(long first, long last, string bid = "90.00", string quantity = "1.0") => SayAsync(string.Create(CultureInfo.InvariantCulture,
        $$$"""{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":{{{ServerTime - (long)EventAge.TotalMilliseconds}}},"s":"BTCUSDT","U":{{{first}}},"u":{{{last}}},"b":[["{{{bid}}}","{{{quantity}}}"]],"a":[]}}"""));

    public async ValueTask DisposeAsync()
    {
        foreach (WebSocket socket in _sockets.Keys) socket.Abort();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest) return ServeSocketAsync(context);
        string body = context.Request.Path.Value switch
        {
            "/api/v3/time" => $$$"""{"serverTime":{{{ServerTime}}}}""",
            "/api/v3/exchangeInfo" => """
                {"symbols":[{"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":"0.01"},
                {"filterType":"LOT_SIZE","minQty":"0.00001","maxQty":"9000","stepSize":"0.00001"},{"filterType":"NOTIONAL","minNotional":"5"}]}]}
                """,
            "/api/v3/depth" => $$"""{"lastUpdateId":{{BookNumber}},"bids":[["100.00","1"]],"asks":[["150.00","1"]]}""",
            _ => "[]",
        };
        return context.Response.WriteAsync(body);
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using SemaphoreSlim writing = new(1, 1);
        byte[] buffer = new byte[4096];
        try
        {
            await socket.ReceiveAsync(buffer, context.RequestAborted);
            await SendAsync(socket, writing, SubscribeAnswer);
            Interlocked.Increment(ref _connections);
            _sockets[socket] = writing;
            while ((await socket.ReceiveAsync(buffer, context.RequestAborted)).MessageType != WebSocketMessageType.Close)
            {
                // The feed has nothing more to say.
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            // Gone.
        }
        finally
        {
            _sockets.TryRemove(socket, out _);
        }
    }

    private static async Task SendAsync(WebSocket socket, SemaphoreSlim writing, string text)
    {
        await writing.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The feed has closed it.
        }
        finally
        {
            writing.Release();
        }
    }
}
