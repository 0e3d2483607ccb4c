using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace TradingBot.ExchangeSim.Tests;

/// <summary>A plain WebSocket client that reads whole JSON messages.</summary>
internal sealed class TestSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private byte[] _buffer = new byte[1 << 16];

    public WebSocketState State => _socket.State;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>The last message that <see cref="ReadAsync"/> has read.</summary>
    public JsonElement Last { get; private set; }

    /// <summary>Pieces in which the last message came, at least.</summary>
    public int FramesOfLastMessage { get; private set; }

    /// <summary>The HTTP status with which a connection is refused.</summary>
    public static async Task<HttpStatusCode> StatusOfAsync(Func<Task<TestSocket>> connect)
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(connect);
        string status = refused.Message.Split('\'')[1];
        return Enum.Parse<HttpStatusCode>(status);
    }

    public static async Task<TestSocket> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var socket = new TestSocket();
        await socket._socket.ConnectAsync(address, cancellation);
        return socket;
    }

    /// <summary>Asks bullet-public as a KuCoin client does, connects and takes the welcome.</summary>
    public static async Task<TestSocket> ConnectKucoinAsync(SimulatorHost host, string? connectId, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using HttpResponseMessage response = await http.PostAsync(new Uri("api/v1/bullet-public", UriKind.Relative), null, cancellation);
        using JsonDocument bullet = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
        JsonElement data = bullet.RootElement.GetProperty("data");
        string endpoint = data.GetProperty("instanceServers")[0].GetProperty("endpoint").GetString()!;
        string connect = connectId is null ? "" : $"&connectId={connectId}";
        return await ConnectAsync(new Uri($"{endpoint}?token={data.GetProperty("token").GetString()}{connect}"), cancellation);
    }

    public Task SendAsync(string text, CancellationToken cancellation) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, cancellation);

    /// <summary>The next message's text, null when the server has closed.</summary>
    public async Task<string?> ReadTextAsync(CancellationToken cancellation)
    {
        int length = 0;
        FramesOfLastMessage = 0;
        while (true)
        {
            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
            ValueWebSocketReceiveResult result = await _socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            length += result.Count;
            FramesOfLastMessage++;
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(_buffer, 0, length);
        }
    }

    public async Task<JsonElement> ReadAsync(CancellationToken cancellation)
    {
        string text = await ReadTextAsync(cancellation) ?? throw new WebSocketException("The server closed the connection.");
        using JsonDocument document = JsonDocument.Parse(text);
        return Last = document.RootElement.Clone();
    }

    /// <summary>Reads until a message fits, and returns it.</summary>
    public async Task<JsonElement> ReadUntilAsync(Func<JsonElement, bool> fits, CancellationToken cancellation)
    {
        while (true)
        {
            JsonElement message = await ReadAsync(cancellation);
            if (fits(message))
                return message;
        }
    }

    /// <summary>As <see cref="ReadUntilAsync"/>, of messages that need not be JSON.</summary>
    public async Task<string> ReadTextUntilAsync(Func<string, bool> fits, CancellationToken cancellation)
    {
        while (true)
        {
            string text = await ReadTextAsync(cancellation) ?? throw new WebSocketException("The server closed the connection.");
            if (fits(text))
                return text;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await ValueTask.CompletedTask;
    }
}
