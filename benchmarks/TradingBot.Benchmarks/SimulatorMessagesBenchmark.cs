using System.Diagnostics;
using System.Net.WebSockets;
using TradingBot.ExchangeSim;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.Benchmarks;

/// <summary>
/// WebSocket messages per second from the simulator to one client over loopback, server and client in one process: unpaced time, all streams
/// of trades, best prices and 100 ms depth of three symbols, for five seconds after a warm-up.
/// </summary>
internal static class SimulatorMessagesBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync()
    {
        await using SimulatorHost host = await SimulatorHost.StartAsync(new SimulatorOptions { Speed = 0, WarmUp = TimeSpan.FromMinutes(1) });
        using var socket = new ClientWebSocket();
        string[] symbols = ["btcusdt", "ethusdt", "solusdt"];
        string[] streams = ["trade", "bookTicker", "depth@100ms"];
        string names = string.Join('/', symbols.SelectMany(symbol => streams.Select(stream => $"{symbol}@{stream}")));
        await socket.ConnectAsync(new Uri(host.SocketAddress, $"stream?streams={names}"), CancellationToken.None);
        await ReadForAsync(socket, WarmUp);
        (long messages, long bytes, TimeSpan elapsed) = await ReadForAsync(socket, Measured);
        Console.WriteLine(FormattableString.Invariant($"simulator-messages: {messages:N0} messages in {elapsed.TotalSeconds:F1} s to one client"));
        Console.WriteLine(FormattableString.Invariant($"  messages/s {messages / elapsed.TotalSeconds:N0}  MB/s {bytes / elapsed.TotalSeconds / 1e6:F1}  bytes/message {bytes / Math.Max(messages, 1)}"));
        return 0;
    }

    private static async Task<(long Messages, long Bytes, TimeSpan Elapsed)> ReadForAsync(ClientWebSocket socket, TimeSpan duration)
    {
        var buffer = new byte[1 << 16];
        long messages = 0, bytes = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            messages += result.EndOfMessage ? 1 : 0;
            bytes += result.Count;
        }
        return (messages, bytes, Stopwatch.GetElapsedTime(start));
    }
}
