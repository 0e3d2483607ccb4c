using System.Net.WebSockets;
using TradingBot.Exchanges.Egress;

namespace TradingBot.Exchanges.Feeds;

/// <summary>Tells what the world does to a connection from what only our mistake can cause.</summary>
internal static class ConnectionProblem
{
    public static bool Is(Exception e) =>
        e is WebSocketException or HttpRequestException or IOException or ExchangeException or EgressDeniedException or OperationCanceledException or ObjectDisposedException;

    /// <summary>How long to wait after a failed request: as the venue or the circuit breaker ordered, else longer each time, up to two seconds.</summary>
    public static TimeSpan Pause(ExchangeException e, int failures, DateTimeOffset now)
    {
        TimeSpan ordered = e.RetryAt is { } at && at > now ? at - now : TimeSpan.Zero;
        TimeSpan own = TimeSpan.FromSeconds(Math.Min(2, 0.25 * Math.Pow(2, Math.Min(failures, 10))));
        return ordered > own ? ordered : own;
    }
}
