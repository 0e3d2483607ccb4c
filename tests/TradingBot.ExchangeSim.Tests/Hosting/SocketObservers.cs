using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using TradingBot.ExchangeSim.Faults;

namespace TradingBot.ExchangeSim.Tests.Hosting;

/// <summary>How a client notices each fault of its connection.</summary>
internal static class SocketObservers
{
    public static readonly Dictionary<string, Func<FaultSubject, Task>> All = new()
    {
        ["disconnect"] = DisconnectAsync,
        ["close"] = CloseAsync,
        ["silence"] = SilenceAsync,
        ["freeze"] = FreezeAsync,
        ["serverShutdown"] = ServerShutdownAsync,
        ["lifetime"] = LifetimeAsync,
        ["refuse"] = RefuseAsync,
        ["tokenExpired"] = TokenExpiredAsync,
        ["slice"] = SliceAsync,
        ["throttle"] = ThrottleAsync,
    };

    private static async Task DisconnectAsync(FaultSubject subject)
    {
        await using TestSocket trades = await subject.OpenAsync("trade");
        await using TestSocket quotes = await subject.OpenAsync("bookTicker");
        Assert.Equal(1, subject.Inject(new() { Fault = "disconnect", Stream = "trade", Symbol = subject.Symbol }).Affected);
        var gone = await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true)
                await trades.ReadAsync(subject.Deadline);
        });
        Assert.Contains("reset", gone.ToString(), StringComparison.OrdinalIgnoreCase);
        await quotes.ReadAsync(subject.Deadline);
    }

    private static async Task CloseAsync(FaultSubject subject)
    {
        foreach (int code in new[] { 1000, 1001, 1008, 1012 })
        {
            await using TestSocket socket = await subject.OpenAsync("bookTicker");
            subject.Inject(new() { Fault = "close", Code = code });
            Assert.Equal(code, (int?)await subject.GoneAsync(socket));
        }
    }

    private static async Task SilenceAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        long last = subject.TradeId(socket.Last);
        FaultReport fault = subject.Inject(new() { Fault = "silence", DurationMs = 700 });
        if (!subject.IsBinance)
            await socket.SendAsync("""{"id":"7","type":"ping"}""", subject.Deadline);
        bool answered = subject.IsBinance;
        bool missing = false;
        while (!missing)
        {
            JsonElement message = await socket.ReadAsync(subject.Deadline);
            if (!subject.IsBinance && message.GetProperty("type").GetString() == "pong")
                answered = true;
            else
            {
                missing = subject.TradeId(message) != last + 1;
                last = subject.TradeId(message);
            }
        }
        // The pong has come through the silence, before the first message after it.
        Assert.True(answered);
        await subject.EndedAsync(fault);
    }

    private static async Task FreezeAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("trade");
        FaultReport fault = subject.Inject(new() { Fault = "freeze", DurationMs = 1_500 });
        if (subject.IsBinance)
        {
            // This client sends ping frames and gives up without a pong; silence would have answered.
            using var pinging = new ClientWebSocket();
            pinging.Options.KeepAliveInterval = TimeSpan.FromMilliseconds(100);
            pinging.Options.KeepAliveTimeout = TimeSpan.FromMilliseconds(400);
            await pinging.ConnectAsync(new Uri(subject.Host.SocketAddress, "ws"), subject.Deadline);
            await Assert.ThrowsAnyAsync<Exception>(() => pinging.ReceiveAsync(new byte[64], subject.Deadline));
            subject.Deadline.ThrowIfCancellationRequested();
        }
        else
        {
            await socket.SendAsync("""{"id":"8","type":"ping"}""", subject.Deadline);
            await socket.ReadUntilAsync(message => message.GetProperty("type").GetString() == "pong", subject.Deadline);
            Assert.Equal("finished", subject.Report(fault.Id).State);
        }
        await subject.EndedAsync(fault);
        await socket.ReadAsync(subject.Deadline);
    }

    private static async Task ServerShutdownAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("bookTicker");
        FaultReport fault = subject.Inject(new() { Fault = "serverShutdown", DurationMs = 300 });
        if (subject.IsBinance)
            await socket.ReadUntilAsync(message => message.TryGetProperty("e", out JsonElement name) && name.GetString() == "serverShutdown", subject.Deadline);
        Assert.Equal(1001, (int?)await subject.GoneAsync(socket));
        await subject.EndedAsync(fault);
    }

    private static async Task LifetimeAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("bookTicker");
        Assert.Equal(0, subject.Inject(new() { Fault = "lifetime", OlderThanMs = 3_600_000 }).Affected);
        await socket.ReadAsync(subject.Deadline);
        Assert.Equal(1, subject.Inject(new() { Fault = "lifetime" }).Affected);
        Assert.Equal(1001, (int?)await subject.GoneAsync(socket));
    }

    private static async Task RefuseAsync(FaultSubject subject)
    {
        // One that is open already is not refused, and not counted.
        await using TestSocket before = await subject.OpenAsync("bookTicker");
        foreach (int status in new[] { 401, 403, 503 })
        {
            FaultReport fault = subject.Inject(new() { Fault = "refuse", Status = status, DurationMs = 60_000 });
            Assert.Equal((HttpStatusCode)status, await TestSocket.StatusOfAsync(() => subject.ConnectAsync()));
            Assert.Equal(1, subject.Host.EndFault(fault.Id)!.Affected);
        }
    }

    private static async Task TokenExpiredAsync(FaultSubject subject)
    {
        FaultReport atUpgrade = subject.Inject(new() { Fault = "tokenExpired", DurationMs = 60_000 });
        Assert.Equal(HttpStatusCode.Unauthorized, await TestSocket.StatusOfAsync(() => subject.ConnectAsync()));
        subject.Host.EndFault(atUpgrade.Id);
        FaultReport inFrame = subject.Inject(new() { Fault = "tokenExpired", Kind = "frame", DurationMs = 60_000 });
        await using TestSocket refused = await TestSocket.ConnectKucoinAsync(subject.Host, null, subject.Deadline);
        Assert.Equal(401, (await refused.ReadAsync(subject.Deadline)).GetProperty("code").GetInt32());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await subject.GoneAsync(refused));
        subject.Host.EndFault(inFrame.Id);
    }

    private static async Task SliceAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("bookTicker");
        FaultReport fault = subject.Inject(new() { Fault = "slice", Bytes = 3, DurationMs = 60_000 });
        while (socket.FramesOfLastMessage < 20)
            Assert.Equal(JsonValueKind.Object, (await socket.ReadAsync(subject.Deadline)).ValueKind);
        subject.Host.EndFault(fault.Id);
    }

    private static async Task ThrottleAsync(FaultSubject subject)
    {
        await using TestSocket socket = await subject.OpenAsync("depth");
        FaultReport fault = subject.Inject(new() { Fault = "throttle", BytesPerSecond = 2_000, DurationMs = 60_000 });
        // At ten times real speed both venues' depth is more than ten kilobytes a second.
        long start = TimeProvider.System.GetTimestamp();
        int bytes = 0;
        while (bytes < 4_000 || TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(1))
            bytes += (await socket.ReadTextAsync(subject.Deadline))!.Length;
        Assert.InRange(bytes / TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0, 8_000);
        subject.Host.EndFault(fault.Id);
    }
}
